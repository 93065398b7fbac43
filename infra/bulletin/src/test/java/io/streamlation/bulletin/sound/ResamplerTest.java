package io.streamlation.bulletin.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
  private static final int FROM_HZ = 22_050;

  private static short[] tone(double hz) {
    short[] tone = new short[FROM_HZ];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (short) Math.round(16_384 * Math.sin(2 * Math.PI * hz * i / FROM_HZ));
    }
    return tone;
  }

  @ParameterizedTest
  @ValueSource(doubles = {100, 1_000, 4_000, 8_000})
  void keepsAToneWhereAndAsItIs(double hz) {
    float[] resampled = new Resampler(FROM_HZ).resample(tone(hz));
    assertThat(resampled).hasSize(48_000);
    for (int i = 1_000; i < 47_000; i++) {
      double expected = 0.5 * Math.sin(2 * Math.PI * hz * i / 48_000);
      assertThat((double) resampled[i]).isCloseTo(expected, within(0.002));
    }
  }

  @Test
  void leavesNoMirrorImageAboveTheInputsBand() {
    float[] resampled = new Resampler(FROM_HZ).resample(tone(8_000));
    double mirrorHz = FROM_HZ - 8_000.0;
    double re = 0;
    double im = 0;
    for (int i = 1_000; i < 47_000; i++) {
      re += resampled[i] * Math.cos(2 * Math.PI * mirrorHz * i / 48_000);
      im += resampled[i] * Math.sin(2 * Math.PI * mirrorHz * i / 48_000);
    }
    assertThat(Math.hypot(re, im) * 2 / 46_000).isLessThan(0.5 * Sound.amplitudeOfDb(-60));
  }
}
