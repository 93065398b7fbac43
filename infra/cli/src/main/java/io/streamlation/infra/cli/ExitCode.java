package io.streamlation.infra.cli;

/** What a program that calls {@code ./streamlation} may rely on. */
final class ExitCode {
  /** Done, and what was checked holds. */
  static final int OK = 0;

  /** Done, and what was checked does not hold: a ledger that does not balance, a damaged pack. */
  static final int CHECK_FAILED = 1;

  /** The command line or the settings cannot be meant. */
  static final int USAGE = 2;

  /** The stack does not run, or does not answer. */
  static final int NOT_RUNNING = 3;

  /**
   * The stack cannot be started: a port is taken, a program is missing, a process never came up.
   */
  static final int CANNOT_START = 4;

  /** The API refused the request; its problem is printed. */
  static final int REFUSED = 5;

  /** Something broke that should not. */
  static final int BROKEN = 70;

  /** Ctrl-C. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  static final String[] TABLE = {
    "  0:Done, and what was checked holds.",
    "  1:What was checked does not hold (ledger, pack, demo's report, a test).",
    "  2:The command line or the settings cannot be meant.",
    "  3:The stack does not run, or does not answer.",
    "  4:The stack cannot be started: a taken port, a missing program, a process that never came up.",
    "  5:The API refused the request; its problem is printed.",
    " 70:Something broke that should not; please report it.",
    "130:Ctrl-C.",
  };
}
