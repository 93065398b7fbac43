package io.streamlation.ingest.frame;

import static io.streamlation.ingest.frame.Sounds.NOON_US;
import static io.streamlation.ingest.frame.Sounds.SECOND;
import static io.streamlation.ingest.frame.Sounds.dated;
import static io.streamlation.ingest.frame.Sounds.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.SourcePosition;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GapLengthTest {
  private static RunTimeline.End end(long pts, OptionalLong dateUs) {
    return new RunTimeline.End(
        SourcePosition.getDefaultInstance(), OptionalLong.of(pts), dateUs, 0);
  }

  @Test
  void stampsOfOneTimeLineKnowItToTheSample() {
    assertThat(GapLength.ofLoss(end(0, OptionalLong.empty()), segment(9, 180_090), 32_000))
        .isEqualTo(32_016);
  }

  @Test
  void stampsProveThatNothingIsMissing() {
    assertThat(GapLength.ofLoss(end(180_000, OptionalLong.empty()), segment(9, 180_000), 0))
        .isZero();
  }

  @Test
  void stampsOfAnotherTimeLineKnowNothingAndDatesDo() {
    RunTimeline.End end = end(0, OptionalLong.of(NOON_US));
    assertThat(GapLength.ofLoss(end, dated(9, 7_000_000_000L, NOON_US + 4_000_000), 32_000))
        .isEqualTo(4 * SECOND);
    assertThat(GapLength.ofLoss(end, segment(9, 7_000_000_000L), 32_000)).isEqualTo(32_000);
  }

  @Test
  void ofUnknownLengthCountsAsOneFrame() {
    assertThat(GapLength.ofLoss(end(0, OptionalLong.empty()), segment(9, 7_000_000_000L), 0))
        .isEqualTo(1600);
  }

  @Test
  void aDiscontinuityIsAGapOnlyWhereDatesJumpAhead() {
    RunTimeline.End end = end(0, OptionalLong.of(NOON_US));
    assertThat(GapLength.ofDiscontinuity(end, dated(9, 1, NOON_US + 3_000_000)))
        .isEqualTo(3 * SECOND);
    assertThat(GapLength.ofDiscontinuity(end, dated(9, 1, NOON_US + 40_000))).isZero();
    assertThat(GapLength.ofDiscontinuity(end, dated(9, 1, NOON_US - 3_000_000))).isZero();
    assertThat(GapLength.ofDiscontinuity(end, segment(9, 1))).isZero();
  }

  @Test
  void whereNothingIsDatedASegmentCutShortIsAGap() {
    assertThat(GapLength.ofDiscontinuity(owing(2 * SECOND), segment(9, 1))).isEqualTo(2 * SECOND);
    assertThat(GapLength.ofDiscontinuity(owing(SECOND / 2), segment(9, 1))).isZero();
  }

  private static RunTimeline.End owing(long samples) {
    return new RunTimeline.End(
        SourcePosition.getDefaultInstance(), OptionalLong.of(0), OptionalLong.empty(), samples);
  }
}
