package io.streamlation.contracts;

/**
 * A place in one epoch's sound: samples at 16 kHz since the epoch began. It orders, cuts and names;
 * it never meets the wall clock (see {@link WallTime}).
 */
public record MediaPosition(long samples) implements Comparable<MediaPosition> {
  public static final MediaPosition ZERO = new MediaPosition(0);

  public MediaPosition {
    if (samples < 0) {
      throw new IllegalArgumentException("a media position is not negative: " + samples);
    }
  }

  public MediaPosition plusSamples(long more) {
    return new MediaPosition(samples + more);
  }

  public long ms() {
    return AudioFormat.msOfSamples(samples);
  }

  @Override
  public int compareTo(MediaPosition other) {
    return Long.compare(samples, other.samples);
  }
}
