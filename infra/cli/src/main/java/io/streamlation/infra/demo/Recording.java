package io.streamlation.infra.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamlation.bulletin.air.BundledFfmpeg;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.stack.JavaProcess;
import io.streamlation.infra.stack.StackSettings;
import io.streamlation.infra.stack.StackTrouble;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A recording through the job's own rooms in one process of its own, without Kafka and Flink: what
 * a live run over it must say, word for word.
 */
final class Recording {
  private static final long DECODED_WITHIN_MINUTES = 5;
  private static final long HEARD_WITHIN_MINUTES = 30;
  private static final int HEAP_MB = 512;

  /**
   * @param captions what was heard, in order
   * @param translations one for each caption
   * @param realTimeFactor seconds of the recogniser's work for a second of speech
   */
  record Heard(List<String> captions, List<String> translations, double realTimeFactor) {}

  private Recording() {}

  static Heard offline(StackSettings settings, Path file, String language, String target)
      throws IOException, InterruptedException {
    Path pcm = Files.createTempFile("streamlation-", ".pcm");
    try {
      decode(file, pcm);
      return hear(settings, pcm, language, target);
    } finally {
      Files.deleteIfExists(pcm);
    }
  }

  /** As the bridge's decoder child does it: first sound track, mono, 16 kHz, 16 bits. */
  private static void decode(Path file, Path pcm) throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "-y",
            "-nostdin",
            "-loglevel",
            "error",
            "-i",
            file.toString(),
            "-map",
            "0:a:0",
            "-ac",
            "1",
            "-ar",
            "16000",
            "-c:a",
            "pcm_s16le",
            "-f",
            "s16le",
            pcm.toString());
    run(BundledFfmpeg.command(arguments), DECODED_WITHIN_MINUTES, file + " cannot be decoded");
  }

  private static Heard hear(StackSettings settings, Path pcm, String language, String target)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            JavaProcess.command(
                HEAP_MB,
                List.of(),
                JavaProcess.classPathOf(settings.root().resolve("flink-jobs"))));
    command.addAll(
        List.of(
            "io.streamlation.flink.job.OfflineRun",
            pcm.toString(),
            language,
            target,
            "models.dir=" + settings.modelsDir(),
            "engine.pack=" + String.join(",", settings.packs())));
    String said = run(new ProcessBuilder(command), HEARD_WITHIN_MINUTES, "the offline run failed");
    List<String> captions = new ArrayList<>();
    List<String> translations = new ArrayList<>();
    double factor = 0;
    for (String line : said.lines().toList()) {
      JsonNode told = ControlClient.JSON.readTree(line);
      if (told.has("text")) {
        captions.add(told.path("text").asText());
        translations.add(told.path("translation").asText());
      } else {
        factor = told.path("recogniserSeconds").asDouble() / told.path("spokenSeconds").asDouble(1);
      }
    }
    return new Heard(captions, translations, factor);
  }

  /** Returns its standard output; the rest goes with the trouble when it fails. */
  private static String run(ProcessBuilder builder, long minutes, String trouble)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("streamlation-", ".out");
    Path err = Files.createTempFile("streamlation-", ".err");
    Process process =
        builder
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .redirectInput(Redirect.from(new java.io.File("/dev/null")))
            .start();
    try {
      if (!process.waitFor(minutes, TimeUnit.MINUTES) || process.exitValue() != 0) {
        String said = Files.readString(err).strip();
        throw new StackTrouble(trouble + ": " + said.substring(Math.max(0, said.length() - 500)));
      }
      return Files.readString(out, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  static ObjectNode told(Heard heard) {
    return ControlClient.JSON
        .createObjectNode()
        .put("captions", heard.captions().size())
        .put("realTimeFactor", Math.round(heard.realTimeFactor() * 1000) / 1000.0);
  }
}
