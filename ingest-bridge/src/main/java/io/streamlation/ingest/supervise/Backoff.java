package io.streamlation.ingest.supervise;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the n-th try: doubling, up to a longest, and each time somewhere between
 * half of it and all of it, so that two hundred channels of one origin do not come back in one
 * beat.
 */
public record Backoff(Duration first, Duration longest) {

  /**
   * @param failures in a row, 1 or more
   */
  public Duration before(int failures, RandomGenerator random) {
    int doublings = Math.min(failures - 1, 30);
    long ms = Math.min(longest.toMillis(), first.toMillis() << doublings);
    if (ms < first.toMillis()) {
      ms = longest.toMillis(); // the shift ran over
    }
    return Duration.ofMillis(ms / 2 + random.nextLong(ms / 2 + 1));
  }
}
