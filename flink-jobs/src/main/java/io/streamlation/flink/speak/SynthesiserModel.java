package io.streamlation.flink.speak;

import io.streamlation.flink.think.Model;
import java.time.Duration;
import java.util.List;

/** A {@link SpeechSynthesiser} as the pool asks it. */
public final class SynthesiserModel implements Model<SpeakQuestion, SynthesisOutcome> {
  private final SpeechSynthesiser synthesiser;
  private final AutoCloseable owner;

  /**
   * @param owner closed with this; owns the synthesiser
   */
  public SynthesiserModel(SpeechSynthesiser synthesiser, AutoCloseable owner) {
    this.synthesiser = synthesiser;
    this.owner = owner;
  }

  @Override
  public List<SynthesisOutcome> answer(List<SpeakQuestion> questions, Duration deadline) {
    return synthesiser.synthesise(
        questions.stream().map(SpeakQuestion::request).toList(), deadline);
  }

  @Override
  public int maxBatch() {
    return synthesiser.maxBatch();
  }

  @Override
  public SynthesisOutcome failure(Throwable broken) {
    return new SynthesisOutcome.Failed(SynthesisOutcome.Failed.Reason.MODEL, broken.toString());
  }

  @Override
  public void close() {
    try {
      owner.close();
    } catch (Exception e) {
      throw new IllegalStateException("the synthesiser cannot be closed", e);
    }
  }
}
