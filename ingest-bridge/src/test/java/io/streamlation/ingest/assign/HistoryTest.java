package io.streamlation.ingest.assign;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.SourcePosition;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Source SOURCE =
      Source.newBuilder()
          .setProtocol(Source.Protocol.PROTOCOL_HLS)
          .setUrl("http://a.example/")
          .build();
  private static final SessionPlan PLAN =
      SessionPlan.newBuilder().setSessionId("a").setRevision(3).setSource(SOURCE).build();

  private static SourcePosition at(long sample) {
    return SourcePosition.newBuilder().setMediaSequence(7).setSampleInSegment(sample).build();
  }

  private static AudioFrame.Builder frame(long epoch, long number) {
    return AudioFrame.newBuilder()
        .setSessionId("a")
        .setEpoch(epoch)
        .setFrameNumber(number)
        .setStartSample(number * 1600)
        .setPlanRevision(3)
        .setEpochOffsetSamples(50_000)
        .setPcm(ByteString.copyFrom(new byte[3200]))
        .setNextPosition(at((number + 1) * 1600));
  }

  private static AudioFrame end(long epoch, long number, End.Reason reason) {
    return frame(epoch, number).setEnd(End.newBuilder().setReason(reason)).build();
  }

  /** Written when frame 9 of epoch 40 was the newest one stored. */
  private static Claim.Builder progress() {
    return Claim.newBuilder()
        .setSessionId("a")
        .setKind(Claim.Kind.KIND_PROGRESS)
        .setEpoch(40)
        .setPlanRevision(3)
        .setAudioOffset(1000)
        .setLastFrameNumber(9)
        .setEndSample(16_000)
        .setEpochOffsetSamples(50_000)
        .setNextPosition(at(16_000))
        .setSource(SOURCE)
        .putAllCounters(
            Map.of("frames_published", 10L, "pcm_samples", 16_000L, "gap_samples", 0L, "gaps", 0L));
  }

  private static History gather(Claim claim, AudioFrame... frames) {
    History.Gatherer gatherer = new History.Gatherer("a", Optional.ofNullable(claim));
    for (AudioFrame frame : frames) {
      gatherer.frame("a", frame.toByteArray());
      gatherer.frame("b", frame.toByteArray());
    }
    return gatherer.gathered();
  }

  @Test
  void aNewSessionBeginsAtZero() {
    History history = gather(null);
    assertThat(history.nextOffsetSamples()).isZero();
    assertThat(history.goOnAt(PLAN)).isEmpty();
    assertThat(history.isOverUnder(PLAN)).isFalse();
  }

  @Test
  void theLastStoredFrameKnowsMoreThanTheClaim() {
    History history =
        gather(
            progress().build(), frame(40, 9).build(), frame(40, 10).build(), frame(40, 11).build());
    assertThat(history.goOnAt(PLAN)).hasValue(at(12 * 1600));
    assertThat(history.nextOffsetSamples()).isEqualTo(50_000 + 12 * 1600);
  }

  @Test
  void theLedgerOfADeadBridgeIsClosedWithEveryFrameCountedOnce() {
    History history =
        gather(
            progress().build(), frame(40, 9).build(), frame(40, 10).build(), frame(40, 11).build());
    var tally = history.unclosed().orElseThrow();
    assertThat(tally.getEpoch()).isEqualTo(40);
    assertThat(tally.getClosed()).isTrue();
    assertThat(tally.getAsOfSample()).isEqualTo(12 * 1600);
    assertThat(tally.getCountersMap())
        .containsEntry("frames_published", 12L)
        .containsEntry("pcm_samples", 12 * 1600L);
  }

  @Test
  void aBridgeThatDiedRightAfterItsClaimLeftFramesOfItsOwnEpochOnly() {
    Claim taken = progress().setKind(Claim.Kind.KIND_TAKEN).clearCounters().build();
    History history = gather(taken, frame(41, 0).build(), frame(41, 1).build());
    assertThat(history.epoch()).isEqualTo(41);
    assertThat(history.unclosed().orElseThrow().getCountersMap())
        .containsEntry("frames_published", 2L);
  }

  @Test
  void aBridgeThatDiedBeforeItsFirstFrameLeftWhatItsClaimCarriedOn() {
    Claim taken = progress().setKind(Claim.Kind.KIND_TAKEN).clearCounters().build();
    History history = gather(taken);
    assertThat(history.goOnAt(PLAN)).hasValue(at(16_000));
    assertThat(history.nextOffsetSamples()).isEqualTo(66_000);
    assertThat(history.unclosed()).isEmpty();
  }

  @Test
  void framesOfABridgeThatLostTheSessionAreStale() {
    History history = gather(progress().build(), frame(45, 0).build(), frame(40, 12).build());
    assertThat(history.epoch()).isEqualTo(45);
    assertThat(history.goOnAt(PLAN)).hasValue(at(1600));
  }

  @Test
  void whatCameToItsEndStaysThereUnderTheSamePlan() {
    for (End.Reason reason :
        new End.Reason[] {
          End.Reason.REASON_SOURCE_ENDED, End.Reason.REASON_FAILED, End.Reason.REASON_STOPPED
        }) {
      History history = gather(progress().build(), end(40, 10, reason));
      assertThat(history.isOverUnder(PLAN)).as("%s", reason).isTrue();
      assertThat(history.isOverUnder(PLAN.toBuilder().setRevision(4).build())).isFalse();
      assertThat(history.unclosed()).isEmpty();
    }
    assertThat(
            gather(progress().build(), end(40, 10, End.Reason.REASON_HANDED_OVER))
                .isOverUnder(PLAN))
        .isFalse();
  }

  @Test
  void theReleaseTellsItWhenTheAudioIsGone() {
    Claim released =
        progress()
            .setKind(Claim.Kind.KIND_RELEASED)
            .setEnd(End.newBuilder().setReason(End.Reason.REASON_SOURCE_ENDED))
            .build();
    assertThat(gather(released).isOverUnder(PLAN)).isTrue();
    assertThat(gather(released).nextOffsetSamples()).isEqualTo(66_000);
  }

  @Test
  void afterAStopOrTheSourcesEndTheChannelBeginsAnew() {
    SessionPlan again = PLAN.toBuilder().setRevision(5).setBegunRevision(5).build();
    for (End.Reason reason :
        new End.Reason[] {End.Reason.REASON_STOPPED, End.Reason.REASON_SOURCE_ENDED}) {
      History history = gather(progress().build(), end(40, 10, reason));
      assertThat(history.isOverUnder(again)).as("%s", reason).isFalse();
      assertThat(history.goOnAt(again)).as("%s", reason).isEmpty();
    }
  }

  @Test
  void aNewBeginningWhileOnAirGoesOnWhereItWas() {
    SessionPlan again = PLAN.toBuilder().setRevision(5).setBegunRevision(5).build();
    History history = gather(progress().build(), end(40, 10, End.Reason.REASON_HANDED_OVER));
    assertThat(history.isOverUnder(again)).isFalse();
    assertThat(history.goOnAt(again)).isPresent();
  }

  @Test
  void aPositionIsWorthNothingInAnotherSource() {
    SessionPlan other =
        PLAN.toBuilder().setSource(SOURCE.toBuilder().setUrl("http://b.example/")).build();
    assertThat(gather(progress().build()).goOnAt(other)).isEmpty();
    assertThat(gather(progress().build()).goOnAt(PLAN)).isPresent();
  }
}
