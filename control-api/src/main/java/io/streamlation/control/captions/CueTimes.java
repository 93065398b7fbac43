package io.streamlation.control.captions;

import java.util.Locale;

/** Times as subtitle files write them. */
final class CueTimes {
  private CueTimes() {}

  /** {@code 01:02:03,456} */
  static String of(long ms, char separator) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d%c%03d",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1_000 % 60,
        separator,
        ms % 1_000);
  }

  /** {@code 00:00:01.000 --> 00:00:02.000} */
  static String line(Cue cue, char separator) {
    return of(cue.startMs(), separator) + " --> " + of(shownUntilMs(cue), separator);
  }

  /** A cue without length is shown for a moment. */
  static long shownUntilMs(Cue cue) {
    return Math.max(cue.endMs(), cue.startMs() + 1);
  }
}
