package io.streamlation.bench.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was found, as a table and as JSON. */
final class IngestTable {
  private static final double MIB = 1 << 20;

  private final List<Row> rows = new ArrayList<>();

  /**
   * One protocol with so many channels.
   *
   * @param ours processor of the bridge and its children, as a share of one core
   * @param peers the same of as many {@code ffmpeg} programs; not a number if they ended
   * @param soundShare seconds of sound that arrived for each second and channel
   * @param leastSoundShare the same of the channel that got least
   */
  record Row(
      String protocol,
      int channels,
      double ours,
      double peers,
      long oursBytes,
      long peersBytes,
      long ageP50Ms,
      long ageP99Ms,
      double soundShare,
      double leastSoundShare,
      double gapSeconds) {

    boolean hasPeers() {
      return !Double.isNaN(peers);
    }

    double ratio() {
      return ours / peers;
    }
  }

  void add(Row row) {
    rows.add(row);
  }

  /** Every channel of every row got its sound. */
  boolean isWhole() {
    return rows.stream().allMatch(r -> r.leastSoundShare() > .8 && r.gapSeconds() == 0);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| protocol | channels | bridge, % of a core/channel | ffmpeg | ratio | bridge MiB/channel | ffmpeg |"
            + " to Kafka p50 | p99 | sound/s | least |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|---|");
    for (Row r : rows) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %.2f | %s | %s | %.1f | %s | %d ms | %d ms | %.2f s | %.2f s |",
              r.protocol(),
              r.channels(),
              100 * r.ours() / r.channels(),
              r.hasPeers() ? figure(2, 100 * r.peers() / r.channels()) : "ended",
              r.hasPeers() ? figure(2, r.ratio()) : "–",
              r.oursBytes() / MIB / r.channels(),
              r.hasPeers() ? figure(1, r.peersBytes() / MIB / r.channels()) : "–",
              r.ageP50Ms(),
              r.ageP99Ms(),
              r.soundShare(),
              r.leastSoundShare()));
    }
    growth().forEach(lines::add);
    return lines;
  }

  private static String figure(int places, double value) {
    return String.format(Locale.ROOT, "%." + places + "f", value);
  }

  /** What one more channel costs between two sizes: linear if it is the same everywhere. */
  private List<String> growth() {
    List<String> lines = new ArrayList<>();
    for (int i = 1; i < rows.size(); i++) {
      Row from = rows.get(i - 1);
      Row to = rows.get(i);
      if (from.protocol().equals(to.protocol()) && from.hasPeers() && to.hasPeers()) {
        int more = to.channels() - from.channels();
        lines.add(
            String.format(
                Locale.ROOT,
                "%s, from %d to %d: a channel more costs the bridge %.2f %% of a core and %.1f MiB;"
                    + " ffmpeg %.2f %% and %.1f MiB",
                to.protocol(),
                from.channels(),
                to.channels(),
                100 * (to.ours() - from.ours()) / more,
                (to.oursBytes() - from.oursBytes()) / MIB / more,
                100 * (to.peers() - from.peers()) / more,
                (to.peersBytes() - from.peersBytes()) / MIB / more));
      }
    }
    return lines;
  }
}
