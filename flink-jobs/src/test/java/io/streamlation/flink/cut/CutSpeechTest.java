package io.streamlation.flink.cut;

import static io.streamlation.flink.cut.Sounds.one;
import static io.streamlation.flink.cut.Sounds.seconds;
import static io.streamlation.flink.cut.Sounds.silence;
import static io.streamlation.flink.cut.Sounds.voice;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.flink.wire.Passing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class CutSpeechTest {
  private static final long FENCE_MS = Duration.ofMinutes(10).toMillis();

  private static KeyedOneInputStreamOperatorTestHarness<String, Message, Message> harness()
      throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, Message, Message> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new CutSpeech(CutSettings.DEFAULT)),
            Passing::sessionOf,
            Types.STRING);
    harness.setup(
        Passing.TYPE.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  private static List<AudioFrame> frames() {
    return new Frames("s", 1)
        .sound(one(silence(seconds(1)), voice(seconds(2)), silence(seconds(1)), voice(seconds(2))))
        .end()
        .all();
  }

  @Test
  void keepsOrderAcrossRestore() throws Exception {
    List<Message> undisturbed = new ArrayList<>();
    try (var harness = harness()) {
      harness.open();
      for (AudioFrame frame : frames()) {
        harness.processElement(new StreamRecord<>(frame));
      }
      undisturbed.addAll(harness.extractOutputValues());
    }

    List<Message> restored = new ArrayList<>();
    OperatorSubtaskState state;
    int half = 21; // in the middle of the first voice
    try (var harness = harness()) {
      harness.open();
      for (AudioFrame frame : frames().subList(0, half)) {
        harness.processElement(new StreamRecord<>(frame));
      }
      state = harness.snapshot(1, 1);
      restored.addAll(harness.extractOutputValues());
    }
    try (var harness = harness()) {
      harness.initializeState(state);
      harness.open();
      for (AudioFrame frame : frames().subList(half, frames().size())) {
        harness.processElement(new StreamRecord<>(frame));
      }
      restored.addAll(harness.extractOutputValues());
    }
    assertThat(restored).isEqualTo(undisturbed);
    assertThat(restored)
        .filteredOn(LedgerTally.class::isInstance)
        .last(InstanceOfAssertFactories.type(LedgerTally.class))
        .satisfies(tally -> assertThat(tally.getClosed()).isTrue());
  }

  @Test
  void letsGoByWhatIsNotMeantForIt() throws Exception {
    Message plan = PlanArrival.newBuilder().setSessionId("s").build();
    try (var harness = harness()) {
      harness.open();
      harness.processElement(new StreamRecord<>(plan));
      assertThat(harness.extractOutputValues()).containsExactly(plan);
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void givesItsStateBackAWhileAfterTheEnd() throws Exception {
    try (var harness = harness()) {
      harness.open();
      for (AudioFrame frame : frames()) {
        harness.processElement(new StreamRecord<>(frame));
      }
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      harness.setProcessingTime(FENCE_MS);
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numProcessingTimeTimers()).isZero();
    }
  }
}
