package io.streamlation.ingest.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MediaClockTest {
  @Test
  void measuresTheShortWayRoundTheWrap() {
    long end = MediaClock.PTS_WRAP - 1;
    assertThat(MediaClock.samplesBetween(end, 89_999)).isEqualTo(16_000);
    assertThat(MediaClock.samplesBetween(89_999, end)).isEqualTo(-16_000);
    assertThat(MediaClock.samplesBetween(7, 7)).isZero();
  }

  @Test
  void stampsWrap() {
    assertThat(MediaClock.ptsAfter(MediaClock.PTS_WRAP - 90_000, 32_000)).isEqualTo(90_000);
  }

  @Test
  void microsecondsAndSamples() {
    assertThat(MediaClock.usAfter(1_000_000, 8_000)).isEqualTo(1_500_000);
    assertThat(MediaClock.samplesOfUs(62)).isEqualTo(1);
  }
}
