package io.streamlation.bench.soak;

import io.streamlation.bench.bridge.BridgeProcess;
import io.streamlation.bench.bridge.Ear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** One look at the bridge. */
record Reading(
    long atMs,
    double bridgeMib,
    double childrenMib,
    long children,
    double heapMib,
    double directMib,
    double threads,
    double files,
    long onAir,
    long lagP50Ms,
    long lagP99Ms,
    double gapSeconds) {

  private static final double MIB = 1 << 20;
  private static final double KIB_PER_MIB = 1024;

  /**
   * What must not grow.
   *
   * @param toleratedPerHour so much is no growth, however little there is of it: a thread's buffers
   * @param value where it stands
   */
  record Series(
      String name, String unit, double toleratedPerHour, ToDoubleFunction<Reading> value) {}

  private static Series memory(String name, ToDoubleFunction<Reading> value) {
    return new Series(name, "MiB", 1, value);
  }

  static final List<Series> MUST_NOT_GROW =
      List.of(
          memory("bridge, resident", Reading::bridgeMib),
          memory("its children, resident", Reading::childrenMib),
          memory("heap after a collection", Reading::heapMib),
          memory("direct memory", Reading::directMib),
          new Series("threads", "", 0, Reading::threads),
          new Series("file handles", "", 0, Reading::files));

  /** Collects garbage first: what is left on the heap is in use. */
  static Reading of(BridgeProcess bridge, Ear.Heard heard, long atMs)
      throws IOException, InterruptedException {
    ProcessHandle process = bridge.handle();
    collect(process);
    Map<String, Double> metrics = bridge.metrics();
    List<ProcessHandle> children = process.descendants().toList();
    return new Reading(
        atMs,
        resident(process),
        children.stream().mapToDouble(Reading::resident).sum(),
        children.size(),
        metrics.get("jvm_memory_used_bytes{area=\"heap\"}") / MIB,
        metrics.get("jvm_buffer_pool_used_bytes{pool=\"direct\"}") / MIB,
        Double.parseDouble(status(process, "Threads:")),
        open(process),
        heard.soundSamples().size(),
        heard.ageMs().getValueAtPercentile(50),
        heard.ageMs().getValueAtPercentile(99),
        heard.gapSeconds());
  }

  private static void collect(ProcessHandle process) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    int code =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (code != 0) {
      throw new IllegalStateException("the bridge does not answer jcmd: it has ended or hangs");
    }
  }

  /** Nothing of a child that has ended meanwhile. */
  private static double resident(ProcessHandle process) {
    try {
      return Double.parseDouble(status(process, "VmRSS:")) / KIB_PER_MIB;
    } catch (IOException | IllegalStateException e) {
      return 0;
    }
  }

  private static String status(ProcessHandle process, String key) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.replaceAll("\\D", ""))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + key + " of " + process.pid()));
  }

  private static long open(ProcessHandle process) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
      return files.count();
    }
  }
}
