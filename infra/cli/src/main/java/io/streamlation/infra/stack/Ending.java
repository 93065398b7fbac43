package io.streamlation.infra.stack;

import java.util.Map;

/** What an exit code says, in words. */
final class Ending {
  private static final int SIGNALLED = 128;
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          1, "hang-up",
          2, "Ctrl-C",
          6, "it gave up on itself: abort",
          7, "bus error: a file it had mapped could not be read or written, is the disk full?",
          9, "kill -9, or the kernel when memory ran out",
          11, "segmentation fault: native code failed",
          15, "asked to end");

  private Ending() {}

  /** As the end of a sentence that begins with the name of a process. */
  static String inWords(int exitCode) {
    int signal = exitCode - SIGNALLED;
    if (signal <= 0) {
      return "ended with exit code " + exitCode;
    }
    String known = SIGNALS.get(signal);
    return "was ended by signal " + signal + (known == null ? "" : " (" + known + ")");
  }
}
