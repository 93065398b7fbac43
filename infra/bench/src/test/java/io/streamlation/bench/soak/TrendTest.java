package io.streamlation.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrendTest {
  private static final int MINUTES = 60;

  private static Trend trend(IntToDoubleFunction value) {
    return Trend.of(
        LongStream.range(0, MINUTES).map(m -> m * 60_000).toArray(),
        IntStream.range(0, MINUTES).mapToDouble(value).toArray());
  }

  @Test
  void seesALeakThroughNoise() {
    Trend leak = trend(minute -> 200 + minute / 60.0 * 10 + 3 * Math.sin(minute * 2.1));
    assertThat(leak.perHour()).isCloseTo(10, offset(1.0));
    assertThat(leak.grows(0)).isTrue();
  }

  @Test
  void holdsNoiseForNoGrowth() {
    assertThat(trend(minute -> 200 + 5 * Math.sin(minute * 2.1)).grows(0)).isFalse();
    assertThat(trend(minute -> 200).grows(0)).isFalse();
  }

  @Test
  void holdsWhatShrinksForNoGrowth() {
    assertThat(trend(minute -> 200 - minute).grows(0)).isFalse();
  }

  @Test
  void leavesWhatOneThreadExplainsAlone() {
    Trend buffers = trend(minute -> 1.3 + minute / 60.0 * .05);
    assertThat(buffers.grows(0)).isTrue();
    assertThat(buffers.grows(1)).isFalse();
  }

  @Test
  void leavesALittleMoreThanNoiseAlone() {
    assertThat(trend(minute -> 200 + minute / 60.0).grows(0)).isFalse();
  }
}
