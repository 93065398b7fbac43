package io.streamlation.bench.playout;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was found, in words. */
final class PlayoutTable {
  private final List<Serving> serving = new ArrayList<>();
  private final List<Frontier> frontiers = new ArrayList<>();
  private final List<Sockets> sockets = new ArrayList<>();
  private final List<Memory> memory = new ArrayList<>();
  private final List<String> missed = new ArrayList<>();

  /** One kind of request, of one server. */
  record Reading(double perSecond, long p50Us, long p99Us, double serverCores, double clientCores) {
    double serverUs() {
      return serverCores * 1e6 / perSecond;
    }

    double clientUs() {
      return clientCores * 1e6 / perSecond;
    }
  }

  record Serving(String what, Reading ours, Reading nginx) {
    /** How many times as many nginx answers. */
    double ratio() {
      return nginx.perSecond() / ours.perSecond();
    }

    /** How many times as much processor we take for one. */
    double processorRatio() {
      return ours.serverUs() / nginx.serverUs();
    }
  }

  /**
   * @param p50Ms from the record that settles an entry to the player that waited for it
   * @param worstLagSeconds the gauge at its highest: how far captions were behind the newest
   *     segment
   */
  record Frontier(
      int channels, long entries, long p50Ms, long p99Ms, double worstLagSeconds, double cores) {}

  /**
   * @param stalled of these, who took nothing
   * @param p50Ms from Kafka to a socket
   */
  record Sockets(
      int count,
      int stalled,
      long captions,
      long p50Ms,
      long p99Ms,
      long heapPerSocket,
      double serverCores,
      double clientCores) {}

  /**
   * @param finals of each channel, in each language
   */
  record Memory(int channelHours, int finals, int languages, long heapBytes, long databaseBytes) {}

  void add(Serving row) {
    serving.add(row);
  }

  void add(Frontier row) {
    frontiers.add(row);
  }

  void add(Sockets row) {
    sockets.add(row);
  }

  void add(Memory row) {
    memory.add(row);
  }

  /** Something was asked for and not got. */
  void miss(String what) {
    missed.add("MISSED: " + what);
  }

  boolean isWhole() {
    return missed.isEmpty();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    serving(lines);
    frontiers(lines);
    sockets(lines);
    memory(lines);
    lines.addAll(missed);
    return lines;
  }

  private void serving(List<String> lines) {
    head(
        lines,
        serving,
        "asked for | control-api /s | p50 | p99 | processor | nginx /s | p50 | p99 | processor"
            + " | nginx ÷ control-api | processor ÷ nginx's | the client");
    for (Serving row : serving) {
      lines.add(
          row(
              "%s | %s | %s | %.1f | %.1f | %.0f and %.0f µs each",
              row.what(),
              cells(row.ours()),
              cells(row.nginx()),
              row.ratio(),
              row.processorRatio(),
              row.ours().clientUs(),
              row.nginx().clientUs()));
    }
  }

  private static String cells(Reading of) {
    return String.format(
        Locale.ROOT,
        "%.0f | %.1f ms | %.1f ms | %.0f µs each",
        of.perSecond(),
        of.p50Us() / 1e3,
        of.p99Us() / 1e3,
        of.serverUs());
  }

  private void frontiers(List<String> lines) {
    head(
        lines,
        frontiers,
        "channels × languages | entries listed | p50 | p99 | frontier behind the edge, at most"
            + " | processor | of it per channel");
    for (Frontier row : frontiers) {
      lines.add(
          row(
              "%d × %d | %d | %d ms | %d ms | %.1f s | %.1f %% of a core | %.2f %%",
              row.channels(),
              FrontierBench.LANGUAGES.size(),
              row.entries(),
              row.p50Ms(),
              row.p99Ms(),
              row.worstLagSeconds(),
              100 * row.cores(),
              100 * row.cores() / row.channels()));
    }
    if (frontiers.size() > 1) {
      Frontier least = frontiers.get(0);
      Frontier most = frontiers.get(frontiers.size() - 1);
      lines.add(
          String.format(
              Locale.ROOT,
              "Each channel beyond %d takes %.2f %% of a core.",
              least.channels(),
              100 * (most.cores() - least.cores()) / (most.channels() - least.channels())));
    }
  }

  private void sockets(List<String> lines) {
    head(
        lines,
        sockets,
        "live sockets | of them stalled | captions | p50 | p99 | heap per socket | processor | the"
            + " client");
    for (Sockets row : sockets) {
      lines.add(
          row(
              "%d | %d | %d | %d ms | %d ms | %.1f kB | %.0f %% of a core | %.0f %% of a core",
              row.count(),
              row.stalled(),
              row.captions(),
              row.p50Ms(),
              row.p99Ms(),
              row.heapPerSocket() / 1024.0,
              100 * row.serverCores(),
              100 * row.clientCores()));
    }
  }

  private void memory(List<String> lines) {
    head(
        lines,
        memory,
        "channel-hours | finals × languages in each | heap of each | database of each");
    for (Memory row : memory) {
      lines.add(
          row(
              "%d | %d × %d | %.2f MB | %.2f MB",
              row.channelHours(),
              row.finals(),
              row.languages(),
              row.heapBytes() / 1e6 / row.channelHours(),
              row.databaseBytes() / 1e6 / row.channelHours()));
    }
  }

  private static void head(List<String> lines, List<?> rows, String titles) {
    if (rows.isEmpty()) {
      return;
    }
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.add("| " + titles + " |");
    lines.add("|" + "---|".repeat(titles.split(" \\| ").length));
  }

  private static String row(String format, Object... cells) {
    return "| " + String.format(Locale.ROOT, format, cells) + " |";
  }
}
