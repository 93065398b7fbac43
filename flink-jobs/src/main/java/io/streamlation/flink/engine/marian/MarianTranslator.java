package io.streamlation.flink.engine.marian;

import ai.djl.engine.EngineException;
import io.streamlation.flink.engine.Deadline;
import io.streamlation.flink.engine.OnnxRuntime;
import io.streamlation.flink.engine.RepetitionGuard;
import io.streamlation.flink.translate.TextTranslator;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.translate.TranslationOutcome.Failed;
import io.streamlation.flink.translate.TranslationOutcome.Translated;
import io.streamlation.flink.translate.TranslationRequest;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@link TextTranslator} port over one Marian pack. Finals are searched with the pack's number
 * of beams, drafts greedily. Sentences of a batch are translated one after the other: a sentence's
 * beams are the batch the graphs see. The context of a request is not used, for Marian translates
 * single sentences.
 */
public final class MarianTranslator implements TextTranslator {
  private static final int TARGET_PER_SOURCE = 3;
  private static final int TARGET_MORE = 10;

  private final PackManifest pack;
  private final MarianConfig config;
  private final MarianTokenizer tokenizer;
  private final MarianModel model;
  private boolean closed;

  private MarianTranslator(
      PackManifest pack, MarianConfig config, MarianTokenizer tokenizer, MarianModel model) {
    this.pack = pack;
    this.config = config;
    this.tokenizer = tokenizer;
    this.model = model;
  }

  /**
   * @throws PackException when a file of it cannot be used
   */
  public static MarianTranslator open(PackManifest pack, OnnxRuntime runtime) {
    if (!pack.options().isEmpty()) {
      throw new PackException(
          "the options of pack " + pack.id() + " cannot be used",
          List.of("engine %s knows none (found: %s)".formatted(pack.engine(), pack.options())));
    }
    MarianConfig config = MarianConfig.read(pack);
    MarianTokenizer tokenizer = MarianTokenizer.open(pack, config.endId());
    try {
      return new MarianTranslator(pack, config, tokenizer, MarianModel.open(pack, config, runtime));
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  @Override
  public List<TranslationOutcome> translate(List<TranslationRequest> batch, Duration patience) {
    if (batch.size() > maxBatch()) {
      throw new IllegalArgumentException(
          "%d requests in a batch, at most %d fit".formatted(batch.size(), maxBatch()));
    }
    List<TranslationOutcome> outcomes = new ArrayList<>();
    // A step takes milliseconds, so looking at the clock between steps is enough.
    try (Deadline deadline = Deadline.in(patience, () -> {})) {
      for (TranslationRequest request : batch) {
        outcomes.add(translate(request, deadline));
      }
    }
    return outcomes;
  }

  private TranslationOutcome translate(TranslationRequest request, Deadline deadline) {
    if (!translates(request.sourceLanguage(), request.targetLanguage())) {
      return new Failed(
          Failed.Reason.NO_MODEL,
          "pack %s does not translate %s to %s"
              .formatted(pack.id(), request.sourceLanguage(), request.targetLanguage()));
    }
    if (deadline.passed()) {
      return late();
    }
    String text = request.text().strip();
    if (text.isEmpty()) {
      return new Translated("", 0);
    }
    long[] source = tokenizer.encode(text);
    if (source.length > config.maxPositions()) {
      return new Failed(
          Failed.Reason.GUARD,
          "the source has %d tokens, pack %s takes %d"
              .formatted(source.length, pack.id(), config.maxPositions()));
    }
    int longest =
        Math.min(
            Math.min(config.maxLength(), config.maxPositions()) - 1,
            TARGET_PER_SOURCE * source.length + TARGET_MORE);
    boolean draft = request.purpose() == TranslationRequest.Purpose.DRAFT;
    BeamSearch search = new BeamSearch(config, draft ? 1 : config.beams());
    try (MarianModel.Decoding decoding = model.decode(source)) {
      Optional<BeamSearch.Target> found = search.search(decoding::step, longest, deadline::passed);
      if (found.isEmpty()) {
        return deadline.passed()
            ? late()
            : new Failed(
                Failed.Reason.GUARD,
                "no end after %d tokens for %d of the source".formatted(longest, source.length));
      }
      String translated = tokenizer.decode(found.get().tokens());
      return guarded(text, translated)
          .<TranslationOutcome>map(complaint -> new Failed(Failed.Reason.GUARD, complaint))
          .orElseGet(() -> new Translated(translated, (float) found.get().meanLogProb()));
    } catch (EngineException | IllegalStateException e) {
      return new Failed(Failed.Reason.MODEL, "DJL: " + e.getMessage());
    }
  }

  /** What is repeated is a fault only where the source does not repeat itself. */
  private static Optional<String> guarded(String text, String translated) {
    return RepetitionGuard.complaint(words(text)).isPresent()
        ? Optional.empty()
        : RepetitionGuard.complaint(words(translated));
  }

  private static List<String> words(String text) {
    return List.of(text.split("\\s+"));
  }

  private static Failed late() {
    return new Failed(Failed.Reason.DEADLINE, "not translated within the time given");
  }

  @Override
  public int maxBatch() {
    return pack.maxBatch();
  }

  @Override
  public boolean translates(String sourceLanguage, String targetLanguage) {
    return pack.translates(primary(sourceLanguage), primary(targetLanguage));
  }

  /** {@code en-GB} becomes {@code en}. */
  private static String primary(String language) {
    int end = language.indexOf('-');
    return end < 0 ? language : language.substring(0, end);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      model.close();
      tokenizer.close();
    }
  }
}
