package io.streamlation.flink.job;

import com.google.protobuf.ByteString;
import io.streamlation.flink.speak.SpeakQuestion;
import io.streamlation.flink.speak.SynthesisOutcome;
import io.streamlation.flink.think.Model;
import java.time.Duration;
import java.util.List;

/** Speaks by spelling: a sample for each letter. */
record ScriptedVoice(String name) implements Model.Source<SpeakQuestion, SynthesisOutcome> {
  private static final int RATE_HZ = 8_000;

  @Override
  public Model<SpeakQuestion, SynthesisOutcome> open() {
    return new Model<>() {
      @Override
      public List<SynthesisOutcome> answer(List<SpeakQuestion> questions, Duration deadline) {
        return questions.stream().map(q -> spell(q)).toList();
      }

      @Override
      public int maxBatch() {
        return 4;
      }

      @Override
      public SynthesisOutcome failure(Throwable broken) {
        return new SynthesisOutcome.Failed(
            SynthesisOutcome.Failed.Reason.MODEL, broken.getMessage());
      }

      @Override
      public void close() {}
    };
  }

  private static SynthesisOutcome spell(SpeakQuestion question) {
    return new SynthesisOutcome.Spoken(
        ByteString.copyFrom(
            question.request().text().getBytes(java.nio.charset.StandardCharsets.UTF_16LE)),
        RATE_HZ,
        question.request().voice());
  }
}
