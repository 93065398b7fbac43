package io.streamlation.infra.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. It is ended with us and never outlives its limit. */
public final class ShortCommand {
  private ShortCommand() {}

  /**
   * @param output stdout and stderr together
   */
  public record Outcome(int exitCode, String output) {
    public boolean ok() {
      return exitCode == 0;
    }
  }

  /** Runs it with {@code input} on stdin. A missing program is exit code 127. */
  public static Outcome run(Duration limit, String input, List<String> command)
      throws InterruptedException {
    List<String> wrapped = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
    wrapped.addAll(command);
    Process process;
    try {
      process = new ProcessBuilder(wrapped).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      return new Outcome(127, String.valueOf(e.getMessage()));
    }
    CompletableFuture<String> output =
        CompletableFuture.supplyAsync(() -> readAll(process.getInputStream()));
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Outcome(124, command.get(0) + " took longer than " + limit.toSeconds() + " s");
      }
      return new Outcome(process.exitValue(), output.join());
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs it without input for at most ten seconds. */
  public static Outcome run(String... command) throws InterruptedException {
    return run(Duration.ofSeconds(10), "", List.of(command));
  }

  /**
   * @throws StackTrouble with what the program said, when it fails
   */
  public static void must(Duration limit, String input, List<String> command)
      throws InterruptedException {
    Outcome outcome = run(limit, input, command);
    if (!outcome.ok()) {
      throw new StackTrouble(
          String.join(" ", command)
              + " ended with exit code "
              + outcome.exitCode()
              + ": "
              + outcome.output().strip());
    }
  }

  private static String readAll(InputStream in) {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // ended while it spoke
    }
  }
}
