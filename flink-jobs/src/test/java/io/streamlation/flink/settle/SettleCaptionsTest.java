package io.streamlation.flink.settle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.HeardStretch;
import io.streamlation.contracts.v1.HeardUtterance;
import io.streamlation.contracts.v1.Hypothesis;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.Utterance;
import io.streamlation.contracts.v1.Word;
import io.streamlation.flink.wire.Passing;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class SettleCaptionsTest {
  private static KeyedOneInputStreamOperatorTestHarness<String, Message, Message> harness()
      throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, Message, Message> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new SettleCaptions(SettleSettings.DEFAULT)),
            Passing::sessionOf,
            Types.STRING);
    harness.setup(
        Passing.TYPE.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  private static StreamRecord<Message> hear(boolean isFinal, String... words) {
    HeardStretch.Builder stretch = HeardStretch.newBuilder();
    for (String word : words) {
      stretch.addWords(Word.newBuilder().setText(word).setEndSample(16_000));
    }
    return new StreamRecord<>(
        Hypothesis.newBuilder()
            .setSessionId("s")
            .setHeard(
                HeardUtterance.newBuilder()
                    .setUtterance(Utterance.newBuilder().setSessionId("s").setEpoch(1))
                    .setFinal(isFinal)
                    .setText(
                        HeardUtterance.HeardText.newBuilder()
                            .setLanguage("en")
                            .addStretches(stretch)))
            .build());
  }

  @Test
  void remembersWhatWasAgreedAcrossRestoreAndNothingAfterTheEnd() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness()) {
      harness.open();
      harness.processElement(hear(false, "good", "evening"));
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness()) {
      harness.initializeState(state);
      harness.open();
      harness.processElement(hear(false, "good", "evening", "and"));
      Caption caption = ((SettledCaption) harness.extractOutputValues().get(0)).getCaption();
      assertThat(caption.getStablePrefixLength()).isEqualTo("good evening".length());

      harness.processElement(hear(true, "good", "evening", "and", "welcome"));
      harness.processElement(
          new StreamRecord<>(
              Hypothesis.newBuilder()
                  .setSessionId("s")
                  .setEpochClosed(EpochClosed.newBuilder().setSessionId("s").setEpoch(1))
                  .build()));
      assertThat(harness.extractOutputValues())
          .filteredOn(SettledCaption.class::isInstance)
          .hasSize(3);
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }
}
