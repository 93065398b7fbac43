package io.streamlation.ingest.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program and what it needs to begin.
 *
 * @param file where it lies
 * @param reads the program and the folders of its libraries: all that it finds of the disk
 * @param environment all that it finds in its environment
 */
public record ChildProgram(Path file, List<Path> reads, Map<String, String> environment) {
  private static final Pattern LIBRARY = Pattern.compile("(?:.*=> )?(/\\S+) \\(0x[0-9a-f]+\\)");
  private static final long LOOK_LIMIT_SECONDS = 10;

  public ChildProgram {
    reads = List.copyOf(reads);
    environment = Map.copyOf(environment);
  }

  /** Asks the machine's loader where the libraries of a program of ours lie. */
  public static ChildProgram of(Path file, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(file.toString()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("LD_TRACE_LOADED_OBJECTS", "1"); // it lists them and runs nothing
    Process loader = builder.start();
    TreeSet<Path> reads = new TreeSet<>();
    reads.add(file.toAbsolutePath());
    try {
      String said = new String(loader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!loader.waitFor(LOOK_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(file + " does not say which libraries it needs");
      }
      for (String line : said.lines().toList()) {
        Matcher m = LIBRARY.matcher(line.strip());
        if (m.matches()) {
          reads.add(Path.of(m.group(1)).getParent());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("nobody waits for the libraries of " + file + " any more", e);
    } finally {
      loader.destroyForcibly();
    }
    return new ChildProgram(file, List.copyOf(reads), new TreeMap<>(environment));
  }

  /** Also finds these folders or files. */
  public ChildProgram reading(List<Path> more) {
    TreeSet<Path> all = new TreeSet<>(reads);
    all.addAll(more);
    return new ChildProgram(file, List.copyOf(all), environment);
  }
}
