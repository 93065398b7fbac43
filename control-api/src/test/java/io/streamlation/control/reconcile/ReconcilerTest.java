package io.streamlation.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.control.reconcile.ActualState.State;
import io.streamlation.control.reconcile.Reconciler.NotYet;
import io.streamlation.control.reconcile.Reconciler.Wished;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
  private static final Instant T0 = Instant.parse("2026-11-22T12:00:00Z");
  private static final Wished ON_AIR = new Wished(true, 2, T0, Optional.empty());
  private static final Wished STOPPED = new Wished(false, 3, T0, Optional.empty());

  private static Instant at(long seconds) {
    return T0.plusSeconds(seconds);
  }

  private static ActualState is(State state, long sinceSeconds, long revision, long heardSeconds) {
    return new ActualState(
        state,
        at(sinceSeconds),
        "",
        "",
        "",
        OptionalLong.of(1),
        revision,
        at(heardSeconds),
        "bridge-1");
  }

  private static Optional<String> notYet(Wished wished, ActualState actual, long nowSeconds) {
    return Reconciler.notYet(wished, actual, at(nowSeconds)).map(n -> n.inWords(at(nowSeconds)));
  }

  @Test
  void waitsForABridgeWithPatienceThenAsksWhetherOneRuns() {
    assertThat(notYet(ON_AIR, ActualState.pending(T0), 3))
        .contains("waiting for an ingest bridge to take this session up, for 3 s");
    assertThat(notYet(ON_AIR, ActualState.pending(T0), 12))
        .contains("no ingest bridge has taken this session up for 12 s; is one running?");
  }

  @Test
  void aWishThatHasNotLeftUsIsNotTheBridgesFault() {
    Wished stuck = new Wished(true, 1, T0, Optional.of(T0));
    assertThat(notYet(stuck, ActualState.pending(T0), 30))
        .contains("the wish has been waiting for Kafka for 30 s; is the broker running?");
  }

  @Test
  void saysNothingWhenAllIsAsWished() {
    assertThat(notYet(ON_AIR, is(State.ON_AIR, 1, 2, 99), 100)).isEmpty();
    assertThat(notYet(STOPPED, is(State.STOPPED, 1, 3, 1), 100)).isEmpty();
    assertThat(notYet(ON_AIR, is(State.ENDED, 1, 2, 1), 100)).isEmpty();
  }

  @Test
  void aChangeIsPendingUntilSoundIsTakenUnderIt() {
    assertThat(notYet(ON_AIR, is(State.ON_AIR, 0, 1, 4), 5))
        .contains("revision 2 was wished 5 s ago; sound is still taken under revision 1");
  }

  @Test
  void aBridgeThatFellSilentIsNamed() {
    assertThat(notYet(ON_AIR, is(State.ON_AIR, 0, 2, 10), 40).orElseThrow())
        .contains("has said nothing for 30 s");
  }

  @Test
  void whoCouldNotBeHeardIsNotCalledSilent() {
    ActualState unheard = is(State.ON_AIR, 0, 2, 10);
    assertThat(notYet(ON_AIR, unheard.silentAtMostSince(at(40)), 40)).isEmpty();
    assertThat(notYet(ON_AIR, unheard.silentAtMostSince(at(40)), 65).orElseThrow())
        .contains("has said nothing for 25 s");
    assertThat(unheard.silentAtMostSince(at(5))).isEqualTo(unheard);
  }

  @Test
  void aStopIsPendingUntilTheBridgeConfirms() {
    assertThat(notYet(STOPPED, is(State.STALLED, 0, 2, 0), 180).orElseThrow())
        .contains("the stop was wished 3 min ago");
  }

  @Test
  void whatWasStoppedBeforeAnyoneTookItUpIsShownAsStopped() {
    ActualState shown = Reconciler.shown(STOPPED, ActualState.pending(T0));
    assertThat(shown.state()).isEqualTo(State.STOPPED);
    assertThat(Reconciler.notYet(STOPPED, ActualState.pending(T0), at(50))).isEmpty();
  }

  @Test
  void whatWasOverWaitsToBeTakenUpWhenItIsWishedAgain() {
    Wished again = new Wished(true, 2, at(60), Optional.empty());
    for (State over : new State[] {State.STOPPED, State.ENDED, State.FAILED}) {
      assertThat(Reconciler.shown(again, is(over, 10, 1, 10)).state()).isEqualTo(State.PENDING);
      assertThat(notYet(again, is(over, 10, 1, 10), 63))
          .contains("waiting for an ingest bridge to take this session up, for 3 s");
      assertThat(Reconciler.shown(again, is(over, 70, 2, 70)).state())
          .as("it came to its end again")
          .isEqualTo(over);
    }
  }

  @Test
  void aPlanThatWasRefusedAfterTheWishStaysAFailure() {
    Wished again = new Wished(true, 2, at(60), Optional.empty());
    assertThat(Reconciler.shown(again, is(State.FAILED, 61, 1, 61)).state())
        .isEqualTo(State.FAILED);
  }

  @Test
  void theSameTroubleIsTheSameTextHoweverLongItLasts() {
    Optional<NotYet> early = Reconciler.notYet(ON_AIR, ActualState.pending(T0), at(12));
    Optional<NotYet> late = Reconciler.notYet(ON_AIR, ActualState.pending(T0), at(60));
    assertThat(early.orElseThrow().withoutTime())
        .isEqualTo(late.orElseThrow().withoutTime())
        .isEqualTo("no ingest bridge has taken this session up; is one running?");
  }
}
