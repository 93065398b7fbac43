package io.streamlation.ingest.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockDriftTest {
  private static final long BEGAN_MS = 1_795_000_000_000L;
  private final ClockDrift drift = new ClockDrift();
  private long wallMs = BEGAN_MS;
  private long arrivedMs;

  /** What a source brings whose clock is so much too fast. */
  private void bring(Duration length, long pieceMs, double ppm, int jitterMs) {
    Random random = new Random(11);
    long endMs = wallMs + length.toMillis();
    for (; wallMs < endMs; wallMs += pieceMs) {
      double mediaMs = (wallMs - BEGAN_MS) * (1 + ppm / 1e6);
      long late = jitterMs == 0 ? 0 : random.nextInt(jitterMs);
      arrivedMs = Math.max(arrivedMs, wallMs + late); // nothing overtakes
      drift.observe(Math.round(mediaMs * 16), arrivedMs);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "250, 0, 20, 1", // a line over a quiet network
    "250, 100, 300, 10", // and over another
    "250, 300, -150, 10", // a slow clock
    "6000, 2000, 400, 120", // segments, found by looking every two seconds
    "6000, 2000, 0, 120",
  })
  void isFoundWithinAnHour(long pieceMs, int jitterMs, double ppm, double withinPpm) {
    bring(Duration.ofMinutes(61), pieceMs, ppm, jitterMs);
    ClockDrift.Estimate found = drift.estimate().orElseThrow();
    assertThat(found.ppm()).isCloseTo(ppm, offset(withinPpm));
    assertThat(found.uncertaintyPpm()).isLessThan(withinPpm * 1.5);
  }

  @Test
  void saysNothingBeforeItCanKnow() {
    bring(Duration.ofMinutes(9), 250, 300, 0);
    assertThat(drift.estimate()).isEmpty();
  }

  @Test
  void tenTroubledMinutesDoNotMisleadIt() {
    bring(Duration.ofMinutes(40), 250, 50, 40);
    bring(Duration.ofMinutes(10), 250, 50, 4_000);
    bring(Duration.ofMinutes(10), 250, 50, 40);
    assertThat(drift.estimate().orElseThrow().ppm()).isCloseTo(50, offset(15.0));
  }

  @Test
  void whatWasBeforeABreakIsForgotten() {
    bring(Duration.ofMinutes(30), 250, 900, 10);
    drift.begin();
    assertThat(drift.estimate()).isEmpty();
    bring(Duration.ofMinutes(15), 250, 0, 10);
    assertThat(drift.estimate().orElseThrow().ppm()).isCloseTo(0, offset(20.0));
  }

  @Test
  void remembersAnHourAndNoMore() {
    bring(Duration.ofMinutes(70), 250, 0, 10);
    long turnedMs = wallMs;
    // From here on 200 ppm, without a step.
    for (; wallMs < turnedMs + Duration.ofMinutes(62).toMillis(); wallMs += 250) {
      double mediaMs = (turnedMs - BEGAN_MS) + (wallMs - turnedMs) * (1 + 200 / 1e6);
      drift.observe(Math.round(mediaMs * 16), wallMs);
    }
    assertThat(drift.estimate().orElseThrow().ppm()).isCloseTo(200, offset(5.0));
  }
}
