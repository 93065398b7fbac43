package io.streamlation.bench.peer;

import java.io.IOException;

/** A signal that Java itself cannot send. */
public final class Signal {
  private Signal() {}

  /**
   * @param name without {@code SIG}
   */
  public static void send(ProcessHandle to, String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(to.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException("no SIG" + name + " to process " + to.pid());
    }
  }
}
