package io.streamlation.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A line for each reading, and what the lines say together. */
final class SoakTable {
  static final String HEAD =
      "| minute | bridge MiB | children MiB | children | heap MiB | direct MiB | threads | files |"
          + " channels heard | to Kafka p50 | p99 | gaps |";

  private final int channels;
  private final List<Reading> readings = new ArrayList<>();

  SoakTable(int channels) {
    this.channels = channels;
  }

  static List<String> head() {
    return List.of(HEAD, "|---".repeat(12) + "|");
  }

  String add(Reading r) {
    readings.add(r);
    return String.format(
        Locale.ROOT,
        "| %.1f | %.1f | %.1f | %d | %.1f | %.2f | %.0f | %.0f | %d | %d ms | %d ms | %.1f s |",
        (r.atMs() - readings.get(0).atMs()) / 60_000.0,
        r.bridgeMib(),
        r.childrenMib(),
        r.children(),
        r.heapMib(),
        r.directMib(),
        r.threads(),
        r.files(),
        r.onAir(),
        r.lagP50Ms(),
        r.lagP99Ms(),
        r.gapSeconds());
  }

  /** The first quarter is warming up: the compiler, and buffers that find their size. */
  private List<Reading> judged() {
    return readings.subList(readings.size() / 4, readings.size());
  }

  private Trend trend(Reading.Series series) {
    return Trend.of(
        judged().stream().mapToLong(Reading::atMs).toArray(),
        judged().stream().mapToDouble(series.value()).toArray());
  }

  List<String> verdict() {
    List<String> lines = new ArrayList<>();
    lines.add("| after warming up | mean | an hour | within | |");
    lines.add("|---|---|---|---|---|");
    for (Reading.Series series : Reading.MUST_NOT_GROW) {
      Trend trend = trend(series);
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %.1f %s | %+.2f | ±%.2f | %s |",
              series.name(),
              trend.mean(),
              series.unit(),
              trend.perHour(),
              trend.marginPerHour(),
              trend.grows(series.toleratedPerHour()) ? "GROWS" : "does not grow"));
    }
    long starved = judged().stream().filter(r -> r.onAir() < channels).count();
    lines.add(
        starved == 0
            ? "All " + channels + " channels were heard in every reading."
            : starved + " readings heard fewer than " + channels + " channels.");
    return lines;
  }

  boolean isGood() {
    return Reading.MUST_NOT_GROW.stream()
            .noneMatch(series -> trend(series).grows(series.toleratedPerHour()))
        && judged().stream().allMatch(r -> r.onAir() == channels);
  }
}
