package io.streamlation.flink.speak;

import java.time.Duration;
import java.util.List;

/**
 * Port: text in, sound out. Blocking and thread-safe; knows nothing of Flink. Same request, same
 * bytes, alone or in a batch. A voice that fails answers with {@link SynthesisOutcome.Failed}; so
 * does one whose thread is interrupted, which is how it is cancelled.
 */
public interface SpeechSynthesiser extends AutoCloseable {
  /**
   * @param batch at most {@link #maxBatch()} requests; languages and voices may differ
   * @param deadline how long the whole batch may take
   * @return one outcome per request, in order
   */
  List<SynthesisOutcome> synthesise(List<SynthesisRequest> batch, Duration deadline);

  int maxBatch();

  /** Safe to call twice. */
  @Override
  void close();
}
