package io.streamlation.bench.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Protocol by fault, as Markdown. */
final class FaultTable {
  private static final int LONGEST_WORDS = 110;

  private FaultTable() {}

  static List<String> lines(List<Cell> cells) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| Protocol | Fault | What was done | Said after | The bridge's words | On air again after |"
            + " Missing, declared | by the clock | Unaccounted | |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|");
    for (Cell cell : cells) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %s | %.1f s | %.1f s | %d ms | %s |",
              cell.protocol(),
              cell.fault(),
              cell.done(),
              seconds(cell.saidAfterMs()),
              words(cell),
              seconds(cell.backAfterMs()),
              cell.declaredSeconds(),
              cell.byClockSeconds(),
              cell.unaccountedMs(),
              cell.isGood() ? "good" : "BAD: " + String.join("; ", cell.complaints())));
    }
    return lines;
  }

  private static String seconds(OptionalLong ms) {
    return ms.isEmpty() ? "–" : String.format(Locale.ROOT, "%.1f s", ms.getAsLong() / 1000.0);
  }

  private static String words(Cell cell) {
    return cell.said()
        .map(
            event -> {
              String message = event.getMessage().replace('|', '/');
              return "`"
                  + event.getCode()
                  + "` "
                  + (message.length() > LONGEST_WORDS
                      ? message.substring(0, LONGEST_WORDS) + " …"
                      : message);
            })
        .orElse("–");
  }
}
