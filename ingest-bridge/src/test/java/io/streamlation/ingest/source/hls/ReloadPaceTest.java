package io.streamlation.ingest.source.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReloadPaceTest {
  private static final long EVERY_MS = 6_000;
  private static final int LOOKS = 200;

  private final ReloadPace pace = new ReloadPace();

  /** An origin that lists a segment every six seconds, and a look at it now and then. */
  private final class Watching {
    long nowMs;
    long seen = -1;
    long pauses;
    int unchanged;

    /**
     * How late its newest segment was seen.
     *
     * @param said for how long the playlist has been as it is, as the origin tells it
     */
    long look(LongUnaryOperator said) {
      long newest = nowMs / EVERY_MS;
      boolean changed = newest != seen;
      long lateMs = nowMs - newest * EVERY_MS;
      long pauseMs = pace.pauseMs(changed, view(newest), OptionalLong.of(said.applyAsLong(nowMs)));
      assertThat(pauseMs).isGreaterThanOrEqualTo(changed ? EVERY_MS : EVERY_MS / 2);
      seen = newest;
      unchanged += changed ? 0 : 1;
      pauses += pauseMs;
      nowMs += pauseMs;
      return lateMs;
    }
  }

  /** Both times in whole seconds, as HTTP has them. */
  private static long inSeconds(long nowMs) {
    long changedAtMs = nowMs / EVERY_MS * EVERY_MS;
    return nowMs / 1_000 * 1_000 - changedAtMs / 1_000 * 1_000;
  }

  private static MediaPlaylistView view(long newest) {
    HlsSegment segment =
        new HlsSegment(
            newest,
            0,
            newest + ".ts",
            Optional.empty(),
            false,
            false,
            OptionalLong.empty(),
            EVERY_MS * 16,
            Optional.empty(),
            Optional.empty());
    return new MediaPlaylistView(List.of(segment), EVERY_MS, false);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 400, 1_900, 2_600, 3_000, 4_500, 5_990})
  void whoeverComesLateComesSoonAfterEachSegmentFromTheSecondLookOn(long phaseMs) {
    Watching watching = new Watching();
    watching.nowMs = 60_000 + phaseMs;
    assertThat(watching.look(ReloadPaceTest::inSeconds)).isEqualTo(phaseMs);
    for (int look = 1; look < LOOKS; look++) {
      assertThat(watching.look(ReloadPaceTest::inSeconds)).isLessThan(3_000);
    }
    assertThat(watching.unchanged).isZero();
    assertThat(watching.pauses).isLessThanOrEqualTo(LOOKS * EVERY_MS + 2 * EVERY_MS);
  }

  @Test
  void anAccidentIsMadeGoodAtTheSecondOldPlaylist() {
    Watching watching = new Watching();
    watching.nowMs = 60_500;
    watching.look(ReloadPaceTest::inSeconds);
    watching.nowMs += 4_000; // the answer was so long on its way
    assertThat(watching.look(ReloadPaceTest::inSeconds)).isEqualTo(4_500);
    assertThat(watching.look(ReloadPaceTest::inSeconds)).isEqualTo(4_500);
    assertThat(watching.look(ReloadPaceTest::inSeconds)).isLessThan(3_000);
  }

  @Test
  void agesThatMeanSomethingElseAreBelievedThreeTimes() {
    Watching watching = new Watching();
    watching.nowMs = 60_500;
    long pauses = 0;
    for (int look = 0; look < LOOKS; look++) {
      watching.look(nowMs -> 4_000);
    }
    pauses = watching.pauses - LOOKS * EVERY_MS;
    assertThat(pauses).isBetween(1L, 3 * EVERY_MS);
  }

  @Test
  void anOriginThatTellsNothingIsLookedAtAsTheStandardSays() {
    assertThat(pace.pauseMs(true, view(1), OptionalLong.empty())).isEqualTo(6_000);
    assertThat(pace.pauseMs(false, view(1), OptionalLong.empty())).isEqualTo(3_000);
  }

  @Test
  void oneThatStandsStillIsNotWaitedForLonger() {
    assertThat(pace.pauseMs(true, view(1), OptionalLong.of(3_600_000))).isEqualTo(6_000);
    assertThat(pace.pauseMs(true, view(2), OptionalLong.of(-3_600_000))).isEqualTo(6_000);
  }

  @Test
  void anEmptyPlaylistIsLookedAtAgain() {
    MediaPlaylistView empty = new MediaPlaylistView(List.of(), EVERY_MS, false);
    assertThat(pace.pauseMs(true, empty, OptionalLong.of(5_000))).isEqualTo(6_000);
  }
}
