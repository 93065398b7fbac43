package io.streamlation.bulletin.sound;

/**
 * Brings speech to 48 kHz by a band-limited interpolation: a windowed sinc, one set of weights for
 * each of the few places an output sample can have between two input samples.
 */
final class Resampler {
  private static final int HALF_WIDTH = 24; // input samples on either side
  private static final double PASS_BAND = 0.94; // of the input's Nyquist frequency
  private static final double KAISER_BETA = 9;

  private final int up;
  private final int down;
  private final float[][] weights; // [phase][2 * HALF_WIDTH]

  /**
   * @param fromHz at most {@link Sound#SAMPLE_RATE_HZ}: it only goes up
   */
  Resampler(int fromHz) {
    if (fromHz > Sound.SAMPLE_RATE_HZ) {
      throw new IllegalArgumentException("cannot bring " + fromHz + " Hz down to 48,000 Hz");
    }
    int divisor = greatestCommonDivisor(Sound.SAMPLE_RATE_HZ, fromHz);
    up = Sound.SAMPLE_RATE_HZ / divisor; // 320 from 22,050 Hz
    down = fromHz / divisor; // 147 from 22,050 Hz
    weights = new float[up][2 * HALF_WIDTH];
    for (int phase = 0; phase < up; phase++) {
      double fraction = phase / (double) up;
      double sum = 0;
      double[] row = new double[2 * HALF_WIDTH];
      for (int tap = 0; tap < row.length; tap++) {
        double distance = tap - (HALF_WIDTH - 1) - fraction;
        row[tap] = PASS_BAND * sinc(PASS_BAND * distance) * kaiser(distance / HALF_WIDTH);
        sum += row[tap];
      }
      for (int tap = 0; tap < row.length; tap++) {
        weights[phase][tap] = (float) (row[tap] / sum);
      }
    }
  }

  /** Range −1…1 out of 16 bit. Output sample n lies at input sample n · from ÷ 48,000. */
  float[] resample(short[] input) {
    int length = (int) (((long) input.length * up + down - 1) / down);
    float[] output = new float[length];
    for (int n = 0; n < length; n++) {
      long position = (long) n * down;
      int before = (int) (position / up);
      float[] row = weights[(int) (position % up)];
      float sum = 0;
      for (int tap = 0; tap < row.length; tap++) {
        int at = before + tap - (HALF_WIDTH - 1);
        if (at >= 0 && at < input.length) {
          sum += row[tap] * input[at];
        }
      }
      output[n] = sum / Sound.FULL_SCALE;
    }
    return output;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : StrictMath.sin(Math.PI * x) / (Math.PI * x);
  }

  private static double kaiser(double x) {
    return Math.abs(x) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);
  }

  /** Modified Bessel function of the first kind, order 0. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > 1e-12 * sum; k++) {
      term *= (x / 2 / k) * (x / 2 / k);
      sum += term;
    }
    return sum;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
