package io.streamlation.bench.playout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is alive in another Java process. */
final class Heap {
  private static final Pattern USED =
      Pattern.compile("(?m)^\\s*(?:def new|tenured) generation\\s.*?used (\\d+)K");

  private Heap() {}

  /** In bytes, of its serial collector's two generations. */
  static long afterCollection(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    return used(jcmd(pid, "GC.heap_info"));
  }

  static long used(String heapInfo) {
    Matcher generation = USED.matcher(heapInfo);
    long kilobytes = 0;
    int found = 0;
    while (generation.find()) {
      kilobytes += Long.parseLong(generation.group(1));
      found++;
    }
    if (found != 2) {
      throw new IllegalStateException("jcmd told no two generations: " + heapInfo);
    }
    return kilobytes * 1024;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("jcmd %d %s: %s".formatted(pid, command, said));
    }
    return said;
  }
}
