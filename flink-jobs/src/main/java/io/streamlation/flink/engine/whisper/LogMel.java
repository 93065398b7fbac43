package io.streamlation.flink.engine.whisper;

import java.util.Arrays;

/**
 * Whisper's picture of a sound: Hann windows, power spectrum, Slaney mel filters, log10, nothing
 * more than 8 (80 dB) below the loudest, then {@code (x + 4) / 4}. As openai/whisper computes it,
 * in double precision.
 */
final class LogMel {
  private static final double FLOOR = 1e-10;
  private static final double RANGE = 8.0;

  private final int fftSize;
  private final int hop;
  private final double[] window;
  private final FourierTransform fourier;
  private final MelFilters filters;
  private final int mels;

  /**
   * @param fftSize samples a column looks at: 400 = 25 ms
   * @param hop samples from column to column: 160 = 10 ms
   */
  LogMel(int sampleRateHz, int fftSize, int hop, int mels) {
    this.fftSize = fftSize;
    this.hop = hop;
    this.mels = mels;
    this.window = new double[fftSize];
    for (int i = 0; i < fftSize; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / fftSize);
    }
    this.fourier = new FourierTransform(fftSize);
    this.filters = new MelFilters(sampleRateHz, fftSize, mels);
  }

  int columns(int samples) {
    return samples / hop;
  }

  /**
   * @param samples -1 … 1, more than half a window of them
   * @return [mels, columns] row by row, about -1.5 … 1.5
   */
  float[] of(float[] samples) {
    if (samples.length <= fftSize / 2) {
      throw new IllegalArgumentException(
          "%d samples are fewer than half a window of %d".formatted(samples.length, fftSize));
    }
    int columns = columns(samples.length);
    double[] log = new double[mels * columns];
    FourierTransform.Workspace work = fourier.new Workspace();
    double[] power = new double[fftSize / 2 + 1];
    double loudest = Double.NEGATIVE_INFINITY;
    // Two real columns go through one complex transform, as its real and its imaginary part.
    for (int t = 0; t < columns; t += 2) {
      boolean sound = cut(samples, t, work.inRe);
      boolean second = t + 1 < columns;
      if (second) {
        sound |= cut(samples, t + 1, work.inIm);
      } else {
        Arrays.fill(work.inIm, 0);
      }
      if (sound) {
        work.transform();
      } else {
        Arrays.fill(work.outRe, 0);
        Arrays.fill(work.outIm, 0);
      }
      loudest = Math.max(loudest, column(work, power, 1, log, t, columns));
      if (second) {
        loudest = Math.max(loudest, column(work, power, -1, log, t + 1, columns));
      }
    }
    float[] out = new float[log.length];
    for (int i = 0; i < log.length; i++) {
      out[i] = (float) ((Math.max(log[i], loudest - RANGE) + 4.0) / 4.0);
    }
    return out;
  }

  /** The window around column t, mirrored at both ends of the sound. */
  private boolean cut(float[] samples, int t, double[] into) {
    int from = t * hop - fftSize / 2;
    boolean sound = false;
    for (int i = 0; i < fftSize; i++) {
      int at = from + i;
      if (at < 0) {
        at = -at;
      } else if (at >= samples.length) {
        at = 2 * (samples.length - 1) - at;
      }
      into[i] = samples[at] * window[i];
      sound |= into[i] != 0;
    }
    return sound;
  }

  /**
   * Takes one of the two columns out of the transform: {@code (X[k] ± conj X[n-k]) / 2}.
   *
   * @return the loudest log value of it
   */
  private double column(
      FourierTransform.Workspace work, double[] power, int sign, double[] log, int t, int columns) {
    for (int k = 0; k < power.length; k++) {
      int mirror = k == 0 ? 0 : fftSize - k;
      double re = (work.outRe[k] + sign * work.outRe[mirror]) / 2;
      double im = (work.outIm[k] - sign * work.outIm[mirror]) / 2;
      power[k] = re * re + im * im;
    }
    double loudest = Double.NEGATIVE_INFINITY;
    for (int m = 0; m < mels; m++) {
      double[] weights = filters.weights[m];
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        sum += weights[k] * power[filters.firstBin[m] + k];
      }
      double value = Math.log10(Math.max(sum, FLOOR));
      log[m * columns + t] = value;
      loudest = Math.max(loudest, value);
    }
    return loudest;
  }
}
