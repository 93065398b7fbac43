package io.streamlation.flink.translate;

import io.streamlation.flink.think.Model;
import java.time.Duration;
import java.util.List;

/** A {@link TextTranslator} as the pool asks it. */
public final class TranslatorModel implements Model<TranslateQuestion, TranslationOutcome> {
  private final TextTranslator translator;
  private final AutoCloseable owner;

  /**
   * @param owner closed with this; owns the translator
   */
  public TranslatorModel(TextTranslator translator, AutoCloseable owner) {
    this.translator = translator;
    this.owner = owner;
  }

  @Override
  public List<TranslationOutcome> answer(List<TranslateQuestion> questions, Duration deadline) {
    return translator.translate(
        questions.stream().map(TranslateQuestion::request).toList(), deadline);
  }

  @Override
  public int maxBatch() {
    return translator.maxBatch();
  }

  @Override
  public TranslationOutcome failure(Throwable broken) {
    return new TranslationOutcome.Failed(TranslationOutcome.Failed.Reason.MODEL, broken.toString());
  }

  @Override
  public void close() {
    try {
      owner.close();
    } catch (Exception e) {
      throw new IllegalStateException("the translator cannot be closed", e);
    }
  }
}
