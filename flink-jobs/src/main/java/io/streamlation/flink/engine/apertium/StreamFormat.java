package io.streamlation.flink.engine.apertium;

import java.util.regex.Pattern;

/** Text as Apertium's programs pass it on. */
final class StreamFormat {
  /** What no stage translates, so that a whole answer ends with it. */
  static final String END = "[]\n";

  /** Its own de-formatter, too, ends a text with a full stop that is not part of it. */
  private static final String STOP = ".";

  private static final Pattern SPECIAL = Pattern.compile("[\\\\^$/<>{}\\[\\]@]");
  private static final Pattern ESCAPED = Pattern.compile("\\\\(.)", Pattern.DOTALL);
  private static final Pattern NOT_TEXT = Pattern.compile("[\\p{Cntrl}\\s]+");

  private StreamFormat() {}

  static String write(String text) {
    String plain = NOT_TEXT.matcher(text).replaceAll(" ").strip();
    return SPECIAL.matcher(plain).replaceAll("\\\\$0") + STOP + END;
  }

  /**
   * @param stream ends with {@link #END}; the full stop before it is ours, unless a rule swallowed
   *     it
   */
  static String read(String stream) {
    String text = stream.substring(0, stream.length() - END.length()).strip();
    if (text.endsWith(STOP)) {
      text = text.substring(0, text.length() - STOP.length());
    }
    return NOT_TEXT.matcher(ESCAPED.matcher(text).replaceAll("$1")).replaceAll(" ").strip();
  }
}
