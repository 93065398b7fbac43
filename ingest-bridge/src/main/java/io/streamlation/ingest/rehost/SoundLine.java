package io.streamlation.ingest.rehost;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.ingest.frame.MediaClock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the stamps of one run lie on the epoch's line. Each piece of the source that was heard is a
 * known point; between and beside them the stamps count. Pure.
 */
final class SoundLine {
  private static final int MOST_POINTS = 400;

  /**
   * @param pts 90 kHz, 33 bits
   * @param sample media position of the sound with that stamp
   */
  record Point(long pts, long sample, OptionalLong dateUs) {}

  /**
   * @param sample media position; negative before the epoch
   */
  record Place(long sample, OptionalLong dateUs) {}

  private final Deque<Point> points = new ArrayDeque<>();

  void add(Point point) {
    points.add(point);
    if (points.size() > MOST_POINTS) {
      points.remove();
    }
  }

  /** Empty while nothing of the run was heard. */
  Optional<Place> of(long pts) {
    Point nearest = null;
    long nearestSamples = Long.MAX_VALUE;
    for (Point point : points) {
      long samples = MediaClock.samplesBetween(point.pts(), pts);
      if (Math.abs(samples) < Math.abs(nearestSamples)) {
        nearest = point;
        nearestSamples = samples;
      }
    }
    if (nearest == null) {
      return Optional.empty();
    }
    long samples = nearestSamples;
    OptionalLong date = nearest.dateUs();
    return Optional.of(
        new Place(
            nearest.sample() + samples,
            date.isPresent() ? OptionalLong.of(date.getAsLong() + usOf(samples)) : date));
  }

  private static long usOf(long samples) {
    return Math.floorDiv(samples * 1_000_000L, AudioFormat.SAMPLE_RATE_HZ);
  }
}
