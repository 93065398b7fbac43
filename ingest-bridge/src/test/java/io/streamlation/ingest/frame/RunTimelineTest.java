package io.streamlation.ingest.frame;

import static io.streamlation.ingest.frame.Sounds.SECOND;
import static io.streamlation.ingest.frame.Sounds.samples;
import static io.streamlation.ingest.frame.Sounds.segment;
import static io.streamlation.ingest.frame.Sounds.unstamped;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunTimelineTest {
  private final RunTimeline run = new RunTimeline(segment(5, 900_000), 0);

  private static String word(Stretch stretch) {
    String kind = stretch instanceof Stretch.Hole ? "hole" : "sound";
    long samples =
        stretch instanceof Stretch.Hole hole
            ? hole.samples()
            : ((Stretch.Sound) stretch).pcm().length / 2;
    return kind
        + " "
        + stretch.segment().mediaSequence()
        + "+"
        + stretch.sampleInSegment()
        + " "
        + samples;
  }

  private static List<String> words(List<Stretch> stretches) {
    return stretches.stream().map(RunTimelineTest::word).toList();
  }

  @Test
  void soundIsTakenApartAtTheBorderOfSegments() {
    run.append(segment(6, 900_000 + 180_000), 99, 0);
    assertThat(words(run.sound(0, samples(30_000)))).containsExactly("sound 5+0 30000");
    assertThat(words(run.sound(1875, samples(3_000))))
        .containsExactly("sound 5+30000 2000", "sound 6+0 1000");
  }

  @Test
  void aBorderIsWhereTheStampsSayAndNotTheDurations() {
    run.append(segment(6, 900_000 + 179_910), 32_000, 0);
    assertThat(words(run.sound(0, samples(32_000))))
        .containsExactly("sound 5+0 31984", "sound 6+0 16");
  }

  @Test
  void withoutStampsDurationsServe() {
    RunTimeline packed = new RunTimeline(unstamped(5), 0);
    packed.append(unstamped(6), 31_957, 0);
    assertThat(words(packed.sound(0, samples(32_000))))
        .containsExactly("sound 5+0 31957", "sound 6+0 43");
  }

  @Test
  void theStampsMayWrapInTheMiddle() {
    long begin = MediaClock.PTS_WRAP / 900 * 900 - 90_000;
    long next = begin + 180_000 - MediaClock.PTS_WRAP;
    RunTimeline wrapping = new RunTimeline(segment(5, begin), 0);
    wrapping.append(segment(6, next), 32_000, 0);
    assertThat(words(wrapping.sound(0, samples(32_001))))
        .containsExactly("sound 5+0 32000", "sound 6+0 1");
    assertThat(wrapping.end().samplesTo(OptionalLong.of(next + 90))).hasValue(15);
  }

  @Test
  void whatLiesBeforeTheGridIsSilenceAndCounted() {
    RunTimeline between = new RunTimeline(segment(5, 900_450), 0);
    between.append(segment(6, 900_450 + 180_000), 32_000, 0);
    assertThat(words(between.sound(40, samples(32_000))))
        .containsExactly("sound 5+0 80", "sound 5+80 31920", "sound 6+0 80");
    assertThat(words(between.sound(2040, samples(160)))).containsExactly("sound 6+80 160");
  }

  @Test
  void aSegmentBeginsAtTheSameSampleInWhateverRun() {
    long[] stamps = {126_000, 307_812, 487_535, 846_980, 1_026_702, 1_206_425}; // 44.1 kHz
    RunTimeline whole = new RunTimeline(segment(0, stamps[0]), 0);
    RunTimeline later = new RunTimeline(segment(2, stamps[2]), 0);
    long from = 0;
    for (int i = 1; i < stamps.length; i++) {
      long start = whole.append(segment(i, stamps[i]), 0, 0);
      if (i == 2) {
        from = start;
      } else if (i > 2) {
        assertThat(later.append(segment(i, stamps[i]), 0, 0)).isEqualTo(start - from);
      }
    }
  }

  @Test
  void whatTheDecoderLeavesOutIsAHoleOfItsLength() {
    run.sound(0, samples(1600));
    assertThat(words(run.sound(600, samples(1600))))
        .containsExactly("hole 5+1600 8000", "sound 5+9600 1600");
    assertThat(run.runSamples()).isEqualTo(11_200);
  }

  @Test
  void jitterOfStampsIsNoHole() {
    run.sound(100, samples(1600));
    assertThat(words(run.sound(210, samples(1600)))).containsExactly("sound 5+1600 1600");
    assertThat(words(run.sound(290, samples(1600)))).containsExactly("sound 5+3200 1600");
  }

  @Test
  void aJumpOfTheStampsMovesNothing() {
    run.sound(0, samples(1600));
    assertThat(words(run.sound(4_294_835_000L, samples(1600))))
        .containsExactly("sound 5+1600 1600");
    assertThat(words(run.sound(4_294_835_100L, samples(1600))))
        .containsExactly("sound 5+3200 1600");
    assertThat(words(run.sound(300, samples(1600)))).containsExactly("sound 5+4800 1600");
  }

  @Test
  void whatWasPublishedEarlierOnlyWarmsTheDecoderUp() {
    RunTimeline resumed = new RunTimeline(segment(4, 720_000), RunTimeline.NOTHING);
    assertThat(resumed.sound(0, samples(31_000))).isEmpty();
    resumed.append(segment(5, 900_000), 32_000, 500);
    assertThat(words(resumed.sound(1937, samples(2_000)))).containsExactly("sound 5+500 500");
    assertThat(words(resumed.sound(2062, samples(100)))).containsExactly("sound 5+1000 100");
  }

  @Test
  void aPlacePastTheEndOfItsSegmentLiesInTheNextOne() {
    RunTimeline resumed = new RunTimeline(segment(5, 900_000), 32_010);
    resumed.append(segment(6, 900_000 + 180_000), 32_000, 0);
    assertThat(words(resumed.sound(0, samples(33_000)))).containsExactly("sound 6+10 990");
  }

  @Test
  void everySampleComesOutOnceInWhateverPieces() {
    List<Stretch> out = new ArrayList<>();
    long at = 0;
    for (int segment = 6; segment < 12; segment++) {
      run.append(segment(segment, 900_000 + (segment - 5) * 180_090L), 32_000, 0);
    }
    while (at < 6 * 2 * SECOND - 341) {
      out.addAll(run.sound(at / 16, samples(341)));
      at += 341;
    }
    long samples = out.stream().mapToLong(s -> ((Stretch.Sound) s).pcm().length / 2).sum();
    assertThat(samples).isEqualTo(at);
    assertThat(out.stream().map(s -> s.segment().mediaSequence()).distinct())
        .containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
  }
}
