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

  /** The shortest time that is a whole number of stamps and of samples: 45 ticks, 8 samples. */
  private static final long TICKS_PER_STEP = PTS_HZ / 2_000;

  private static final long SAMPLES_PER_STEP = AudioFormat.SAMPLE_RATE_HZ / 2_000;

  /**
   * A whole number of stamps, and of samples at 16, 32, 44.1, 48 and 96 kHz. A decoder that begins
   * on a multiple of it resamples from the same phase as one that began on any other.
   */
  private static final long TICKS_PER_GRID = PTS_HZ / 100; // 10 ms

  private MediaClock() {}

  /** From this stamp to the next line of the grid. */
  static long ticksToGrid(long pts) {
    return Math.floorMod(-pts, TICKS_PER_GRID);
  }

  /** The same in microseconds, rounded. */
  public static long usToGrid(long pts) {
    return Math.round(ticksToGrid(pts) * 1_000_000.0 / PTS_HZ);
  }

  /**
   * Samples from this stamp on which lie before the one that is {@code ticks} later. Counted on the
   * grid: the answer for a piece of time is the same from wherever one counts.
   */
  static long samplesWithin(long pts, long ticks) {
    long phase = Math.floorMod(pts, TICKS_PER_STEP);
    return samplesBefore(phase + ticks) - samplesBefore(phase);
  }

  private static long samplesBefore(long ticks) {
    return -Math.floorDiv(-ticks * SAMPLES_PER_STEP, TICKS_PER_STEP);
  }

  /** The other way round: the last tick that so many samples reach to. */
  static long ticksOfSamples(long samples) {
    return Math.floorDiv(samples * TICKS_PER_STEP, SAMPLES_PER_STEP);
  }

  /** Ticks from one stamp to the next, the short way round the wrap; negative if it lies before. */
  public static long ticksBetween(long fromPts, long toPts) {
    long ticks = Math.floorMod(toPts - fromPts, PTS_WRAP);
    return ticks >= PTS_WRAP / 2 ? ticks - PTS_WRAP : ticks;
  }

  /**
   * Samples from one stamp to the next, the short way round the wrap; negative if it lies before.
   */
  public static long samplesBetween(long fromPts, long toPts) {
    return Math.round(ticksBetween(fromPts, toPts) * (double) AudioFormat.SAMPLE_RATE_HZ / PTS_HZ);
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
