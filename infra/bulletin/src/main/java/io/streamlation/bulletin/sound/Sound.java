package io.streamlation.bulletin.sound;

/** The one sound format of the channel, and its arithmetic. */
public final class Sound {
  public static final int SAMPLE_RATE_HZ = 48_000;
  public static final int SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000; // 48
  static final float FULL_SCALE = 32_768f;

  private Sound() {}

  /** Root mean square in dB below full scale, −∞ for silence. Samples are −1…1. */
  static double rmsDb(float[] samples) {
    double energy = 0;
    for (float sample : samples) {
      energy += (double) sample * sample;
    }
    return 10 * Math.log10(energy / Math.max(1, samples.length));
  }

  static float peak(float[] samples) {
    float peak = 0;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    return peak;
  }

  static float amplitudeOfDb(double db) {
    return (float) StrictMath.pow(10, db / 20);
  }

  /** Brings the samples to a level in place, lower if a peak would pass {@code peakLimit}. */
  static float[] level(float[] samples, double rmsDb, float peakLimit) {
    double energy = 0;
    for (float sample : samples) {
      energy += (double) sample * sample;
    }
    double rms = StrictMath.sqrt(energy / Math.max(1, samples.length));
    float peak = peak(samples);
    if (peak > 0) {
      float gain = (float) Math.min(amplitudeOfDb(rmsDb) / rms, peakLimit / peak);
      for (int i = 0; i < samples.length; i++) {
        samples[i] *= gain;
      }
    }
    return samples;
  }

  static short[] toPcm(float[] samples) {
    short[] pcm = new short[samples.length];
    for (int i = 0; i < samples.length; i++) {
      int value = Math.round(samples[i] * FULL_SCALE);
      pcm[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
    }
    return pcm;
  }
}
