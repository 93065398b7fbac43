package io.streamlation.flink.recognise;

import java.time.Duration;
import java.util.List;

/**
 * Port: sound in, words out. Blocking and thread-safe; knows nothing of Flink. Same request, same
 * answer, alone or in a batch. A model that fails answers with {@link RecognitionOutcome.Failed};
 * only a broken promise of our own throws.
 */
public interface Recogniser extends AutoCloseable {
  /**
   * @param batch at most {@link #maxBatch()} requests
   * @param deadline how long the whole batch may take; what is not done by then is {@code Failed}
   * @return one outcome per request, in order
   */
  List<RecognitionOutcome> recognise(List<RecognitionRequest> batch, Duration deadline);

  int maxBatch();

  /** Name and version of the pack behind it, e.g. {@code whisper-news-tiny@1}. */
  String pack();

  /** Safe to call twice. */
  @Override
  void close();
}
