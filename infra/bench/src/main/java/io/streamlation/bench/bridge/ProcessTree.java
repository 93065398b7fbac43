package io.streamlation.bench.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process and all it started have used, as Linux tells it. */
public final class ProcessTree {
  private static final long TICK_NANOS = 10_000_000; // USER_HZ is 100 wherever Java runs on Linux
  private static final int UTIME = 11; // of what stands behind the name: proc_pid_stat(5)
  private static final int CSTIME = 14;

  private ProcessTree() {}

  /**
   * Used so far.
   *
   * @param pssBytes shared pages counted in parts
   */
  public record Use(long cpuNanos, long pssBytes) {
    Use plus(Use that) {
      return new Use(cpuNanos + that.cpuNanos, pssBytes + that.pssBytes);
    }
  }

  public static Use of(List<ProcessHandle> roots) {
    return roots.stream()
        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
        .map(ProcessTree::ofOne)
        .reduce(new Use(0, 0), Use::plus);
  }

  /** One that has ended meanwhile counts with its parent, which has waited for it. */
  private static Use ofOne(ProcessHandle process) {
    Path folder = Path.of("/proc", Long.toString(process.pid()));
    try {
      String stat = Files.readString(folder.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = 0;
      for (int i = UTIME; i <= CSTIME; i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return new Use(ticks * TICK_NANOS, pss(folder));
    } catch (IOException e) {
      return new Use(0, 0);
    }
  }

  private static long pss(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("smaps_rollup")).stream()
        .filter(line -> line.startsWith("Pss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }
}
