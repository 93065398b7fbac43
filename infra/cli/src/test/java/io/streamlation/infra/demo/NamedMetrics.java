package io.streamlation.infra.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics that the dashboard and the alerts ask for. */
final class NamedMetrics {
  private static final Pattern NAME = Pattern.compile("\\b(?:streamlation|flink|jvm)_\\w+");

  /** They have labels, and come into being with the first trouble of their kind. */
  private static final Set<String> ONLY_IN_TROUBLE =
      Set.of(
          "streamlation_ingest_gap_seconds_total",
          "streamlation_ingest_retries_total",
          "streamlation_records_unreadable_total");

  private NamedMetrics() {}

  /** Those of them that none of the pages of a healthy stack shows. */
  static Set<String> missingFrom(Path root, List<String> pages) throws IOException {
    Set<String> missing = new TreeSet<>();
    for (String file : List.of("infra/grafana/streamlation.json", "infra/prometheus/alerts.yml")) {
      Matcher names = NAME.matcher(Files.readString(root.resolve(file)));
      while (names.find()) {
        missing.add(names.group());
      }
    }
    missing.removeAll(ONLY_IN_TROUBLE);
    missing.removeIf(
        name -> {
          Pattern sample = Pattern.compile("(?m)^" + name + "[ {]");
          return pages.stream().anyMatch(page -> sample.matcher(page).find());
        });
    return missing;
  }
}
