package io.streamlation.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A line between a peer and the bridge that loses, delays and jitters packets. */
public final class BadLine implements AutoCloseable {
  private static final String PYTHON = "/usr/bin/python3";

  /** 198.18.0.0/15 is for measurements (RFC 2544): nobody else lives there. */
  private static final String NETWORK = "198.18." + ProcessHandle.current().pid() % 250 + ".";

  private final Process process;

  /**
   * What it does to each packet, either way.
   *
   * @param jitterMs at most so much more or less than the delay
   */
  public record Figures(double lossPercent, int delayMs, int jitterMs) {
    @Override
    public String toString() {
      String loss = String.format(Locale.ROOT, "%.0f %% of packets lost", lossPercent);
      return delayMs == 0
          ? loss
          : loss + ", " + delayMs + (jitterMs == 0 ? "" : " ± " + jitterMs) + " ms late";
    }
  }

  private BadLine(Process process) {
    this.process = process;
  }

  public static Place at(int port) {
    return new Place(NETWORK + "1", port, NETWORK + "2");
  }

  /** Empty where this machine has no such line: it needs root and {@code /dev/net/tun}. */
  public static Optional<BadLine> begin(Path folder, Map<Integer, Figures> ofPorts)
      throws IOException {
    Path script = folder.resolve("bad-line.py");
    Files.createDirectories(folder);
    try (InputStream packed = BadLine.class.getResourceAsStream("bad-line.py")) {
      Files.write(script, packed.readAllBytes());
    }
    List<String> command =
        new ArrayList<>(List.of(PYTHON, script.toString(), NETWORK + "1", NETWORK + "2"));
    ofPorts.forEach(
        (port, figures) ->
            command.add(
                port
                    + "="
                    + figures.lossPercent()
                    + ","
                    + figures.delayMs()
                    + ","
                    + figures.jitterMs()));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("bad-line.log").toFile()).start();
    return "on".equals(process.inputReader().readLine())
        ? Optional.of(new BadLine(process))
        : Optional.empty();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
