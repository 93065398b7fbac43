package io.streamlation.ingest.frame;

import io.streamlation.contracts.AudioFormat;

/**
 * Converts between the sample clock and the container's stamps. Stamps are 90 kHz counters of 33
 * bits: they wrap every 26.5 hours, so only the difference of two of them means something.
 */
public final class MediaClock {
  public static final long PTS_HZ = 90_000;
  public static final long PTS_WRAP = 1L << 33;

  /** A larger step between two stamps is another time line, not a hole in this one. */
  public static final long SECTION_JUMP_SAMPLES = 2L * AudioFormat.SAMPLE_RATE_HZ; // 2 s

  private MediaClock() {}

  /**
   * Samples from one stamp to the next, the short way round the wrap; negative if it lies before.
   */
  public static long samplesBetween(long fromPts, long toPts) {
    long ticks = Math.floorMod(toPts - fromPts, PTS_WRAP);
    if (ticks >= PTS_WRAP / 2) {
      ticks -= PTS_WRAP;
    }
    return Math.round(ticks * (double) AudioFormat.SAMPLE_RATE_HZ / PTS_HZ);
  }

  public static long ptsAfter(long pts, long samples) {
    return Math.floorMod(
        pts + Math.floorDiv(samples * PTS_HZ, AudioFormat.SAMPLE_RATE_HZ), PTS_WRAP);
  }

  public static long usAfter(long us, long samples) {
    return us + Math.floorDiv(samples * 1_000_000L, AudioFormat.SAMPLE_RATE_HZ);
  }

  public static long samplesOfUs(long us) {
    return Math.round(us * (double) AudioFormat.SAMPLE_RATE_HZ / 1_000_000);
  }
}
