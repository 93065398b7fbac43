package io.streamlation.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.bench.bridge.ProcessTree;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestTableTest {
  private static IngestTable.Row row(int channels, double ours, double least, double gaps) {
    return new IngestTable.Row(
        "hls", channels, ours, .5 * ours, 100 << 20, 50 << 20, 12, 34, 1, least, gaps);
  }

  @Test
  void saysWhatAChannelCostsBesideItsPeer() {
    IngestTable table = new IngestTable();
    table.add(row(10, .2, 1, 0));
    assertThat(table.lines())
        .contains(
            "| hls | 10 | 2.00 | 1.00 | 2.00 | 10.0 | 5.0 | 12 ms | 34 ms | 1.00 s | 1.00 s |");
  }

  @Test
  void comparesWithNoPeersThatEnded() {
    IngestTable table = new IngestTable();
    table.add(new IngestTable.Row("dash", 1, .1, Double.NaN, 10 << 20, 0, 12, 34, 1, 1, 0));
    assertThat(table.lines())
        .contains("| dash | 1 | 10.00 | ended | – | 10.0 | – | 12 ms | 34 ms | 1.00 s | 1.00 s |");
  }

  @Test
  void saysWhatOneChannelMoreCosts() {
    IngestTable table = new IngestTable();
    table.add(row(1, .1, 1, 0));
    table.add(row(11, .2, 1, 0));
    List<String> lines = table.lines();
    assertThat(lines.get(lines.size() - 1))
        .startsWith("hls, from 1 to 11: a channel more costs the bridge 1.00 % of a core");
  }

  @Test
  void isNotWholeWhereAChannelGotNoSoundOrAGap() {
    IngestTable starved = new IngestTable();
    starved.add(row(10, .2, .5, 0));
    assertThat(starved.isWhole()).isFalse();
    IngestTable torn = new IngestTable();
    torn.add(row(10, .2, 1, 2));
    assertThat(torn.isWhole()).isFalse();
  }

  @Test
  void knowsWhatThisVeryProcessHasUsed() {
    ProcessTree.Use use = ProcessTree.of(List.of(ProcessHandle.current()));
    assertThat(use.cpuNanos()).isPositive();
    assertThat(use.pssBytes()).isGreaterThan(10 << 20);
  }
}
