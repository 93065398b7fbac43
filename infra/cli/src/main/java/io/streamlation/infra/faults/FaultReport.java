package io.streamlation.infra.faults;

import io.streamlation.contracts.AudioFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The account of one run.
 *
 * @param wrong what is not as it should be and belongs to no strike
 * @param measures of the run as a whole
 */
public record FaultReport(long seed, List<Row> rows, List<String> wrong, List<String> measures) {

  /** One line of the table, what was read meanwhile, and what was wrong. */
  public record Row(String cells, List<String> told, List<String> complaints) {
    static Row of(Strike s) {
      String recovered =
          s.recoveredMs().isPresent()
              ? String.format(Locale.ROOT, "%.1f s", s.recoveredMs().getAsLong() / 1e3)
              : "> " + s.fault().limit().toSeconds() + " s";
      return new Row(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %s | %s | %s | %d | %d | %d | %d | %s |",
              s.fault().name(),
              s.round(),
              s.channel().isEmpty() ? "all" : s.channel(),
              recovered,
              s.gapMs() == 0 ? "none" : "%.1f s".formatted(s.gapMs() / 1e3),
              s.otherSoundFrames() == 0
                  ? "the same"
                  : "%.1f s otherwise".formatted(s.otherSoundFrames() * AudioFormat.FRAME_MS / 1e3),
              s.lost(),
              s.doubled(),
              s.other(),
              s.moved(),
              s.isGood() ? "good" : "**BAD**"),
          s.told(),
          s.complaints());
    }
  }

  public boolean isGood() {
    return wrong.isEmpty() && rows.stream().allMatch(r -> r.complaints().isEmpty());
  }

  public List<String> table() {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "| Fault | Round | Channel | Recovered in | Gap | Sound | Lost | Doubled | Other | Moved | Verdict |",
                "|---|---|---|---|---|---|---|---|---|---|---|"));
    rows.forEach(r -> lines.add(r.cells()));
    return lines;
  }

  /** Markdown: the table, what was wrong, and what an operator read. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(List.of("# Faults, seed " + seed, ""));
    lines.addAll(table());
    lines.add("");
    measures.forEach(m -> lines.add("- " + m));
    wrong.forEach(w -> lines.add("- **BAD** " + w));
    for (Row row : rows) {
      lines.add("");
      lines.add("## " + row.cells().replaceAll("^\\| | \\|$", "").replace(" | ", " · "));
      lines.add("");
      row.complaints().forEach(c -> lines.add("- **BAD** " + c));
      row.told().forEach(t -> lines.add("    " + t));
    }
    return lines;
  }
}
