package io.streamlation.flink.engine;

import io.streamlation.flink.engine.marian.MarianTranslator;
import io.streamlation.flink.translate.TextTranslator;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.translate.TranslationOutcome.Translated;
import io.streamlation.flink.translate.TranslationRequest;
import io.streamlation.models.PackManifest;
import io.streamlation.models.PackStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How many sentences a translator pack renders exactly, and how long one takes. Arguments: {@code
 * pack=FOLDER list=TSV [purpose=FINAL|DRAFT] [show=N]}; each line of the list is {@code source,
 * target} parted by a tab.
 */
public final class TranslatorBench {
  private TranslatorBench() {}

  public static void main(String[] args) throws IOException {
    Map<String, String> settings = new HashMap<>();
    for (String arg : args) {
      settings.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
    PackManifest pack = PackStore.read(Path.of(settings.get("pack")).toAbsolutePath());
    PackManifest.Pair pair = pack.pairs().get(0);
    TranslationRequest.Purpose purpose =
        TranslationRequest.Purpose.valueOf(settings.getOrDefault("purpose", "FINAL"));
    int show = Integer.parseInt(settings.getOrDefault("show", "0"));
    OnnxRuntime runtime = OnnxRuntime.start(1, EngineSettings.Device.CPU);
    try (TextTranslator translator = MarianTranslator.open(pack, runtime)) {
      int exact = 0;
      List<Double> tookMs = new ArrayList<>();
      List<String> lines = Files.readAllLines(Path.of(settings.get("list")));
      for (String line : lines) {
        String[] sentence = line.split("\t");
        long start = System.nanoTime();
        TranslationOutcome outcome =
            translator
                .translate(
                    List.of(
                        new TranslationRequest(
                            sentence[0], pair.source(), pair.target(), "", purpose)),
                    Duration.ofSeconds(30))
                .get(0);
        tookMs.add((System.nanoTime() - start) / 1e6);
        if (outcome instanceof Translated t && t.text().equals(sentence[1])) {
          exact++;
        } else if (show-- > 0) {
          System.out.println("  wanted " + sentence[1] + "\n  got    " + outcome);
        }
      }
      tookMs.sort(null);
      System.out.printf(
          Locale.ROOT,
          "%s %s exact %d of %d, %.1f ms at the median, %.1f ms at p95%n",
          pack.id(),
          purpose,
          exact,
          lines.size(),
          tookMs.get(tookMs.size() / 2),
          tookMs.get(tookMs.size() * 95 / 100));
    }
  }
}
