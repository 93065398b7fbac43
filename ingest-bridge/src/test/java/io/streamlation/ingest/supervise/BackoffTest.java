package io.streamlation.ingest.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

  @Test
  void doublesUpToTheLongestAndIsJittered() {
    long[] full = {500, 1000, 2000, 4000, 8000, 10_000, 10_000};
    SplittableRandom random = new SplittableRandom(7);
    for (int failures = 1; failures <= full.length; failures++) {
      for (int i = 0; i < 100; i++) {
        assertThat(backoff.before(failures, random).toMillis())
            .isBetween(full[failures - 1] / 2, full[failures - 1]);
      }
    }
    assertThat(backoff.before(1_000_000, random))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  @Test
  void twoChannelsDoNotComeBackInOneBeat() {
    assertThat(backoff.before(5, new SplittableRandom(1)))
        .isNotEqualTo(backoff.before(5, new SplittableRandom(2)));
  }

  @Test
  void soundGoesOnWhenItsTimeHasCome() {
    Pacer pacer = new Pacer(1_000);
    assertThat(pacer.waitNanos(16_000, Duration.ZERO, 1_000)).isEqualTo(1_000_000_000);
    assertThat(pacer.waitNanos(16_000, Duration.ZERO, 1_500_001_000L)).isEqualTo(500_000_000);
    assertThat(pacer.waitNanos(16_000, Duration.ofSeconds(6), 1_500_001_000L)).isZero();
  }
}
