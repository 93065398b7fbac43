package io.streamlation.infra.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** For a condition, with a limit. */
final class Waiting {
  private Waiting() {}

  static Duration until(Duration limit, Supplier<String> what, BooleanSupplier condition) {
    long began = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - began > limit.toNanos()) {
        assertThat(condition.getAsBoolean())
            .as("waited %s in vain until %s", limit, what.get())
            .isTrue();
      }
      LockSupport.parkNanos(100_000_000);
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
