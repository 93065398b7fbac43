package io.streamlation.flink.cut;

import io.streamlation.contracts.v1.VoiceActivityState;

/**
 * Voice activity without a model: sound is speech when it stands out from the noise floor and, a
 * moment ago at most, had a voice's pitch.
 *
 * <p>The floor is the lowest smoothed power of the last two seconds: speech has dips even then,
 * steady noise has none and so becomes its own floor. Pitch is the highest normalised
 * autocorrelation at 70 … 400 Hz; noise has none. A pure tone has a pitch too, but all its power in
 * one place of the spectrum. Music is not told from speech: what is passed on is answered as
 * silence by the recogniser.
 */
public final class SpectralDetector implements VoiceActivityDetector {
  static final int WINDOW_SAMPLES = 512; // 32 ms

  private static final long serialVersionUID = 1;

  /** Power over the floor at which likeness is one half: 9 dB. */
  private static final double LOUD_RATIO = 8;

  private static final double SMOOTHING = .6;
  private static final int WINDOWS_PER_STRETCH = 8; // 256 ms
  private static final int STRETCHES = 8; // 2 s

  /** A floor is not sought under this share of the power that counts as quiet. */
  private static final double LOWEST_FLOOR = .16; // -8 dB

  private static final double VOICED = .6;

  /** Voicing fades to three quarters in 130 ms, so that a final hiss still belongs to its word. */
  private static final double VOICING_KEPT = .93;

  /** Share of the power that a tone has within one bin to either side of its peak. */
  private static final double TONE_SHARE = .95;

  private static final int DECIMATION = 4; // to 4 kHz
  private static final int SHORTEST_PITCH = 10; // 400 Hz at 4 kHz
  private static final int LONGEST_PITCH = 57; // 70 Hz

  private static final Spectrum SPECTRUM = new Spectrum(WINDOW_SAMPLES);

  private final double quietPower;

  /**
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
  public Judgement judge(VoiceActivityState before, short[] window) {
    double[] sound = withoutOffset(window);
    double power = power(sound);
    boolean first = before.getStretchMinimaCount() == 0;
    double smoothed =
        first ? power : SMOOTHING * before.getSmoothedPower() + (1 - SMOOTHING) * power;

    VoiceActivityState.Builder after = before.toBuilder().setSmoothedPower(smoothed);
    if (first) {
      // Nothing is known of this place yet: as if it had been quiet.
      for (int i = 0; i < STRETCHES; i++) {
        after.addStretchMinima(0);
      }
      after.setRunningMinimum(smoothed);
    }
    after.setRunningMinimum(Math.min(after.getRunningMinimum(), smoothed));
    after.setWindowsInStretch(after.getWindowsInStretch() + 1);
    double floor = after.getRunningMinimum();
    for (double minimum : after.getStretchMinimaList()) {
      floor = Math.min(floor, minimum);
    }
    floor = Math.max(floor, LOWEST_FLOOR * quietPower);
    if (after.getWindowsInStretch() == WINDOWS_PER_STRETCH) {
      VoiceActivityState full = after.build();
      after.clearStretchMinima();
      after.addAllStretchMinima(full.getStretchMinimaList().subList(1, STRETCHES));
      after.addStretchMinima(full.getRunningMinimum());
      after.setRunningMinimum(smoothed);
      after.setWindowsInStretch(0);
    }

    double faded = before.getVoicing() * VOICING_KEPT;
    if (power < quietPower) {
      return new Judgement(0, after.setVoicing(faded).build());
    }
    double voicing = isTone(sound) ? faded : Math.max(faded, pitch(sound));
    after.setVoicing(voicing);
    double ratio = power / floor;
    double loud = ratio / (ratio + LOUD_RATIO);
    return new Judgement(loud * Math.min(1, voicing / VOICED), after.build());
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

  private static boolean isTone(double[] sound) {
    double[] powers = SPECTRUM.powers(sound); // [257]
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
