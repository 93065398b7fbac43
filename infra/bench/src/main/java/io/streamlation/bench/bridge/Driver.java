package io.streamlation.bench.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What every driver does around its work: what it cannot do is refused in words (exit code 2), what
 * came of it is printed and written where the command wished, and the exit code says whether it
 * holds.
 */
public final class Driver {
  private Driver() {}

  /** What it is for. */
  public interface Work {
    Outcome run(Told told) throws Exception;
  }

  /**
   * @param lines for a reader
   * @param report for the file
   * @param holds what was checked
   */
  public record Outcome(List<String> lines, String report, boolean holds) {
    public Outcome(List<String> lines, boolean holds) {
      this(lines, String.join("\n", lines) + "\n", holds);
    }
  }

  /** Does not return. */
  public static void main(String[] arguments, Work work) throws Exception {
    Told told = new Told(arguments);
    Outcome outcome;
    try {
      outcome = work.run(told);
    } catch (IllegalStateException e) {
      System.err.println("streamlation: " + e.getMessage());
      System.exit(2);
      return;
    }
    System.out.println();
    outcome.lines().forEach(System.out::println);
    if (told.has("report")) {
      write(told.path("report"), outcome.report());
    }
    System.exit(outcome.holds() ? 0 : 1);
  }

  private static void write(Path file, String report) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, report);
    System.out.println("report  " + file);
  }
}
