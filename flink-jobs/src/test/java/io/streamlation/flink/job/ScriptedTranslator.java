package io.streamlation.flink.job;

import io.streamlation.flink.think.Model;
import io.streamlation.flink.translate.TranslateQuestion;
import io.streamlation.flink.translate.TranslationOutcome;
import java.time.Duration;
import java.util.List;

/** Translates by saying which language it would be; knows no French. */
record ScriptedTranslator(String name)
    implements Model.Source<TranslateQuestion, TranslationOutcome> {
  @Override
  public Model<TranslateQuestion, TranslationOutcome> open() {
    return new Model<>() {
      @Override
      public List<TranslationOutcome> answer(List<TranslateQuestion> questions, Duration deadline) {
        return questions.stream().map(q -> translate(q)).toList();
      }

      @Override
      public int maxBatch() {
        return 4;
      }

      @Override
      public TranslationOutcome failure(Throwable broken) {
        return new TranslationOutcome.Failed(
            TranslationOutcome.Failed.Reason.MODEL, broken.getMessage());
      }

      @Override
      public void close() {}
    };
  }

  private static TranslationOutcome translate(TranslateQuestion question) {
    String target = question.request().targetLanguage();
    return target.equals("fr")
        ? new TranslationOutcome.Failed(
            TranslationOutcome.Failed.Reason.NO_MODEL, "no pack translates en to fr")
        : new TranslationOutcome.Translated(target + ": " + question.request().text(), -.1f);
  }
}
