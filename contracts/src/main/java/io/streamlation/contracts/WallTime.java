package io.streamlation.contracts;

/** A moment on the wall clock, milliseconds since 1970. It measures lag and decides nothing. */
public record WallTime(long epochMs) implements Comparable<WallTime> {
  public long msSince(WallTime earlier) {
    return epochMs - earlier.epochMs;
  }

  @Override
  public int compareTo(WallTime other) {
    return Long.compare(epochMs, other.epochMs);
  }
}
