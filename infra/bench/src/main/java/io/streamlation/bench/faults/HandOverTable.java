package io.streamlation.bench.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Protocol by what was done to its bridge, as Markdown. */
final class HandOverTable {
  private HandOverTable() {}

  static List<String> lines(List<HandOverCell> cells) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| Protocol | Its bridge is | Heard from another after | Longest silence | Epochs |"
            + " Missing, no bridge there | declared in all | by the clock | Skipped | Stale frames |"
            + " Unaccounted | |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|");
    for (HandOverCell cell : cells) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %.1f s | %d | %.1f s | %.1f s | %.1f s | %d ms | %d | %d ms | %s |",
              cell.protocol(),
              cell.deed(),
              cell.heardAfterMs().isEmpty()
                  ? "–"
                  : String.format(Locale.ROOT, "%.1f s", cell.heardAfterMs().getAsLong() / 1000.0),
              cell.silentMs() / 1000.0,
              cell.epochs(),
              cell.awaySeconds(),
              cell.declaredSeconds(),
              cell.byClockSeconds(),
              cell.skippedMs(),
              cell.staleFrames(),
              cell.unaccountedMs(),
              cell.isGood() ? "good" : "BAD: " + String.join("; ", cell.complaints())));
    }
    return lines;
  }
}
