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
    assertThat(leak.grows()).isTrue();
  }

  @Test
  void holdsNoiseForNoGrowth() {
    assertThat(trend(minute -> 200 + 5 * Math.sin(minute * 2.1)).grows()).isFalse();
    assertThat(trend(minute -> 200).grows()).isFalse();
  }

  @Test
  void holdsWhatShrinksForNoGrowth() {
    assertThat(trend(minute -> 200 - minute).grows()).isFalse();
  }

  @Test
  void leavesALittleMoreThanNoiseAlone() {
    assertThat(trend(minute -> 200 + minute / 60.0).grows()).isFalse();
  }
}
