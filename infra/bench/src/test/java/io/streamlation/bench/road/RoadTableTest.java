package io.streamlation.bench.road;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RoadTableTest {
  @Test
  void comparesTheMediansOfBothRoads() {
    RoadTable table = new RoadTable(List.of(1, 10, 50), 3);
    for (int size : List.of(1, 10, 50)) {
      for (int round = 1; round <= 3; round++) {
        table.add(Road.BARE, size, outcome(10 * round, .01 * size, 0));
        table.add(Road.OURS, size, outcome(13 * round, .02 * size, 0));
      }
    }
    assertThat(table.lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("| 50 |")
                    .contains("20.0 / 20.0 / 20.0 | 26.0 / 26.0 / 26.0 | 1.30")
                    .contains("50.0 % → 100.0 % | 2.00 %"))
        .anySatisfy(line -> assertThat(line).startsWith("Growth of CPU").endsWith("1.00 of that."));
    assertThat(table.isWhole()).isTrue();
  }

  @Test
  void oneLostFinalInOneRoundSpoilsIt() {
    RoadTable table = new RoadTable(List.of(1), 2);
    for (Road road : Road.values()) {
      table.add(road, 1, outcome(10, .1, 0));
      table.add(road, 1, outcome(10, .1, road == Road.OURS ? 1 : 0));
    }
    assertThat(table.isWhole()).isFalse();
    assertThat(table.lines()).anyMatch(line -> line.endsWith("| 1 | 0 |"));
  }

  private static Channels.Outcome outcome(int lagMs, double cpuShare, int lost) {
    Histogram lag = new Histogram(5);
    lag.recordValue(lagMs * 1000L);
    return new Channels.Outcome(
        lag, new Histogram(3), lost, 0, cpuShare, 0, 100_000_000, 300_000_000);
  }
}
