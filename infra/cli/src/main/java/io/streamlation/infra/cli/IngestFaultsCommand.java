package io.streamlation.infra.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "ingest",
    description =
        "Strikes at those who send, by every protocol: nobody there, stalled, frozen, lost, killed,"
            + " ended, on a line that loses packets. For each: how long until the bridge said so and"
            + " in which words, until sound was on air again, and what is missing. With --hand-over"
            + " at bridges instead. A broker and bridges of its own, no stack. Exit code 0 only if"
            + " all was said, or heard from another bridge, within 10 s and every ledger adds up.",
    mixinStandardHelpOptions = true)
final class IngestFaultsCommand implements Callable<Integer> {
  private static final Set<String> PROTOCOLS =
      Set.of("hls", "dash", "rtmp", "srt", "rtsp", "http-audio", "file");

  @Option(
      names = "--protocols",
      paramLabel = "NAME,…",
      split = ",",
      defaultValue = "hls,dash,rtmp,srt,rtsp,http-audio,file",
      description = "Default: ${DEFAULT-VALUE}.")
  List<String> protocols;

  @Option(
      names = "--hand-over",
      description =
          "Three bridges share a session of each protocol (files excepted): one is killed, drained,"
              + " stands still and comes back, all are replaced in turn.")
  boolean handOver;

  @Option(names = "--report", paramLabel = "FILE", description = "The table, in a file too.")
  Path report;

  @Override
  public Integer call() throws Exception {
    if (!PROTOCOLS.containsAll(protocols)) {
      System.err.println("streamlation: --protocols knows " + PROTOCOLS);
      return ExitCode.USAGE;
    }
    Map<String, String> told = new LinkedHashMap<>();
    List<String> chosen = new ArrayList<>(protocols);
    if (handOver) {
      chosen.remove("file"); // it would be over before
    }
    told.put("protocols", String.join(",", chosen));
    return handOver
        ? new BenchDriver("hand-over")
            .run("io.streamlation.bench.faults.HandOverFaults", told, report)
        : new BenchDriver("faults-ingest")
            .run("io.streamlation.bench.faults.IngestFaults", told, report);
  }
}
