package io.streamlation.infra.terminal;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Where commands speak. On a terminal a last line may be provisional and is overwritten; elsewhere
 * only whole lines are printed.
 */
public final class Terminal {
  private static final String START_OF_CLEARED_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean live;
  private final int columns;
  private String provisional = "";

  public Terminal(PrintStream out, boolean live, int columns) {
    this.out = out;
    this.live = live;
    this.columns = Math.max(40, columns);
  }

  /** As the start script found it. */
  public static Terminal ofThisProcess() {
    return new Terminal(
        System.out,
        Boolean.getBoolean("streamlation.tty"),
        Integer.getInteger("streamlation.columns", 100));
  }

  /** Whether lines can be overwritten. */
  public boolean isLive() {
    return live;
  }

  public int columns() {
    return columns;
  }

  public synchronized void line(String text) {
    if (live && !provisional.isEmpty()) {
      out.print(START_OF_CLEARED_LINE);
      out.println(text);
      out.print(provisional);
      out.flush();
    } else {
      out.println(text);
    }
  }

  /** Shows a line that the next one replaces; empty takes it away. Does nothing off a terminal. */
  public synchronized void provisional(String text) {
    if (!live) {
      return;
    }
    provisional = text.length() > columns - 1 ? text.substring(0, columns - 2) + "…" : text;
    out.print(START_OF_CLEARED_LINE + provisional);
    out.flush();
  }

  public String dim(String text) {
    return live ? "\u001b[2m" + text + "\u001b[22m" : text;
  }

  public String bold(String text) {
    return live ? "\u001b[1m" + text + "\u001b[22m" : text;
  }

  /** {@code 0.4 s}, {@code 12.3 s}, {@code 3 min 04 s}. */
  public static String seconds(Duration d) {
    return d.toMinutes() > 0
        ? "%d min %02d s".formatted(d.toMinutes(), d.toSecondsPart())
        : "%.1f s".formatted(d.toMillis() / 1000.0);
  }
}
