package io.streamlation.flink.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.flink.engine.NewsTiny;
import io.streamlation.flink.engine.Npy;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogMelTest {
  private static final int RATE = 16_000;

  @ParameterizedTest
  @ValueSource(ints = {80, 128})
  void equalsTheDefinition(int mels) throws IOException {
    float[] golden = Npy.floats(NewsTiny.GOLDEN.resolve("log_mel_" + mels + ".npy"));

    float[] picture = new LogMel(RATE, 400, 160, mels).of(sound());

    assertThat(picture).hasSize(golden.length).hasSize(mels * 100);
    for (int i = 0; i < golden.length; i++) {
      assertThat(Math.abs(picture[i] - golden[i])).as("value " + i).isLessThan(1e-5f);
    }
  }

  @Test
  void anOddNumberOfColumnsIsNoTrouble() {
    float[] even = new LogMel(RATE, 400, 160, 80).of(java.util.Arrays.copyOf(sound(), 1600));
    float[] odd = new LogMel(RATE, 400, 160, 80).of(java.util.Arrays.copyOf(sound(), 1440));

    assertThat(odd).hasSize(80 * 9);
    assertThat(odd[0]).isEqualTo(even[0]);
  }

  @Test
  void refusesLessThanHalfAWindow() {
    assertThatThrownBy(() -> new LogMel(RATE, 400, 160, 80).of(new float[200]))
        .hasMessageContaining("200 samples");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 12, 77, 400})
  void theTransformEqualsItsDefinition(int n) {
    FourierTransform.Workspace work = new FourierTransform(n).new Workspace();
    Random random = new Random(n);
    for (int i = 0; i < n; i++) {
      work.inRe[i] = random.nextGaussian();
      work.inIm[i] = random.nextGaussian();
    }

    work.transform();

    for (int k = 0; k < n; k++) {
      double re = 0;
      double im = 0;
      for (int i = 0; i < n; i++) {
        double angle = -2 * Math.PI * ((long) k * i % n) / n;
        re += work.inRe[i] * Math.cos(angle) - work.inIm[i] * Math.sin(angle);
        im += work.inRe[i] * Math.sin(angle) + work.inIm[i] * Math.cos(angle);
      }
      assertThat(work.outRe[k]).isCloseTo(re, within(1e-9));
      assertThat(work.outIm[k]).isCloseTo(im, within(1e-9));
    }
  }

  /** As golden/log_mel.py makes it. */
  private static float[] sound() {
    float[] sound = new float[RATE];
    long state = 12345;
    for (int i = 0; i < RATE; i++) {
      double t = (double) i / RATE;
      double x =
          0.3 * Math.sin(2 * Math.PI * (2000 * t - 700 * t * t))
              + 0.1 * Math.sin(2 * Math.PI * 440 * t);
      state = (state * 1103515245L + 12345) % (1L << 31);
      double noise = state / (double) (1L << 30) - 1;
      sound[i] = t < 0.5 ? (float) (x + 0.02 * noise) : 0f;
    }
    return sound;
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }
}
