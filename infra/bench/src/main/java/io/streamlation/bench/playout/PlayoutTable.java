package io.streamlation.bench.playout;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was found, in words. */
final class PlayoutTable {
  private final List<Serving> serving = new ArrayList<>();
  private final List<String> others = new ArrayList<>();
  private boolean whole = true;

  /** One kind of request, of one server. */
  record Reading(double perSecond, long p50Us, long p99Us, double serverCores, double clientCores) {
    double cpuUs() {
      return serverCores * 1e6 / perSecond;
    }
  }

  record Serving(String what, Reading ours, Reading nginx) {
    /** How many times as many nginx answers. */
    double ratio() {
      return nginx.perSecond() / ours.perSecond();
    }
  }

  void add(Serving row) {
    serving.add(row);
  }

  /** Something was asked for and not got. */
  void miss(String what) {
    whole = false;
    others.add("MISSED: " + what);
  }

  boolean isWhole() {
    return whole;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!serving.isEmpty()) {
      lines.add(
          "| asked for | control-api /s | p50 | p99 | processor | nginx /s | p50 | p99 | processor"
              + " | nginx ÷ control-api | the client beside nginx |");
      lines.add("|---|---|---|---|---|---|---|---|---|---|---|");
    }
    for (Serving row : serving) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %.1f | %.0f %% of a core |",
              row.what(),
              cells(row.ours()),
              cells(row.nginx()),
              row.ratio(),
              100 * row.nginx().clientCores()));
    }
    lines.addAll(others);
    return lines;
  }

  private static String cells(Reading of) {
    return String.format(
        Locale.ROOT,
        "%.0f | %.1f ms | %.1f ms | %.0f µs each",
        of.perSecond(),
        of.p50Us() / 1e3,
        of.p99Us() / 1e3,
        of.cpuUs());
  }
}
