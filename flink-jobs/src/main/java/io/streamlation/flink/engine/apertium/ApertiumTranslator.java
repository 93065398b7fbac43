package io.streamlation.flink.engine.apertium;

import io.streamlation.flink.engine.Resident;
import io.streamlation.flink.translate.TextTranslator;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.translate.TranslationOutcome.Failed;
import io.streamlation.flink.translate.TranslationOutcome.Translated;
import io.streamlation.flink.translate.TranslationRequest;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import io.streamlation.models.PackManifest.Pair;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The {@link TextTranslator} port over one Apertium package of Debian. A pair's pipeline starts
 * when it is first asked and stays. The context of a request is not used: rules see one sentence.
 */
public final class ApertiumTranslator implements TextTranslator {
  private static final String MODE_OPTION = "mode.";
  private static final String MODE_FILE = ".mode";

  /** Some forty captions: more is not speech, and would not fit into the pipes at once. */
  private static final int MOST_CHARACTERS = 4_000;

  private static final int MOST_ANSWER_BYTES = 1 << 20;

  private final PackManifest pack;
  private final Map<Pair, Resident> pipelines;

  private ApertiumTranslator(PackManifest pack, Map<Pair, Resident> pipelines) {
    this.pack = pack;
    this.pipelines = pipelines;
  }

  /**
   * Starts nothing yet.
   *
   * @throws PackException when a pair has no mode file that can be used
   */
  public static ApertiumTranslator open(PackManifest pack) {
    List<String> complaints = new ArrayList<>();
    Map<Pair, Resident> pipelines = new LinkedHashMap<>();
    Set<String> unused = new TreeSet<>(pack.options().keySet());
    for (Pair pair : pack.pairs()) {
      String option = MODE_OPTION + pair.source() + "-" + pair.target();
      unused.remove(option);
      String mode = pack.options().getOrDefault(option, "");
      Optional<Path> file =
          pack.debian().stream()
              .flatMap(debian -> debian.files().stream())
              .filter(f -> f.endsWith("/" + mode + MODE_FILE))
              .map(Path::of)
              .findFirst();
      if (file.isEmpty()) {
        complaints.add(
            "%s is '%s', and no file under 'debian' is that mode's".formatted(option, mode));
        continue;
      }
      List<List<String>> stages = ModeFile.stages(file.get());
      pipelines.put(
          pair,
          new Resident(
              "%s (%s to %s)".formatted(pack.id(), pair.source(), pair.target()),
              errors -> start(stages, errors)));
    }
    unused.forEach(option -> complaints.add("the option '%s' is not known".formatted(option)));
    if (!complaints.isEmpty()) {
      throw new PackException("pack " + pack.id() + " cannot be used", complaints);
    }
    return new ApertiumTranslator(pack, pipelines);
  }

  private static List<Process> start(List<List<String>> stages, Path complaints)
      throws IOException {
    List<ProcessBuilder> builders = new ArrayList<>();
    for (List<String> stage : stages) {
      ProcessBuilder builder =
          new ProcessBuilder(stage).redirectError(Redirect.appendTo(complaints.toFile()));
      // Its programs read and write in the locale's character set.
      builder.environment().put("LC_ALL", "C.UTF-8");
      builders.add(builder);
    }
    return ProcessBuilder.startPipeline(builders);
  }

  @Override
  public List<TranslationOutcome> translate(List<TranslationRequest> batch, Duration deadline) {
    long endNanos = System.nanoTime() + deadline.toNanos();
    return batch.stream().map(request -> translate(request, endNanos)).toList();
  }

  private TranslationOutcome translate(TranslationRequest request, long endNanos) {
    Optional<Resident> pipeline = pipeline(request.sourceLanguage(), request.targetLanguage());
    if (pipeline.isEmpty()) {
      return new Failed(
          Failed.Reason.NO_MODEL,
          "pack %s does not translate %s to %s"
              .formatted(pack.id(), request.sourceLanguage(), request.targetLanguage()));
    }
    if (request.text().length() > MOST_CHARACTERS) {
      return new Failed(
          Failed.Reason.GUARD,
          "the text has %d characters, more than %d"
              .formatted(request.text().length(), MOST_CHARACTERS));
    }
    Duration left = Duration.ofNanos(endNanos - System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      return new Failed(Failed.Reason.DEADLINE, "no time was left to ask " + pack.id());
    }
    if (request.text().isBlank()) {
      return new Translated("", 0);
    }
    try {
      String stream = StreamFormat.write(request.text());
      String answer = pipeline.get().ask(left, (to, from) -> exchange(stream, to, from));
      return new Translated(StreamFormat.read(answer), 0);
    } catch (Resident.TooLate e) {
      return new Failed(Failed.Reason.DEADLINE, e.getMessage());
    } catch (Resident.Died e) {
      return new Failed(Failed.Reason.MODEL, e.getMessage());
    }
  }

  private static String exchange(String stream, DataOutputStream to, DataInputStream from)
      throws IOException {
    to.write(stream.getBytes(StandardCharsets.UTF_8));
    to.write(0);
    to.flush();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    for (int b = from.read(); b != 0; b = from.read()) {
      if (b < 0) {
        throw new EOFException("the pipeline ended in the middle of an answer");
      }
      if (answer.size() >= MOST_ANSWER_BYTES) {
        throw new IOException("the pipeline gave more than " + MOST_ANSWER_BYTES + " bytes");
      }
      answer.write(b);
    }
    String text = answer.toString(StandardCharsets.UTF_8);
    // A stage whose neighbour died may end with a zero byte of its own.
    if (!text.endsWith(StreamFormat.END)) {
      throw new EOFException("the pipeline gave half an answer");
    }
    return text;
  }

  private Optional<Resident> pipeline(String source, String target) {
    return pipelines.entrySet().stream()
        .filter(
            entry ->
                primary(entry.getKey().source()).equals(primary(source))
                    && primary(entry.getKey().target()).equals(primary(target)))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** {@code en-GB} is English. */
  private static String primary(String language) {
    int end = language.indexOf('-');
    return end < 0 ? language : language.substring(0, end);
  }

  @Override
  public int maxBatch() {
    return pack.maxBatch();
  }

  @Override
  public boolean translates(String sourceLanguage, String targetLanguage) {
    return pipeline(sourceLanguage, targetLanguage).isPresent();
  }

  /** Process ids of all stages that run. */
  List<Long> pids() {
    return pipelines.values().stream().flatMap(line -> line.pids().stream()).toList();
  }

  @Override
  public void close() {
    pipelines.values().forEach(Resident::close);
  }
}
