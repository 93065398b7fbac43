package io.streamlation.bench.road;

import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Medians over the rounds, side by side. */
final class RoadTable {
  private final List<Integer> sizes;
  private final int rounds;
  private final Map<Road, Map<Integer, List<Channels.Outcome>>> outcomes =
      new EnumMap<>(Road.class);

  RoadTable(List<Integer> sizes, int rounds) {
    this.sizes = List.copyOf(sizes);
    this.rounds = rounds;
  }

  void add(Road road, int size, Channels.Outcome outcome) {
    outcomes
        .computeIfAbsent(road, r -> new LinkedHashMap<>())
        .computeIfAbsent(size, s -> new ArrayList<>())
        .add(outcome);
  }

  /** Nothing lost, nothing doubled, in any round. */
  boolean isWhole() {
    return outcomes.values().stream()
        .flatMap(of -> of.values().stream())
        .flatMap(List::stream)
        .allMatch(o -> o.lost() == 0 && o.doubled() == 0);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Lag from the sending of an utterance's last needed frame to its final, in ms; median of "
            + rounds
            + " rounds.");
    lines.add("");
    lines.add(
        "| Channels | Finals | Bare p50 / p95 / p99 | Ours p50 / p95 / p99 | p99 ours ÷ bare |"
            + " CPU of a core, bare → ours | A channel, ours | Heap held, ours | Resident, ours |"
            + " Sent late p99 | Lost | Doubled |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (int size : sizes) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %d | %.0f | %s | %s | %.2f | %.1f %% → %.1f %% | %.2f %% | %.0f MB | %.0f MB |"
                  + " %.1f ms | %.0f | %.0f |",
              size,
              median(Road.OURS, size, o -> o.lagMicros().getTotalCount()),
              lags(Road.BARE, size),
              lags(Road.OURS, size),
              lag(Road.OURS, size, 99) / lag(Road.BARE, size, 99),
              cpuPercent(Road.BARE, size),
              cpuPercent(Road.OURS, size),
              cpuPercent(Road.OURS, size) / size,
              median(Road.OURS, size, o -> o.heapBytes() / 1e6),
              median(Road.OURS, size, o -> o.residentBytes() / 1e6),
              median(Road.OURS, size, o -> o.lateMicros().getValueAtPercentile(99) / 1000.0),
              worst(size, Channels.Outcome::lost),
              worst(size, Channels.Outcome::doubled)));
    }
    lines.add("");
    lines.add(growth("CPU", size -> cpuPercent(Road.OURS, size), "% of a core"));
    lines.add(growth("heap", size -> median(Road.OURS, size, o -> o.heapBytes() / 1e6), "MB"));
    return lines;
  }

  /** Whether a channel more costs as much at the upper end as in the middle. */
  private String growth(String what, ToDoubleFunction<Integer> of, String unit) {
    if (sizes.size() < 3) {
      return what + ": growth wants three sizes";
    }
    int n = sizes.size();
    double before = slope(of, sizes.get(n - 3), sizes.get(n - 2));
    double after = slope(of, sizes.get(n - 2), sizes.get(n - 1));
    return String.format(
        Locale.ROOT,
        "Growth of %s: a channel more costs %.3f %s from %d to %d, and %.3f from %d to %d: %.2f of"
            + " that.",
        what,
        before,
        unit,
        sizes.get(n - 3),
        sizes.get(n - 2),
        after,
        sizes.get(n - 2),
        sizes.get(n - 1),
        after / before);
  }

  private static double slope(ToDoubleFunction<Integer> of, int from, int to) {
    return (of.applyAsDouble(to) - of.applyAsDouble(from)) / (to - from);
  }

  private String lags(Road road, int size) {
    return String.format(
        Locale.ROOT,
        "%.1f / %.1f / %.1f",
        lag(road, size, 50),
        lag(road, size, 95),
        lag(road, size, 99));
  }

  private double lag(Road road, int size, double percentile) {
    return median(road, size, o -> of(o.lagMicros(), percentile));
  }

  private static double of(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1000.0;
  }

  private double cpuPercent(Road road, int size) {
    return median(road, size, o -> o.cpuShare() * 100);
  }

  private double worst(int size, ToDoubleFunction<Channels.Outcome> figure) {
    return outcomes.values().stream()
        .flatMap(of -> of.get(size).stream())
        .mapToDouble(figure)
        .max()
        .orElseThrow();
  }

  private double median(Road road, int size, ToDoubleFunction<Channels.Outcome> figure) {
    double[] sorted = outcomes.get(road).get(size).stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Every round, not only the medians. */
  String json() {
    List<Map<String, Object>> rows = new ArrayList<>();
    outcomes.forEach(
        (road, bySize) ->
            bySize.forEach(
                (size, all) ->
                    IntStream.range(0, all.size())
                        .forEach(round -> rows.add(row(road, size, round + 1, all.get(round))))));
    return new GsonBuilder().setPrettyPrinting().create().toJson(Map.of("rounds", rows)) + "\n";
  }

  private static Map<String, Object> row(Road road, int size, int round, Channels.Outcome o) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("road", road.toString());
    row.put("channels", size);
    row.put("round", round);
    row.put("finals", o.lagMicros().getTotalCount());
    row.put("p50Ms", of(o.lagMicros(), 50));
    row.put("p95Ms", of(o.lagMicros(), 95));
    row.put("p99Ms", of(o.lagMicros(), 99));
    row.put("maxMs", of(o.lagMicros(), 100));
    row.put("sentLateP99Ms", of(o.lateMicros(), 99));
    row.put("cpuShareOfACore", o.cpuShare());
    row.put("compilerShare", o.compilerShare());
    row.put("heapBytes", o.heapBytes());
    row.put("residentBytes", o.residentBytes());
    row.put("lost", o.lost());
    row.put("doubled", o.doubled());
    return row;
  }
}
