package io.streamlation.contracts;

/** The one sound format between rooms: PCM s16le, mono, 16 kHz. */
public final class AudioFormat {
  public static final int SAMPLE_RATE_HZ = 16_000;
  public static final int BYTES_PER_SAMPLE = 2;
  public static final int FRAME_MS = 100;
  public static final int SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000; // 16
  public static final int SAMPLES_PER_FRAME = SAMPLE_RATE_HZ * FRAME_MS / 1000; // 1,600
  public static final int BYTES_PER_FRAME = SAMPLES_PER_FRAME * BYTES_PER_SAMPLE; // 3,200

  private AudioFormat() {}

  public static long samplesOfMs(long ms) {
    return ms * SAMPLES_PER_MS;
  }

  public static long msOfSamples(long samples) {
    return samples / SAMPLES_PER_MS;
  }

  public static double secondsOfSamples(long samples) {
    return samples / (double) SAMPLE_RATE_HZ;
  }
}
