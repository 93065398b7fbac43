package io.streamlation.flink.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.Target;
import io.streamlation.contracts.v1.TargetedCaption;
import io.streamlation.flink.wire.Passing;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class FanOutCaptionsTest {
  private static final long PATIENCE_MS = Duration.ofMinutes(10).toMillis();

  private static KeyedOneInputStreamOperatorTestHarness<String, Message, Message> harness()
      throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, Message, Message> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new FanOutCaptions(FanOutSettings.DEFAULT)),
            Passing::sessionOf,
            Types.STRING);
    harness.setup(
        Passing.TYPE.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  private static StreamRecord<Message> caption(String id) {
    return new StreamRecord<>(
        SettledCaption.newBuilder()
            .setSessionId("s")
            .setCaption(
                Caption.newBuilder()
                    .setId(id)
                    .setSessionId("s")
                    .setPlanRevision(1)
                    .setLanguage("en")
                    .setState(Caption.State.STATE_FINAL))
            .build());
  }

  private static StreamRecord<Message> plan(long revision, SessionPlan.Desired desired) {
    return new StreamRecord<>(
        PlanArrival.newBuilder()
            .setSessionId("s")
            .setPlan(
                SessionPlan.newBuilder()
                    .setSessionId("s")
                    .setRevision(revision)
                    .setDesired(desired)
                    .addTargets(Target.newBuilder().setLanguage("es")))
            .build());
  }

  private static List<TargetedCaption> targeted(
      KeyedOneInputStreamOperatorTestHarness<String, Message, Message> harness) {
    return harness.extractOutputValues().stream()
        .filter(TargetedCaption.class::isInstance)
        .map(TargetedCaption.class::cast)
        .toList();
  }

  @Test
  void holdsCaptionsAcrossRestoreAndForgetsAStoppedSession() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness()) {
      harness.open();
      harness.processElement(caption("one"));
      assertThat(harness.extractOutputValues()).isEmpty();
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness()) {
      harness.initializeState(state);
      harness.open();
      harness.processElement(plan(1, SessionPlan.Desired.DESIRED_ON_AIR));
      assertThat(targeted(harness)).extracting(t -> t.getCaption().getId()).containsExactly("one");
      assertThat(harness.numProcessingTimeTimers()).isZero();

      harness.processElement(plan(2, SessionPlan.Desired.DESIRED_STOPPED));
      harness.processElement(
          new StreamRecord<>(
              SettledCaption.newBuilder()
                  .setSessionId("s")
                  .setEpochClosed(
                      EpochClosed.newBuilder()
                          .setSessionId("s")
                          .setReason(End.Reason.REASON_STOPPED))
                  .build()));
      assertThat(targeted(harness).get(1).hasEpochClosed()).isTrue();
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void losesItsPatienceWithAPlanThatDoesNotCome() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(caption("one"));
      harness.setProcessingTime(PATIENCE_MS);
      assertThat(targeted(harness)).isEmpty();
      assertThat(harness.extractOutputValues())
          .filteredOn(SessionEvent.class::isInstance)
          .hasSize(1);
      assertThat(harness.numProcessingTimeTimers()).isZero();
    }
  }
}
