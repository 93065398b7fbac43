package io.streamlation.bench.playout;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.bench.playout.PlayoutTable.Frontier;
import io.streamlation.bench.playout.PlayoutTable.Memory;
import io.streamlation.bench.playout.PlayoutTable.Reading;
import io.streamlation.bench.playout.PlayoutTable.Serving;
import io.streamlation.bench.playout.PlayoutTable.Sockets;
import org.junit.jupiter.api.Test;

class PlayoutTableTest {
  private final PlayoutTable table = new PlayoutTable();

  @Test
  void comparesWhatBothServersAnsweredAndWhatItCostThem() {
    table.add(
        new Serving(
            "playlist",
            new Reading(10_000, 2_000, 30_000, .5, .1),
            new Reading(20_000, 1_000, 9_000, .4, .2)));
    assertThat(table.lines())
        .hasSize(3)
        .last()
        .isEqualTo(
            "| playlist | 10000 | 2.0 ms | 30.0 ms | 50 µs each | 20000 | 1.0 ms | 9.0 ms | 20 µs each"
                + " | 2.0 | 2.5 | 10 and 10 µs each |");
    assertThat(table.isWhole()).isTrue();
  }

  @Test
  void tellsWhatOneMoreChannelTakes() {
    table.add(new Frontier(1, 24, 120, 300, 6, .10));
    table.add(new Frontier(51, 1224, 150, 400, 7.5, .60));
    assertThat(table.lines())
        .contains("| 51 × 4 | 1224 | 150 ms | 400 ms | 7.5 s | 60.0 % of a core | 1.18 % |")
        .endsWith("Each channel beyond 1 takes 1.00 % of a core.");
  }

  @Test
  void dividesBySocketsAndHours() {
    table.add(new Sockets(5_000, 50, 74_250, 90, 450, 40_960, .8, .1));
    table.add(new Memory(4, 1_800, 4, 8_000_000, 24_000_000));
    assertThat(table.lines())
        .contains(
            "| 5000 | 50 | 74250 | 90 ms | 450 ms | 40.0 kB | 80 % of a core | 10 % of a core |")
        .contains("| 4 | 1800 × 4 | 2.00 MB | 6.00 MB |");
  }

  @Test
  void everyTableHasAsManyColumnsAsTitles() {
    table.add(new Serving("x", new Reading(1, 1, 1, 1, 1), new Reading(1, 1, 1, 1, 1)));
    table.add(new Frontier(1, 1, 1, 1, 1, 1));
    table.add(new Sockets(1, 1, 1, 1, 1, 1, 1, 1));
    table.add(new Memory(1, 1, 1, 1, 1));
    long[] columns =
        table.lines().stream()
            .filter(line -> !line.isEmpty())
            .mapToLong(line -> line.chars().filter(c -> c == '|').count())
            .toArray();
    assertThat(columns).hasSize(12);
    for (int i = 0; i < columns.length; i += 3) {
      assertThat(columns[i]).isEqualTo(columns[i + 1]).isEqualTo(columns[i + 2]);
    }
  }

  @Test
  void whatWasNotGotSpoilsIt() {
    table.miss("5,000 sockets: one caption is missing");
    assertThat(table.isWhole()).isFalse();
    assertThat(table.lines()).containsExactly("MISSED: 5,000 sockets: one caption is missing");
  }
}
