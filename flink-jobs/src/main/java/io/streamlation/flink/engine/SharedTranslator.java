package io.streamlation.flink.engine;

import io.streamlation.flink.translate.TextTranslator;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.translate.TranslationRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Counts what a translator does, and leaves closing it to {@link Engines}. */
record SharedTranslator(String pack, TextTranslator translator) implements TextTranslator {
  @Override
  public List<TranslationOutcome> translate(List<TranslationRequest> batch, Duration deadline) {
    long startNanos = System.nanoTime();
    List<TranslationOutcome> outcomes = translator.translate(batch, deadline);
    EngineMetrics.BATCH_SECONDS.labelValues(pack).observe((System.nanoTime() - startNanos) / 1e9);
    EngineMetrics.BATCH_REQUESTS.labelValues(pack).observe(batch.size());
    for (TranslationOutcome outcome : outcomes) {
      EngineMetrics.REQUESTS.labelValues(pack, name(outcome)).inc();
    }
    return outcomes;
  }

  private static String name(TranslationOutcome outcome) {
    return outcome instanceof TranslationOutcome.Failed failed
        ? "failed_" + failed.reason().name().toLowerCase(Locale.ROOT)
        : "translated";
  }

  @Override
  public int maxBatch() {
    return translator.maxBatch();
  }

  @Override
  public boolean translates(String sourceLanguage, String targetLanguage) {
    return translator.translates(sourceLanguage, targetLanguage);
  }

  @Override
  public void close() {}
}
