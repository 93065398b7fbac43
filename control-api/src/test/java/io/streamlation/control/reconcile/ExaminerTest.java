package io.streamlation.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.control.reconcile.ActualState.State;
import io.streamlation.control.reconcile.Finding.Severity;
import io.streamlation.control.reconcile.Reconciler.Wished;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ExaminerTest {
  private static final Instant T0 = Instant.parse("2026-11-22T12:00:00Z");
  private static final Wished ON_AIR = new Wished(true, 1, T0, Optional.empty());
  private static final OptionalLong NO_LAG = OptionalLong.empty();

  private static Instant at(long seconds) {
    return T0.plusSeconds(seconds);
  }

  private static ActualState is(State state, long sinceSeconds, long heardSeconds) {
    return new ActualState(
        state, at(sinceSeconds), "", "", "", OptionalLong.of(7), 1, at(heardSeconds), "bridge-1");
  }

  private static Examiner.Channel channel(ActualState actual) {
    return new Examiner.Channel(ON_AIR, actual, List.of(), NO_LAG, Duration.ZERO);
  }

  private static Condition lasting(String code, long epoch) {
    return new Condition(
        code, OptionalLong.of(epoch), at(40), "It is " + code + ".", "Look.", "source");
  }

  private static List<String> codes(Examiner.Channel channel, long nowSeconds) {
    return Examiner.examine(channel, at(nowSeconds)).stream().map(Finding::code).toList();
  }

  @Test
  void findsNothingWhenAllIsWellAndSaysSo() {
    Examiner.Channel well =
        new Examiner.Channel(
            ON_AIR, is(State.ON_AIR, 2, 99), List.of(), OptionalLong.of(420), Duration.ZERO);
    assertThat(Examiner.examine(well, at(100))).isEmpty();
    assertThat(Examiner.allIsWell(well)).isEqualTo("On air; finals come 0.4 s after the sound.");
  }

  @Test
  void hasPatienceWhereThingsTakeTheirTime() {
    assertThat(codes(channel(ActualState.pending(T0)), 9)).isEmpty();
    assertThat(codes(channel(ActualState.pending(T0)), 11)).containsExactly("not-taken-up");
    assertThat(codes(channel(is(State.CONNECTING, 0, 15)), 18)).isEmpty();
    assertThat(codes(channel(is(State.CONNECTING, 0, 24)), 25)).containsExactly("connecting");
  }

  @Test
  void aStallIsTheSourcesUnlessItsBridgeIsSilentToo() {
    Finding stall = Examiner.examine(channel(is(State.STALLED, 50, 58)), at(60)).get(0);
    assertThat(stall.code()).isEqualTo("stall");
    assertThat(stall.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(stall.party()).isEqualTo("source");
    assertThat(stall.since()).isEqualTo(at(50));
    assertThat(stall.action()).isNotEmpty();

    assertThat(codes(channel(is(State.STALLED, 50, 58)), 90)).containsExactly("bridge-silent");
  }

  @Test
  void whatLastsIsFoundInItsEpochAndNoOther() {
    ActualState onAir = is(State.ON_AIR, 2, 99);
    assertThat(
            codes(
                new Examiner.Channel(
                    ON_AIR,
                    onAir,
                    List.of(lasting("silence", 7), lasting("overload", 6)),
                    NO_LAG,
                    Duration.ZERO),
                100))
        .containsExactly("silence");
    assertThat(
            codes(
                new Examiner.Channel(
                    ON_AIR,
                    is(State.ENDED, 90, 90),
                    List.of(lasting("silence", 7)),
                    NO_LAG,
                    Duration.ZERO),
                100))
        .as("a channel that is over is not silent")
        .isEmpty();
  }

  @Test
  void theWorstComesFirst() {
    Examiner.Channel both =
        new Examiner.Channel(
            ON_AIR,
            is(State.ON_AIR, 2, 99),
            List.of(lasting("silence", 7)),
            NO_LAG,
            Duration.ofSeconds(50));
    assertThat(codes(both, 100)).containsExactly("not-heard", "silence");
    assertThat(Examiner.examine(both, at(100)).get(0).since()).isEqualTo(at(50));
  }

  @Test
  void aStoppedChannelHasNothingTheMatterHoweverItCameToThat() {
    Wished stopped = new Wished(false, 2, T0, Optional.empty());
    for (State state : new State[] {State.FAILED, State.STOPPED, State.ENDED}) {
      assertThat(
              codes(
                  new Examiner.Channel(stopped, is(state, 0, 0), List.of(), NO_LAG, Duration.ZERO),
                  500))
          .as("%s", state)
          .isEmpty();
    }
    assertThat(
            codes(
                new Examiner.Channel(
                    stopped, is(State.ON_AIR, 0, 0), List.of(), NO_LAG, Duration.ZERO),
                500))
        .containsExactly("stop-waits");
  }
}
