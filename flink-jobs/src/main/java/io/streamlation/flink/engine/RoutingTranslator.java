package io.streamlation.flink.engine;

import io.streamlation.flink.translate.TextTranslator;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.translate.TranslationOutcome.Failed;
import io.streamlation.flink.translate.TranslationRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sends each request to the first translator that has its pair. */
final class RoutingTranslator implements TextTranslator {
  private static final int MAX_BATCH = 16;

  private final List<TextTranslator> translators;

  RoutingTranslator(List<TextTranslator> translators) {
    this.translators = List.copyOf(translators);
  }

  @Override
  public List<TranslationOutcome> translate(List<TranslationRequest> batch, Duration deadline) {
    TranslationOutcome[] outcomes = new TranslationOutcome[batch.size()];
    Map<TextTranslator, List<Integer>> shares = new LinkedHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      TranslationRequest request = batch.get(i);
      Optional<TextTranslator> able = able(request.sourceLanguage(), request.targetLanguage());
      if (able.isPresent()) {
        shares.computeIfAbsent(able.get(), t -> new ArrayList<>()).add(i);
      } else {
        outcomes[i] =
            new Failed(
                Failed.Reason.NO_MODEL,
                "no installed pack translates %s to %s"
                    .formatted(request.sourceLanguage(), request.targetLanguage()));
      }
    }
    long endNanos = System.nanoTime() + deadline.toNanos();
    shares.forEach(
        (translator, places) -> {
          for (int from = 0; from < places.size(); from += translator.maxBatch()) {
            List<Integer> part =
                places.subList(from, Math.min(places.size(), from + translator.maxBatch()));
            List<TranslationOutcome> answers =
                translator.translate(
                    part.stream().map(batch::get).toList(),
                    Duration.ofNanos(Math.max(0, endNanos - System.nanoTime())));
            for (int i = 0; i < part.size(); i++) {
              outcomes[part.get(i)] = answers.get(i);
            }
          }
        });
    return Arrays.asList(outcomes);
  }

  @Override
  public int maxBatch() {
    return MAX_BATCH;
  }

  @Override
  public boolean translates(String sourceLanguage, String targetLanguage) {
    return able(sourceLanguage, targetLanguage).isPresent();
  }

  private Optional<TextTranslator> able(String source, String target) {
    return translators.stream().filter(t -> t.translates(source, target)).findFirst();
  }

  @Override
  public void close() {
    translators.forEach(TextTranslator::close);
  }
}
