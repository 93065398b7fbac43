package io.streamlation.ingest.source.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PlaylistFollowerTest {
  private static final long TWO_SECONDS = 32_000;
  private static final long NOON_US = 1_800_000_000_000_000L;

  private final PlaylistFollower follower = new PlaylistFollower(false);

  /** Segments named by their numbers. */
  private static MediaPlaylistView lists(long first, long last) {
    return view(first, last, "", OptionalLong.empty(), false);
  }

  private static MediaPlaylistView ended(long first, long last) {
    return view(first, last, "", OptionalLong.empty(), true);
  }

  /** With dates: segment n begins n × 2 s after noon, shifted. */
  private static MediaPlaylistView dated(long first, long last, long shiftUs) {
    return view(first, last, "", OptionalLong.of(NOON_US + shiftUs), false);
  }

  private static MediaPlaylistView named(long first, long last, String prefix) {
    return view(first, last, prefix, OptionalLong.empty(), false);
  }

  private static MediaPlaylistView view(
      long first, long last, String prefix, OptionalLong zeroUs, boolean ended) {
    List<HlsSegment> segments = new ArrayList<>();
    for (long n = first; n <= last; n++) {
      segments.add(segment(n, prefix, zeroUs, false, false));
    }
    return new MediaPlaylistView(segments, 2000, ended);
  }

  private static HlsSegment segment(
      long n, String prefix, OptionalLong zeroUs, boolean discontinuity, boolean gap) {
    return new HlsSegment(
        n,
        0,
        prefix + n + ".ts?token=" + n * 7,
        Optional.empty(),
        discontinuity,
        gap,
        zeroUs.isEmpty() ? zeroUs : OptionalLong.of(zeroUs.getAsLong() + n * 2_000_000),
        TWO_SECONDS,
        Optional.empty(),
        Optional.empty());
  }

  private static MediaPlaylistView of(HlsSegment... segments) {
    return new MediaPlaylistView(List.of(segments), 2000, false);
  }

  /** Takes all there is, and tells it in words. */
  private List<String> follow(MediaPlaylistView view) {
    List<String> words = new ArrayList<>();
    while (true) {
      PlaylistFollower.Step step = follower.next(view);
      assertThat(follower.next(view)).as("asking twice").isEqualTo(step);
      if (step instanceof PlaylistFollower.UpToDate) {
        return words;
      }
      if (step instanceof PlaylistFollower.Ended) {
        words.add("ended");
        return words;
      }
      words.add(word(step));
      follower.done(step);
    }
  }

  private static String word(PlaylistFollower.Step step) {
    if (step instanceof PlaylistFollower.Take take) {
      return (take.beginsSection() ? "|" : "")
          + take.segment().sequence()
          + (take.publishFromSample() == Long.MAX_VALUE
              ? " silently"
              : take.publishFromSample() > 0 ? " from " + take.publishFromSample() : "");
    }
    PlaylistFollower.Lost lost = (PlaylistFollower.Lost) step;
    return "lost "
        + lost.guessedSamples()
        + " "
        + lost.reason().name().replace("REASON_", "").toLowerCase(Locale.ROOT);
  }

  private static SourcePosition at(long sequence, long sample) {
    return SourcePosition.newBuilder()
        .setMediaSequence(sequence)
        .setSampleInSegment(sample)
        .setSegmentUri("http://a.example/live/" + sequence + ".ts")
        .build();
  }

  private static SourcePosition dated(SourcePosition place, long dateUs) {
    return place.toBuilder().setProgramDateTimeUs(dateUs).build();
  }

  private void resumeAt(SourcePosition place) {
    follower.seek(place, Gap.Reason.REASON_BRIDGE_AWAY);
  }

  @Test
  void beginsThreeSegmentsFromTheEnd() {
    assertThat(follow(lists(10, 15))).containsExactly("|13", "14", "15");
  }

  @Test
  void beginsWithTheFirstWhereToldToAndWhereThereIsNoMoreToCome() {
    assertThat(follow(ended(10, 12))).containsExactly("|10", "11", "12", "ended");
    PlaylistFollower fromFirst = new PlaylistFollower(true);
    assertThat(word(fromFirst.next(lists(10, 15)))).isEqualTo("|10");
  }

  @Test
  void followsAWindowThatMoves() {
    follow(lists(10, 12));
    assertThat(follow(lists(11, 14))).containsExactly("13", "14");
    assertThat(follow(lists(11, 14))).isEmpty();
    assertThat(follow(ended(13, 15))).containsExactly("15", "ended");
  }

  @Test
  void anOlderCopyIsWaitedOut() {
    follow(lists(10, 14));
    assertThat(follow(lists(8, 12))).isEmpty();
    assertThat(follow(lists(9, 13))).isEmpty();
    assertThat(follow(lists(11, 15))).containsExactly("15");
  }

  @Test
  void whatTheWindowLeftBehindIsLost() {
    follow(lists(10, 12));
    assertThat(follow(lists(15, 17))).containsExactly("lost 64000 segment_lost", "|15", "16", "17");
  }

  @Test
  void datesKnowBetterHowMuchWasLost() {
    follow(dated(10, 12, 0));
    assertThat(follow(dated(15, 16, 500_000)))
        .containsExactly("lost 72000 segment_lost", "|15", "16");
  }

  @Test
  void aRewoundSequenceThatGrowsIsANewBeginning() {
    follow(lists(100, 104));
    assertThat(follow(lists(0, 0))).isEmpty();
    assertThat(follow(lists(0, 1))).isEmpty();
    assertThat(follow(lists(0, 2))).containsExactly("lost 0 discontinuity", "|0", "1", "2");
  }

  @Test
  void aRewoundSequenceWithLaterDatesIsANewBeginningAtOnce() {
    follow(dated(100, 104, 0));
    assertThat(follow(dated(0, 1, 216_000_000)))
        .containsExactly("lost 96000 discontinuity", "|0", "1");
  }

  @Test
  void aRewoundSequenceThatRepeatsWhatWasHeardGoesOnBehindIt() {
    follow(dated(100, 104, 0));
    // The same programme, renumbered from 0: 3 is what 103 was, and 6 is new.
    assertThat(follow(dated(0, 6, 200_000_000))).containsExactly("lost 0 discontinuity", "|5", "6");
  }

  @Test
  void aSequenceFarAheadIsAnotherNumberingAndNotHoursOfLoss() {
    follow(lists(10, 12));
    List<String> words = follow(lists(1_700_000_000L, 1_700_000_004L));
    assertThat(words.get(0)).isEqualTo("lost 0 discontinuity");
    assertThat(words).contains("|1700000002");
  }

  @Test
  void aDiscontinuityBeginsASection() {
    OptionalLong undated = OptionalLong.empty();
    assertThat(
            follow(
                of(
                    segment(1, "", undated, false, false),
                    segment(2, "", undated, true, false),
                    segment(3, "", undated, false, false))))
        .containsExactly("|1", "|2", "3");
  }

  @Test
  void whatTheOriginMarksAsAGapIsOne() {
    OptionalLong undated = OptionalLong.empty();
    assertThat(
            follow(
                of(
                    segment(1, "", undated, false, false),
                    segment(2, "", undated, false, true),
                    segment(3, "", undated, false, false))))
        .containsExactly("|1", "lost 32000 segment_lost", "|3");
  }

  @Test
  void goesOnInTheMiddleOfASegmentWarmedUpByTheOneBefore() {
    resumeAt(at(12, 5_000));
    assertThat(follow(lists(10, 14))).containsExactly("|11 silently", "12 from 5000", "13", "14");
  }

  @Test
  void goesOnColdWhereTheOneBeforeIsGone() {
    resumeAt(at(12, 5_000));
    assertThat(follow(lists(12, 13))).containsExactly("|12 from 5000", "13");
  }

  @Test
  void goesOnWithTheSegmentThatIsNotListedYet() {
    resumeAt(at(15, 0));
    assertThat(follow(lists(12, 14))).isEmpty();
    assertThat(follow(lists(12, 15))).containsExactly("|15");
  }

  @Test
  void atTheEndOfASegmentThatIsGoneNothingIsLost() {
    resumeAt(at(11, 31_990));
    assertThat(follow(lists(12, 13))).containsExactly("|12", "13");
  }

  @Test
  void whatIsNotListedAnyMoreWasLostWhileTheBridgeWasAway() {
    resumeAt(at(10, 12_000));
    assertThat(follow(lists(12, 13))).containsExactly("lost 52000 bridge_away", "|12", "13");
  }

  @Test
  void datesFindThePlaceUnderOtherNumbers() {
    // Position: 1 s into what was segment 12; the origin calls it 2 now.
    resumeAt(dated(at(12, 16_000), NOON_US + 25_000_000));
    assertThat(follow(view(0, 4, "x", OptionalLong.of(NOON_US + 20_000_000), false)))
        .containsExactly("|1 silently", "2 from 16000", "3", "4");
  }

  @Test
  void datesKnowHowLongTheBridgeWasAway() {
    resumeAt(dated(at(12, 16_000), NOON_US + 25_000_000));
    assertThat(follow(dated(20, 21, 0))).containsExactly("lost 240000 bridge_away", "|20", "21");
  }

  @Test
  void theSameNameOnAnotherDayIsAnotherSegment() {
    resumeAt(dated(at(12, 0), NOON_US + 24_000_000));
    assertThat(follow(dated(11, 12, 3_600_000_000L)).get(0))
        .isEqualTo("lost " + (3_600 - 2) * 16_000 + " bridge_away");
  }

  @Test
  void anotherNumberingWithNothingToKnowItByIsALossOfUnknownLength() {
    resumeAt(at(500, 0));
    assertThat(follow(named(0, 4, "x"))).containsExactly("lost 0 bridge_away", "|2", "3", "4");
  }

  @Test
  void aSegmentIsGivenUpAndTheNextOneBeginsASection() {
    follow(lists(10, 12));
    MediaPlaylistView view = lists(10, 14);
    PlaylistFollower.Lost lost =
        follower.giveUp(view, Gap.Reason.REASON_SEGMENT_LOST, "404").orElseThrow();
    assertThat(lost.guessedSamples()).isEqualTo(TWO_SECONDS);
    assertThat(follow(view)).containsExactly("|14");
  }

  @Test
  void aWarmUpThatIsGivenUpCostsNothing() {
    resumeAt(at(12, 5_000));
    MediaPlaylistView view = lists(10, 13);
    assertThat(word(follower.next(view))).isEqualTo("|11 silently");
    assertThat(follower.giveUp(view, Gap.Reason.REASON_SEGMENT_LOST, "404")).isEmpty();
    assertThat(follow(view)).containsExactly("|12 from 5000", "13");
  }

  @Test
  void anEmptyPlaylistIsWaitedFor() {
    assertThat(follow(new MediaPlaylistView(List.of(), 2000, false))).isEmpty();
    assertThat(follow(lists(0, 0))).containsExactly("|0");
  }
}
