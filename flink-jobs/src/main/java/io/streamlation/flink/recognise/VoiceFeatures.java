package io.streamlation.flink.recognise;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.VoicePrint;
import io.streamlation.flink.room.Spectrum;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a voice sounds like, whatever it says: mean and covariance of twelve mel-frequency cepstral
 * coefficients (without the zeroth, which is loudness) and of the logarithm of the pitch, over the
 * loud voiced windows of an utterance. A floor 20 dB below the loud windows keeps noise and music
 * beneath a voice from changing it. Pure, and the same on every machine.
 */
final class VoiceFeatures {
  private static final int CEPSTRA = 12;
  static final int DIMENSIONS = CEPSTRA + 1;

  private static final int WINDOW = 512; // 32 ms
  private static final int HOP = 320; // 20 ms
  private static final int BANDS = 26;
  private static final double LOWEST_HZ = 100;
  private static final double HIGHEST_HZ = 7_600;

  /** Windows that are so much weaker than the loud ones are left out. */
  private static final double GATE = .01; // -20 dB

  private static final double FLOOR = .01; // -20 dB

  /** A voice's correlation with itself a period later. */
  private static final double VOICED = .6;

  /** The pitch is sought at 4 kHz, between 67 and 500 Hz. */
  private static final int DECIMATION = 4;

  private static final int SHORTEST_LAG = 8;
  private static final int LONGEST_LAG = 59;

  /** The first peak this near to the highest is the period; the highest may be two of them. */
  private static final double FIRST_PEAK = .88;

  private static final Spectrum SPECTRUM = new Spectrum(WINDOW);
  private static final double[][] FILTERS = filters();
  private static final double[][] COSINES = cosines();

  private VoiceFeatures() {}

  /** Empty where nobody's voice is heard. */
  static Optional<VoicePrint> of(short[] pcm) {
    int windows = (pcm.length - WINDOW) / HOP + 1;
    if (pcm.length < WINDOW) {
      return Optional.empty();
    }
    double[][] sound = new double[windows][];
    double[] power = new double[windows];
    for (int w = 0; w < windows; w++) {
      sound[w] = window(pcm, w * HOP);
      power[w] = Arrays.stream(sound[w]).map(x -> x * x).sum() / WINDOW;
    }
    double loud = quantile(power, .95);
    double[][] bands = new double[windows][];
    double[] pitch = new double[windows];
    int voiced = 0;
    for (int w = 0; w < windows; w++) {
      double lag = power[w] > loud * GATE ? period(sound[w]) : 0;
      if (lag > 0) {
        pitch[voiced] = StrictMath.log(AudioFormat.SAMPLE_RATE_HZ / (double) DECIMATION / lag);
        bands[voiced++] = bands(SPECTRUM.powers(sound[w]));
      }
    }
    return voiced == 0
        ? Optional.empty()
        : Optional.of(print(Arrays.copyOf(bands, voiced), Arrays.copyOf(pitch, voiced)));
  }

  private static double[] window(short[] pcm, int from) {
    double[] sound = new double[WINDOW];
    double mean = 0;
    for (int i = 0; i < WINDOW; i++) {
      sound[i] = pcm[from + i] / 32_768.0;
      mean += sound[i] / WINDOW;
    }
    for (int i = 0; i < WINDOW; i++) {
      sound[i] -= mean;
    }
    return sound;
  }

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (share * (sorted.length - 1))];
  }

  /** In samples at 4 kHz; 0 where the window is not voiced. */
  private static double period(double[] sound) {
    double[] low = new double[WINDOW / DECIMATION];
    for (int i = 0; i < WINDOW; i++) {
      low[i / DECIMATION] += sound[i];
    }
    double[] alike = new double[LONGEST_LAG - SHORTEST_LAG + 1];
    double highest = 0;
    for (int lag = SHORTEST_LAG; lag <= LONGEST_LAG; lag++) {
      double both = 0;
      double early = 1e-12;
      double late = 1e-12;
      for (int i = lag; i < low.length; i++) {
        both += low[i] * low[i - lag];
        late += low[i] * low[i];
        early += low[i - lag] * low[i - lag];
      }
      alike[lag - SHORTEST_LAG] = both / Math.sqrt(early * late);
      highest = Math.max(highest, alike[lag - SHORTEST_LAG]);
    }
    if (highest <= VOICED) {
      return 0;
    }
    for (int i = 1; i < alike.length - 1; i++) {
      if (alike[i] >= FIRST_PEAK * highest
          && alike[i] >= alike[i - 1]
          && alike[i] >= alike[i + 1]) {
        double bend = alike[i - 1] - 2 * alike[i] + alike[i + 1];
        double shift = bend < 0 ? (alike[i - 1] - alike[i + 1]) / 2 / bend : 0;
        return SHORTEST_LAG + i + shift;
      }
    }
    return 0;
  }

  private static double[] bands(double[] powers) {
    double[] bands = new double[BANDS];
    for (int b = 0; b < BANDS; b++) {
      for (int k = 0; k < powers.length; k++) {
        bands[b] += FILTERS[b][k] * powers[k];
      }
    }
    return bands;
  }

  private static VoicePrint print(double[][] bands, double[] pitch) {
    double loud =
        quantile(Arrays.stream(bands).mapToDouble(b -> Arrays.stream(b).sum()).toArray(), .9);
    double[][] rows = new double[bands.length][DIMENSIONS];
    double[] mean = new double[DIMENSIONS];
    for (int w = 0; w < bands.length; w++) {
      double[] logs = new double[BANDS];
      for (int b = 0; b < BANDS; b++) {
        logs[b] = StrictMath.log(bands[w][b] + FLOOR * loud + 1e-10);
      }
      for (int c = 0; c < CEPSTRA; c++) {
        for (int b = 0; b < BANDS; b++) {
          rows[w][c] += COSINES[c][b] * logs[b];
        }
      }
      rows[w][CEPSTRA] = pitch[w];
      for (int i = 0; i < DIMENSIONS; i++) {
        mean[i] += rows[w][i] / bands.length;
      }
    }
    VoicePrint.Builder print = VoicePrint.newBuilder().setWindows(bands.length);
    for (int i = 0; i < DIMENSIONS; i++) {
      print.addMean(mean[i]);
      for (int k = 0; k <= i; k++) {
        double sum = 0;
        for (double[] row : rows) {
          sum += (row[i] - mean[i]) * (row[k] - mean[k]);
        }
        print.addCovariance(sum / bands.length);
      }
    }
    return print.build();
  }

  /** Triangles of even width on the mel scale. */
  private static double[][] filters() {
    double low = mel(LOWEST_HZ);
    double step = (mel(HIGHEST_HZ) - low) / (BANDS + 1);
    double[][] filters = new double[BANDS][WINDOW / 2 + 1];
    for (int b = 0; b < BANDS; b++) {
      double from = hz(low + b * step);
      double peak = hz(low + (b + 1) * step);
      double to = hz(low + (b + 2) * step);
      for (int k = 0; k <= WINDOW / 2; k++) {
        double at = (double) k * AudioFormat.SAMPLE_RATE_HZ / WINDOW;
        filters[b][k] = Math.max(0, Math.min((at - from) / (peak - from), (to - at) / (to - peak)));
      }
    }
    return filters;
  }

  private static double mel(double hz) {
    return 2_595 * StrictMath.log10(1 + hz / 700);
  }

  private static double hz(double mel) {
    return 700 * (StrictMath.pow(10, mel / 2_595) - 1);
  }

  private static double[][] cosines() {
    double[][] cosines = new double[CEPSTRA][BANDS];
    for (int c = 0; c < CEPSTRA; c++) {
      for (int b = 0; b < BANDS; b++) {
        cosines[c][b] =
            Math.sqrt(2.0 / BANDS) * StrictMath.cos(Math.PI * (c + 1) * (b + .5) / BANDS);
      }
    }
    return cosines;
  }
}
