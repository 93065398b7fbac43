package io.streamlation.bulletin.sound;

import java.util.Arrays;

/**
 * Cuts the silence off both ends, as the training recipe does, so that times are those of sound.
 */
final class Trim {
  private static final double THRESHOLD_OF_PEAK = 0.02;
  private static final int LEAD_MS = 10;
  private static final int TAIL_MS = 20;

  private Trim() {}

  static short[] silence(Speaker.Speech speech) {
    short[] samples = speech.samples();
    int peak = 0;
    for (short sample : samples) {
      peak = Math.max(peak, Math.abs((int) sample));
    }
    double threshold = THRESHOLD_OF_PEAK * peak;
    int first = 0;
    while (first < samples.length && Math.abs((int) samples[first]) <= threshold) {
      first++;
    }
    int last = samples.length - 1;
    while (last > first && Math.abs((int) samples[last]) <= threshold) {
      last--;
    }
    int samplesPerSecond = speech.sampleRateHz();
    return Arrays.copyOfRange(
        samples,
        Math.max(0, first - LEAD_MS * samplesPerSecond / 1_000),
        Math.min(samples.length, last + 1 + TAIL_MS * samplesPerSecond / 1_000));
  }
}
