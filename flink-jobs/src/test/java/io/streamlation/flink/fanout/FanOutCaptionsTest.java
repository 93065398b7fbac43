package io.streamlation.flink.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.Target;
import io.streamlation.contracts.v1.TargetedCaption;
import io.streamlation.flink.wire.ProtobufTypeInfo;
import io.streamlation.flink.wire.Sides;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class FanOutCaptionsTest {
  private static final long PATIENCE_MS = Duration.ofMinutes(10).toMillis();

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, SettledCaption, PlanArrival, TargetedCaption>
      harness() throws Exception {
    KeyedTwoInputStreamOperatorTestHarness<String, SettledCaption, PlanArrival, TargetedCaption>
        harness =
            new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new FanOutCaptions(FanOutSettings.DEFAULT)),
                SettledCaption::getSessionId,
                PlanArrival::getSessionId,
                Types.STRING);
    harness.setup(
        ProtobufTypeInfo.ofMessage(TargetedCaption.class)
            .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  private static StreamRecord<SettledCaption> caption(String id) {
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

  private static StreamRecord<PlanArrival> plan(long revision, SessionPlan.Desired desired) {
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

  @Test
  void holdsCaptionsAcrossRestoreAndForgetsAStoppedSession() throws Exception {
    OperatorSubtaskState state;
    try (var harness = harness()) {
      harness.open();
      harness.processElement1(caption("one"));
      assertThat(harness.extractOutputValues()).isEmpty();
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness()) {
      harness.initializeState(state);
      harness.open();
      harness.processElement2(plan(1, SessionPlan.Desired.DESIRED_ON_AIR));
      assertThat(harness.extractOutputValues())
          .extracting(t -> t.getCaption().getId())
          .containsExactly("one");
      assertThat(harness.numProcessingTimeTimers()).isZero();

      harness.processElement2(plan(2, SessionPlan.Desired.DESIRED_STOPPED));
      harness.processElement1(
          new StreamRecord<>(
              SettledCaption.newBuilder()
                  .setSessionId("s")
                  .setEpochClosed(
                      EpochClosed.newBuilder()
                          .setSessionId("s")
                          .setReason(End.Reason.REASON_STOPPED))
                  .build()));
      assertThat(harness.extractOutputValues().get(1).hasEpochClosed()).isTrue();
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void losesItsPatienceWithAPlanThatDoesNotCome() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement1(caption("one"));
      harness.setProcessingTime(PATIENCE_MS);
      assertThat(harness.extractOutputValues()).isEmpty();
      assertThat(harness.getSideOutput(Sides.EVENTS)).hasSize(1);
      assertThat(harness.numProcessingTimeTimers()).isZero();
    }
  }
}
