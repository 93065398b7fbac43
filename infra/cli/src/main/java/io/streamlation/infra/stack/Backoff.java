package io.streamlation.infra.stack;

import java.time.Duration;

/**
 * How long to wait before a dead process is started again: doubling from {@code first} to {@code
 * most}; a process that stayed well for {@code forgivenAfter} begins at {@code first} again.
 */
public record Backoff(Duration first, Duration most, Duration forgivenAfter) {
  public static final Backoff USUAL =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(60));

  /**
   * @param deathsInARow 1 for the first
   */
  public Duration delay(int deathsInARow) {
    long ms = first.toMillis();
    for (int i = 1; i < deathsInARow && ms < most.toMillis(); i++) {
      ms *= 2;
    }
    return Duration.ofMillis(Math.min(ms, most.toMillis()));
  }
}
