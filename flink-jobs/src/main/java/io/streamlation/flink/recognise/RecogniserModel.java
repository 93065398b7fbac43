package io.streamlation.flink.recognise;

import io.streamlation.flink.think.Model;
import java.time.Duration;
import java.util.List;

/** A {@link Recogniser} as the pool asks it. */
public final class RecogniserModel implements Model<RecogniseQuestion, RecognitionOutcome> {
  private final Recogniser recogniser;
  private final AutoCloseable owner;

  /**
   * @param owner closed with this; owns the recogniser
   */
  public RecogniserModel(Recogniser recogniser, AutoCloseable owner) {
    this.recogniser = recogniser;
    this.owner = owner;
  }

  @Override
  public List<RecognitionOutcome> answer(List<RecogniseQuestion> questions, Duration deadline) {
    return recogniser.recognise(
        questions.stream().map(RecogniseQuestion::request).toList(), deadline);
  }

  @Override
  public int maxBatch() {
    return recogniser.maxBatch();
  }

  @Override
  public RecognitionOutcome failure(Throwable broken) {
    return new RecognitionOutcome.Failed(RecognitionOutcome.Failed.Reason.MODEL, broken.toString());
  }

  @Override
  public void close() {
    try {
      owner.close();
    } catch (Exception e) {
      throw new IllegalStateException("the recogniser cannot be closed", e);
    }
  }
}
