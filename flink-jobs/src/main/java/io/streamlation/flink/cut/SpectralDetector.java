package io.streamlation.flink.cut;

import io.streamlation.contracts.v1.VoiceActivityState;
import io.streamlation.flink.room.Spectrum;
import java.util.List;

/**
 * Voice activity without a model. Sound is like speech as far as three things hold together:
 *
 * <ul>
 *   <li>it is <b>loud</b>: it stands out from the noise floor, which is the lowest smoothed power
 *       of the last two seconds (speech has dips even then; steady noise has none and so becomes
 *       its own floor);
 *   <li>it is <b>voiced</b>, or was a moment ago: it repeats itself at a pitch of 70 … 400 Hz,
 *       which noise does not, and a chord much less than a voice;
 *   <li>it is <b>restless</b>: the shape of its spectrum keeps changing, as mouths do, and chords,
 *       hums and hisses do not.
 * </ul>
 *
 * <p>A pure tone is never speech. Singing is.
 */
public final class SpectralDetector implements VoiceActivityDetector {
  static final int WINDOW_SAMPLES = 512; // 32 ms

  private static final long serialVersionUID = 1;

  /** Power over the floor at which loudness is one half: 9 dB. */
  private static final double LOUD_RATIO = 8;

  private static final double SMOOTHING = .6;
  private static final int WINDOWS_PER_STRETCH = 8; // 256 ms
  private static final int STRETCHES = 8; // 2 s

  /** A floor is not sought under this share of the power that counts as quiet. */
  private static final double LOWEST_FLOOR = .16; // -8 dB

  /** Autocorrelation: chords reach .65, noise .5, half of all speech has more than .85. */
  private static final double UNVOICED = .5;

  private static final double VOICED = .75;

  /** A final hiss still belongs to its word: .9 fades to the middle of the range in 220 ms. */
  private static final double VOICING_KEPT = .95;

  /** Mean change of log power between windows 128 ms apart: noise .8, chords .4, speech 2.6. */
  private static final double STEADY = .8;

  private static final double RESTLESS = 1.6;

  /** The stroke of a chord is one big change; it shall not count for many. */
  private static final double MOST_CHANGE = 3;

  private static final double RESTLESSNESS_KEPT = .9; // 300 ms
  private static final int WINDOWS_COMPARED = 4; // 128 ms

  /** Bins of 31 Hz: 16 bands from 125 to 4,000 Hz, each a quarter wider than the one before. */
  private static final int[] BAND_EDGES = {
    4, 5, 6, 8, 10, 12, 15, 18, 23, 28, 35, 43, 54, 67, 83, 103, 128
  };

  private static final int BANDS = BAND_EDGES.length - 1;
  private static final double LEAST_BAND_POWER = 1e-10;

  /** Share of the power that a tone has within two bins to either side of its peak. */
  private static final double TONE_SHARE = .95;

  private static final int DECIMATION = 4; // to 4 kHz
  private static final int SHORTEST_PITCH = 10; // 400 Hz at 4 kHz
  private static final int LONGEST_PITCH = 57; // 70 Hz

  private static final Spectrum SPECTRUM = new Spectrum(WINDOW_SAMPLES);

  private final double quietPower;

  /**
   * Hears nothing in sound that is weaker than this.
   *
   * @param quietRms full scale = 1
   */
  public SpectralDetector(double quietRms) {
    this.quietPower = quietRms * quietRms;
  }

  @Override
  public int windowSamples() {
    return WINDOW_SAMPLES;
  }

  @Override
  public Judgement judge(VoiceActivityState before, short[] window, long number) {
    double[] sound = withoutOffset(window);
    double[] powers = SPECTRUM.powers(sound); // [257]
    double power = power(sound);

    VoiceActivityState.Builder after = before.toBuilder();
    double floor = trackFloor(before, power, number, after);
    double restlessness = trackRestlessness(before, powers, after);
    double voicing = before.getVoicing() * VOICING_KEPT;
    if (power >= quietPower && !isTone(powers)) {
      voicing = Math.max(voicing, pitch(sound));
    }
    after.setVoicing(voicing);
    if (power < quietPower) {
      return new Judgement(0, after.build());
    }
    double loud = power / (power + LOUD_RATIO * floor);
    return new Judgement(
        loud * ramp(voicing, UNVOICED, VOICED) * ramp(restlessness, STEADY, RESTLESS),
        after.build());
  }

  private static double ramp(double value, double zero, double one) {
    return Math.max(0, Math.min(1, (value - zero) / (one - zero)));
  }

  private double trackFloor(
      VoiceActivityState before, double power, long number, VoiceActivityState.Builder after) {
    boolean first = before.getStretchMinimaCount() == 0;
    double smoothed =
        first ? power : SMOOTHING * before.getSmoothedPower() + (1 - SMOOTHING) * power;
    after.setSmoothedPower(smoothed);
    if (first) {
      // Nothing is known of this place yet: as if it had been quiet.
      for (int i = 0; i < STRETCHES; i++) {
        after.addStretchMinima(0);
      }
      after.setRunningMinimum(smoothed);
    }
    after.setRunningMinimum(Math.min(after.getRunningMinimum(), smoothed));
    double floor = after.getRunningMinimum();
    for (double minimum : after.getStretchMinimaList()) {
      floor = Math.min(floor, minimum);
    }
    if ((number + 1) % WINDOWS_PER_STRETCH == 0) {
      List<Double> minima = List.copyOf(after.getStretchMinimaList());
      after
          .clearStretchMinima()
          .addAllStretchMinima(minima.subList(1, STRETCHES))
          .addStretchMinima(after.getRunningMinimum())
          .setRunningMinimum(smoothed);
    }
    return Math.max(floor, LOWEST_FLOOR * quietPower);
  }

  private static double trackRestlessness(
      VoiceActivityState before, double[] powers, VoiceActivityState.Builder after) {
    float[] bands = bands(powers);
    int remembered = before.getBandsCount();
    double change = remembered < WINDOWS_COMPARED * BANDS ? 0 : change(before, bands);
    after.clearBands();
    for (int i = remembered < WINDOWS_COMPARED * BANDS ? 0 : BANDS; i < remembered; i++) {
      after.addBands(before.getBands(i));
    }
    for (float band : bands) {
      after.addBands(band);
    }
    double restlessness =
        RESTLESSNESS_KEPT * before.getRestlessness()
            + (1 - RESTLESSNESS_KEPT) * Math.min(change, MOST_CHANGE);
    after.setRestlessness(restlessness);
    return restlessness;
  }

  /** How differently the power is spread now and 128 ms ago; its level does not matter. */
  private static double change(VoiceActivityState before, float[] bands) {
    double[] difference = new double[BANDS];
    double mean = 0;
    for (int i = 0; i < BANDS; i++) {
      difference[i] = bands[i] - before.getBands(i);
      mean += difference[i] / BANDS;
    }
    double change = 0;
    for (double one : difference) {
      change += Math.abs(one - mean) / BANDS;
    }
    return change;
  }

  private static float[] bands(double[] powers) {
    float[] bands = new float[BANDS];
    for (int band = 0; band < BANDS; band++) {
      double sum = LEAST_BAND_POWER;
      for (int bin = BAND_EDGES[band]; bin < BAND_EDGES[band + 1]; bin++) {
        sum += powers[bin];
      }
      bands[band] = (float) StrictMath.log(sum);
    }
    return bands;
  }

  private static double[] withoutOffset(short[] window) {
    double mean = 0;
    for (short s : window) {
      mean += s;
    }
    mean /= window.length;
    double[] sound = new double[window.length];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (window[i] - mean) / 32768.0;
    }
    return sound;
  }

  private static double power(double[] sound) {
    double sum = 0;
    for (double s : sound) {
      sum += s * s;
    }
    return sum / sound.length;
  }

  /** 0 … 1: how well the sound repeats itself at the best of all pitches. */
  private static double pitch(double[] sound) {
    double[] slow = new double[sound.length / DECIMATION];
    for (int i = 0; i < slow.length; i++) {
      for (int j = 0; j < DECIMATION; j++) {
        slow[i] += sound[i * DECIMATION + j];
      }
    }
    double best = 0;
    for (int lag = SHORTEST_PITCH; lag <= LONGEST_PITCH; lag++) {
      double product = 0;
      double here = 0;
      double there = 0;
      for (int i = lag; i < slow.length; i++) {
        product += slow[i] * slow[i - lag];
        here += slow[i] * slow[i];
        there += slow[i - lag] * slow[i - lag];
      }
      double scale = Math.sqrt(here * there);
      if (scale > 0) {
        best = Math.max(best, product / scale);
      }
    }
    return best;
  }

  private static boolean isTone(double[] powers) {
    double all = 0;
    int peak = 0;
    for (int i = 0; i < powers.length; i++) {
      all += powers[i];
      if (powers[i] > powers[peak]) {
        peak = i;
      }
    }
    double around = 0;
    for (int i = Math.max(0, peak - 2); i <= Math.min(powers.length - 1, peak + 2); i++) {
      around += powers[i];
    }
    return around > TONE_SHARE * all;
  }
}
