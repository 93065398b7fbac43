package io.streamlation.control.playout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {
  @ParameterizedTest
  @CsvSource({
    "6, 6000, 0, 8000", // 18 - 6 - 3 - 1
    "6, 3000, 0, 11000",
    "4, 4000, 0, 5000",
    "2, 2000, 0, 2000",
    "1, 2500, 0, 0",
    "2, 2000, 4000, 6000",
    "1, 1000, 3000, 3500"
  })
  void leavesWhatThePlayersHoldBackIsGoodFor(
      long target, long segmentMs, long delayMs, long leftMs) {
    Budget budget = new Budget(Duration.ofSeconds(target), Duration.ofMillis(delayMs));
    assertThat(budget.left(Duration.ofMillis(segmentMs)).toMillis()).isEqualTo(leftMs);
  }
}
