package io.streamlation.ingest.source.dash;

import java.util.OptionalLong;

/**
 * What the origin's clock shows, counted on from the last time it was read. Our own clock may be
 * set, or be wrong by minutes; what counts is which segments the origin has by now.
 */
final class OriginTime {
  /** A Date has whole seconds and travels: a difference below this says nothing. */
  private static final long TELLING_MS = 10_000;

  private static final long READ_AGAIN_NANOS = 600L * 1_000_000_000;

  private boolean exact;
  private boolean known;
  private long readUs;
  private long readAtNanos;

  /** Whether a clock that the manifest names is to be read (again). */
  boolean isDue(long nanos) {
    return !exact || nanos - readAtNanos > READ_AGAIN_NANOS;
  }

  /** Read off a clock that the manifest names. */
  void read(long originUs, long nanos) {
    exact = true;
    known = true;
    readUs = originUs;
    readAtNanos = nanos;
  }

  /**
   * What the answer that brought the manifest tells: used while no better clock is known, and only
   * where it contradicts ours.
   */
  void guess(OptionalLong originMs, long ourMs, long nanos) {
    if (exact) {
      return;
    }
    boolean contradicts =
        originMs.isPresent() && Math.abs(originMs.getAsLong() - ourMs) > TELLING_MS;
    known = true;
    readUs = 1000 * (contradicts ? originMs.getAsLong() : ourMs);
    readAtNanos = nanos;
  }

  long us(long nanos) {
    if (!known) {
      throw new IllegalStateException("the origin's clock was not read yet");
    }
    return readUs + (nanos - readAtNanos) / 1000;
  }
}
