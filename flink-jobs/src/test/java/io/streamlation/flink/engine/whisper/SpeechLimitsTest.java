package io.streamlation.flink.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpeechLimitsTest {
  private static final SpeechLimits NEWS = new SpeechLimits(0.001, -0.7);
  private static final SpeechLimits NONE =
      new SpeechLimits(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  @Test
  void letsSpeechPass() {
    assertThat(NEWS.complaint(0.00004f, -0.65)).isEmpty();
  }

  @Test
  void oneBadFigureIsEnough() {
    assertThat(NEWS.complaint(0.004f, -0.48)).isPresent();
    assertThat(NEWS.complaint(0.00006f, -0.72)).isPresent();
  }

  @Test
  void aPackThatNamesNoneIsNotJudged() {
    assertThat(NONE.complaint(1f, -30)).isEmpty();
  }
}
