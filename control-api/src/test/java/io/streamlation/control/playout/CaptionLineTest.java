package io.streamlation.control.playout;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.control.captions.Cue;
import io.streamlation.control.playout.CaptionLine.Listing;
import io.streamlation.control.playout.CaptionLine.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CaptionLineTest {
  private static final long SECOND = 16_000;
  private static final Instant ARRIVED = Instant.ofEpochMilli(1_795_000_000_000L);
  private static final Budget SIX_SECONDS = new Budget(Duration.ofSeconds(6), Duration.ZERO);

  static Entry entry(long number) {
    return new Entry(
        number,
        0,
        number * 6 * SECOND,
        6 * SECOND,
        OptionalLong.of(number * 6 * 90_000),
        OptionalLong.empty(),
        ARRIVED.toEpochMilli(),
        false,
        new Entry.Source(0, number, 0, false),
        Optional.empty());
  }

  static Final said(long place, double fromSeconds, double toSeconds, String text) {
    long start = Math.round(fromSeconds * SECOND);
    long end = Math.round(toSeconds * SECOND);
    return new Final(
        place,
        "",
        7,
        start,
        end,
        new Cue("7." + start + ".0", start / 16, end / 16, List.of(text), text, "en", ""));
  }

  private static List<String> texts(Listing listing) {
    return listing.finals().stream().map(one -> one.cue().text()).toList();
  }

  @Test
  void isDueWhenNoFinalBeforeItsEndIsStillToCome() {
    assertThat(CaptionLine.isDue(entry(1), OptionalLong.of(12 * SECOND - 1), SIX_SECONDS, ARRIVED))
        .isFalse();
    assertThat(CaptionLine.isDue(entry(1), OptionalLong.of(12 * SECOND), SIX_SECONDS, ARRIVED))
        .isTrue();
    assertThat(CaptionLine.isDue(entry(1), OptionalLong.empty(), SIX_SECONDS, ARRIVED)).isFalse();
  }

  @Test
  void isDueAtItsDeadlineWhateverIsThere() {
    OptionalLong nothing = OptionalLong.empty();
    assertThat(CaptionLine.isDue(entry(1), nothing, SIX_SECONDS, ARRIVED.plusMillis(7_999)))
        .isFalse();
    assertThat(CaptionLine.isDue(entry(1), nothing, SIX_SECONDS, ARRIVED.plusMillis(8_000)))
        .isTrue();
  }

  @Test
  void isNotDueWhileItIsHeldBack() {
    Budget held = new Budget(Duration.ofSeconds(6), Duration.ofSeconds(10));
    OptionalLong all = OptionalLong.of(100 * SECOND);
    assertThat(CaptionLine.isDue(entry(1), all, held, ARRIVED.plusMillis(9_999))).isFalse();
    assertThat(CaptionLine.isDue(entry(1), all, held, ARRIVED.plusMillis(10_000))).isTrue();
    assertThat(CaptionLine.isDue(entry(1), OptionalLong.empty(), held, ARRIVED.plusMillis(17_999)))
        .isFalse();
  }

  @Test
  void repeatsACueInEverySegmentThatItSpans() {
    List<Final> finals = List.of(said(1, 5, 13, "long"), said(2, 14, 15, "after"));
    Listing first = CaptionLine.list(Standing.NONE, entry(0), finals, 2);
    Listing second = CaptionLine.list(first.standing(), entry(1), finals, 2);
    Listing third = CaptionLine.list(second.standing(), entry(2), finals, 2);
    assertThat(texts(first)).containsExactly("long");
    assertThat(texts(second)).containsExactly("long");
    assertThat(texts(third)).containsExactly("long", "after");
    assertThat(first.onTime() + second.onTime() + third.onTime()).isEqualTo(2);
    assertThat(first.late() + second.late() + third.late()).isZero();
  }

  @Test
  void whatMissedItsSegmentGoesIntoTheNextAndIsLate() {
    Listing first = CaptionLine.list(Standing.NONE, entry(0), List.of(), 5);
    List<Final> then =
        List.of(said(6, 1, 2, "missed"), said(7, 5, 8, "half"), said(8, 9, 10, "in"));
    Listing second = CaptionLine.list(first.standing(), entry(1), then, 8);
    assertThat(texts(second)).containsExactly("missed", "half", "in");
    assertThat(second.late()).isEqualTo(2);
    assertThat(second.onTime()).isEqualTo(1);
    Listing third = CaptionLine.list(second.standing(), entry(2), then, 9);
    assertThat(texts(third)).isEmpty();
    assertThat(third.late()).isZero();
  }

  @Test
  void everyFinalIsCountedOnceHoweverItComes() {
    List<Final> all =
        List.of(
            said(1, 0, 3, "a"),
            said(4, 2, 9, "b"),
            said(2, 5, 20, "c"),
            said(9, 6, 7, "d"),
            said(3, 11.9, 12.1, "e"),
            said(8, 17, 19, "f"));
    Standing standing = Standing.NONE;
    int counted = 0;
    long place = 2;
    for (long number = 0; number < 5; number++) {
      long known = place;
      Listing listing =
          CaptionLine.list(
              standing,
              entry(number),
              all.stream().filter(f -> f.place() <= known).toList(),
              place);
      counted += listing.onTime() + listing.late();
      standing = listing.standing();
      place += 3;
    }
    assertThat(counted).isEqualTo(all.size());
  }

  @Test
  void whatIsBetweenTheStampsOfTwoSegmentsIsInTheSecond() {
    Listing first = CaptionLine.list(Standing.NONE, entry(0), List.of(), 0);
    Entry behindAGap = entry(3);
    Listing second =
        CaptionLine.list(first.standing(), behindAGap, List.of(said(0, 8, 9, "between")), 0);
    assertThat(texts(second)).containsExactly("between");
  }
}
