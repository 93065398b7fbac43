package io.streamlation.control.playout;

import static io.streamlation.control.Said.SEGMENT_SAMPLES;
import static io.streamlation.control.Said.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.SourceSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EntryLineTest {
  private static final UUID SESSION = UUID.fromString("019abcde-0000-7000-8000-00000000c0de");
  private static final OptionalInt SIX_SECONDS = OptionalInt.of(6);

  private final List<Entry> line = new ArrayList<>();

  private List<Entry> lay(SourceSegment.Builder segment) {
    Optional<Entry> last =
        line.isEmpty() ? Optional.empty() : Optional.of(line.get(line.size() - 1));
    List<Entry> laid = EntryLine.lay(last, segment.build(), SIX_SECONDS);
    line.addAll(laid);
    return laid;
  }

  private static SourceSegment.Builder at(long number) {
    return segment(SESSION, number);
  }

  private void isUnbroken() {
    assertThat(line)
        .extracting(Entry::number)
        .containsExactlyElementsOf(
            LongStream.range(0, line.size()).map(i -> line.get(0).number() + i).boxed().toList());
    for (int i = 1; i < line.size(); i++) {
      if (!line.get(i).source().beginsAnew()) {
        assertThat(line.get(i).discontinuity())
            .isGreaterThanOrEqualTo(line.get(i - 1).discontinuity());
      }
      assertThat(Math.round(line.get(i).seconds())).isLessThanOrEqualTo(6);
    }
  }

  @Test
  void countsAsTheSourceCounts() {
    lay(at(0));
    lay(at(1));
    assertThat(line).extracting(Entry::number).containsExactly(100L, 101L);
    assertThat(line).extracting(Entry::discontinuity).containsExactly(3L, 3L);
    assertThat(line.get(1).startSample()).isEqualTo(SEGMENT_SAMPLES);
  }

  @Test
  void knowsWhatCameBeforeUnderAnEarlierEpoch() {
    lay(at(0));
    lay(at(1));
    assertThat(
            lay(
                at(1)
                    .setEpoch(8)
                    .setEpochOffsetSamples(2 * SEGMENT_SAMPLES)
                    .setStartSample(-SEGMENT_SAMPLES)))
        .isEmpty();
    assertThat(lay(at(0))).isEmpty();
    assertThat(lay(at(2).setEpoch(8).setEpochOffsetSamples(2 * SEGMENT_SAMPLES).setStartSample(0)))
        .hasSize(1);
    assertThat(line.get(2).discontinuity()).isEqualTo(3);
    isUnbroken();
  }

  @Test
  void fillsAHoleInTheNumbersWithTimeEvenlySplit() {
    lay(at(0));
    lay(at(4));
    assertThat(line).hasSize(5);
    assertThat(line.subList(1, 4))
        .allSatisfy(
            hole -> {
              assertThat(hole.isHole()).isTrue();
              assertThat(hole.durationSamples()).isEqualTo(SEGMENT_SAMPLES);
            });
    // ten seconds before the 33 bits are used up, and then two seconds into the next round
    assertThat(line.get(2).pts90kHz().getAsLong()).isEqualTo(2 * 90_000);
    assertThat(line.get(4).number()).isEqualTo(104);
    isUnbroken();
  }

  @Test
  void splitsALongHoleFurtherThanItsNumbersSay() {
    lay(at(0));
    lay(at(2).setStartSample(10 * SEGMENT_SAMPLES));
    assertThat(line).hasSize(11);
    isUnbroken();
  }

  @Test
  void leavesOutHolesThatHaveNoTime() {
    lay(at(0));
    lay(at(5).setStartSample(SEGMENT_SAMPLES + 10));
    assertThat(line).hasSize(2);
    isUnbroken();
  }

  @Test
  void beginsAnewWhereTheOriginDoes() {
    lay(at(0));
    lay(at(1));
    lay(at(2).setMediaSequence(0).setDiscontinuitySequence(0));
    lay(at(3).setMediaSequence(1).setDiscontinuitySequence(0));
    assertThat(line).extracting(Entry::discontinuity).containsExactly(3L, 3L, 0L, 0L);
    assertThat(line)
        .extracting(entry -> entry.source().beginsAnew())
        .containsExactly(false, false, true, false);
    isUnbroken();
  }

  @Test
  void beginsAnewWhereNumbersLeapOrAnotherInputSpeaks() {
    lay(at(0));
    lay(at(1).setMediaSequence(1L << 50));
    lay(at(2).setInput(1).setMediaSequence(7));
    assertThat(line)
        .extracting(entry -> entry.source().beginsAnew())
        .containsExactly(false, true, true);
    isUnbroken();
  }

  @Test
  void beginsAnewOnceAlsoWhereThatIsSplitOrFollowedByAHole() {
    lay(at(0));
    lay(at(1).setMediaSequence(0).setDurationSamples(2 * SEGMENT_SAMPLES));
    lay(at(5).setMediaSequence(3));
    assertThat(line.size()).isGreaterThan(4);
    assertThat(line).filteredOn(entry -> entry.source().beginsAnew()).hasSize(1);
    isUnbroken();
  }

  @Test
  void countsTheOriginsOwnDiscontinuities() {
    lay(at(0));
    lay(at(1).setDiscontinuitySequence(4));
    lay(at(2).setMediaSequence(0).setDiscontinuitySequence(0));
    lay(at(3).setMediaSequence(1).setDiscontinuitySequence(2));
    assertThat(line).extracting(Entry::discontinuity).containsExactly(3L, 4L, 0L, 2L);
  }

  @Test
  void goesOnWhereTheOriginForgetsADiscontinuityThatLeftItsPlaylist() {
    lay(at(0));
    lay(at(1).setDiscontinuitySequence(4));
    lay(at(2).setDiscontinuitySequence(3));
    lay(at(3).setDiscontinuitySequence(3));
    lay(at(4).setDiscontinuitySequence(4));
    assertThat(line).extracting(Entry::discontinuity).containsExactly(3L, 4L, 4L, 4L, 5L);
    assertThat(line).extracting(Entry::uncounted).containsExactly(0L, 0L, 1L, 1L, 1L);
    assertThat(line).noneMatch(entry -> entry.source().beginsAnew());
    isUnbroken();
  }

  @Test
  void stampsThatLeapTellARestartFromADiscontinuityThatLeft() {
    lay(at(0).setPts90Khz(900_000));
    lay(at(1).setPts90Khz(50_000_000).setDiscontinuitySequence(2));
    assertThat(line).extracting(entry -> entry.source().beginsAnew()).containsExactly(false, true);
  }

  @Test
  void goesOnBehindADiscontinuityWhereCopiesBeginAnew() {
    SourceSegment.Rehosted copy = SourceSegment.Rehosted.newBuilder().setName("seg-1.m4s").build();
    lay(at(0).setRehosted(copy));
    lay(at(1).setRehosted(copy).setMediaSequence(0).setDiscontinuitySequence(0));
    assertThat(line).extracting(Entry::discontinuity).containsExactly(3L, 4L);
    assertThat(line).noneMatch(entry -> entry.source().beginsAnew());
  }

  @Test
  void splitsWhatIsLongerThanThePlaylistsPromise() {
    lay(at(0));
    lay(at(1).setDurationSamples(3 * SEGMENT_SAMPLES));
    assertThat(line).hasSize(4);
    assertThat(line.get(3).pts90kHz().getAsLong())
        .isEqualTo(MediaTime.ptsAfter(line.get(0).pts90kHz().getAsLong(), 3 * SEGMENT_SAMPLES));
    lay(at(4).setMediaSequence(102));
    isUnbroken();
  }

  @Test
  void leavesACopyOutThatIsLongerThanThePlaylistsPromise() {
    SourceSegment.Rehosted copy = SourceSegment.Rehosted.newBuilder().setName("seg-1.m4s").build();
    lay(at(0).setRehosted(copy));
    lay(at(1).setRehosted(copy).setDurationSamples(2 * SEGMENT_SAMPLES));
    lay(at(3).setRehosted(copy).setMediaSequence(102));
    assertThat(line).extracting(Entry::isHole).containsExactly(false, true, true, false);
    assertThat(line.get(3).startSample()).isEqualTo(line.get(2).endSample());
    isUnbroken();
  }

  @Test
  void takesNoPlaceTwiceHoweverThePlaylistLies() {
    lay(at(0));
    for (long lie = 0; lie < 100_000; lie++) {
      lay(at(0).setMediaSequence(lie).setDurationSamples(lie % 7));
    }
    assertThat(line).hasSize(1);
  }
}
