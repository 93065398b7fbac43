package io.streamlation.ingest.address;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Some ports, as an operator writes them: {@code 80,443,9000-9999}. */
public record Ports(List<Range> ranges) {
  private static final int HIGHEST = 65_535;

  public Ports {
    ranges = List.copyOf(ranges);
  }

  /** From this port to that, both included. */
  public record Range(int from, int to) {
    @Override
    public String toString() {
      return from == to ? Integer.toString(from) : from + "-" + to;
    }
  }

  public static Ports of(Collection<Integer> ports) {
    return new Ports(new TreeSet<>(ports).stream().map(p -> new Range(p, p)).toList());
  }

  /**
   * @throws IllegalArgumentException if that is not what it is
   */
  public static Ports parse(String text) {
    List<Range> ranges = new ArrayList<>();
    for (String part : text.split(",")) {
      String range = part.strip();
      if (!range.matches("\\d{1,5}(-\\d{1,5})?")) {
        throw new IllegalArgumentException("\"" + range + "\" is no port and no range of ports");
      }
      int dash = range.indexOf('-');
      int from = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int to = dash < 0 ? from : Integer.parseInt(range.substring(dash + 1));
      if (from < 1 || to > HIGHEST || from > to) {
        throw new IllegalArgumentException("\"" + range + "\" is not between 1 and " + HIGHEST);
      }
      ranges.add(new Range(from, to));
    }
    return new Ports(ranges);
  }

  boolean contains(int port) {
    return ranges.stream().anyMatch(r -> r.from <= port && port <= r.to);
  }

  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
