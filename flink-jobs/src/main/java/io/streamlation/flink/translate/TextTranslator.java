package io.streamlation.flink.translate;

import java.time.Duration;
import java.util.List;

/**
 * Port: text in, text out. Blocking and thread-safe; knows nothing of Flink. Same request, same
 * answer, alone or in a batch. A model that fails answers with {@link TranslationOutcome.Failed}.
 */
public interface TextTranslator extends AutoCloseable {
  /**
   * @param batch at most {@link #maxBatch()} requests; pairs may differ
   * @param deadline how long the whole batch may take
   * @return one outcome per request, in order
   */
  List<TranslationOutcome> translate(List<TranslationRequest> batch, Duration deadline);

  int maxBatch();

  /** Whether a pack for this pair is there. */
  boolean translates(String sourceLanguage, String targetLanguage);

  /** Safe to call twice. */
  @Override
  void close();
}
