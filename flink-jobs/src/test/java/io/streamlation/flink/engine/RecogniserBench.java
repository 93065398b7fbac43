package io.streamlation.flink.engine;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.flink.engine.whisper.WhisperRecogniser;
import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionOutcome.Heard;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardWord;
import io.streamlation.flink.recognise.RecognitionRequest;
import io.streamlation.models.PackManifest;
import io.streamlation.models.PackStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Word error rate and cost of a recogniser pack on a list of recordings. Arguments: {@code
 * pack=FOLDER list=TSV [batch=N] [show=N] [language=auto] [option.windowMs=N …]}; each line of the
 * list is {@code wav, language, text, …} parted by tabs.
 */
public final class RecogniserBench {
  private RecogniserBench() {}

  public static void main(String[] args) throws IOException {
    Map<String, String> settings = new HashMap<>();
    for (String arg : args) {
      settings.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
    PackManifest pack = PackStore.read(Path.of(settings.get("pack")).toAbsolutePath());
    Map<String, String> options = new HashMap<>(pack.options());
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("option.")) {
            options.put(key.substring("option.".length()), value);
          }
        });
    int batch = Integer.parseInt(settings.getOrDefault("batch", "1"));
    int show = Integer.parseInt(settings.getOrDefault("show", "0"));
    OnnxRuntime runtime = OnnxRuntime.start(1, EngineSettings.Device.CPU);
    try (Recogniser recogniser = WhisperRecogniser.open(with(pack, options), runtime)) {
      List<String[]> lines = new ArrayList<>();
      List<RecognitionRequest> requests = new ArrayList<>();
      for (String line : Files.readAllLines(Path.of(settings.get("list")))) {
        String[] fields = line.split("\t");
        lines.add(fields);
        requests.add(
            new RecognitionRequest(
                Wav.read(Path.of(fields[0])),
                settings.getOrDefault("language", fields[1]),
                settings.getOrDefault("previous", ""),
                RecognitionRequest.Purpose.FINAL,
                1));
      }
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      recogniser.recognise(requests.subList(0, 1), Duration.ofMinutes(1));
      int errors = 0;
      int words = 0;
      int silent = 0;
      double sound = 0;
      long cpu = threads.getCurrentThreadCpuTime();
      long wall = System.nanoTime();
      for (int from = 0; from < requests.size(); from += batch) {
        List<RecognitionRequest> part =
            requests.subList(from, Math.min(requests.size(), from + batch));
        List<RecognitionOutcome> outcomes = recogniser.recognise(part, Duration.ofMinutes(5));
        for (int i = 0; i < part.size(); i++) {
          String said = lines.get(from + i)[2];
          String heard = outcomes.get(i) instanceof Heard h ? text(h) : "";
          silent += heard.isEmpty() ? 1 : 0;
          int wrong = errors(said, heard);
          errors += wrong;
          words += said.split(" ").length;
          sound += AudioFormat.secondsOfSamples(part.get(i).pcm().length);
          if (wrong > 0 && show-- > 0) {
            System.out.println("  said  " + said + "\n  heard " + heard + "   " + outcomes.get(i));
          }
        }
      }
      double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpu) / 1e9;
      double wallSeconds = (System.nanoTime() - wall) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%-34s options %-50s WER %5.2f %% (%d of %d words), nothing heard %d of %d, %.0f s of"
              + " sound, RTF %.4f (cpu) %.4f (wall)%n",
          Path.of(settings.get("list")).getFileName(),
          options,
          100.0 * errors / words,
          errors,
          words,
          silent,
          requests.size(),
          sound,
          cpuSeconds / sound,
          wallSeconds / sound);
    }
  }

  private static PackManifest with(PackManifest p, Map<String, String> options) {
    return new PackManifest(
        p.folder(),
        p.name(),
        p.version(),
        p.title(),
        p.kind(),
        p.engine(),
        p.variant(),
        p.languages(),
        p.pairs(),
        p.voices(),
        p.tiers(),
        64,
        p.openVocabulary(),
        p.licence(),
        p.origin(),
        options,
        p.files(),
        p.families(),
        p.debian(),
        p.quality());
  }

  static String text(Heard heard) {
    return heard.segments().stream()
        .flatMap(segment -> segment.words().stream())
        .map(HeardWord::text)
        .collect(Collectors.joining(" "));
  }

  /** Words to change, add and drop to make one of the other. */
  public static int errors(String said, String heard) {
    String[] a = said.isEmpty() ? new String[0] : said.split(" ");
    String[] b = heard.isEmpty() ? new String[0] : heard.split(" ");
    int[] row = new int[b.length + 1];
    for (int j = 0; j <= b.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length; j++) {
        int above = row[j];
        row[j] =
            Math.min(
                Math.min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1].equals(b[j - 1]) ? 0 : 1));
        diagonal = above;
      }
    }
    return row[b.length];
  }
}
