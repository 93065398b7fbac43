package io.streamlation.control.captions;

import java.util.Locale;
import java.util.stream.Collectors;

/** What IMSC1 and EBU-TT-D have in common: both are TTML1 with times of the media. */
final class TimedText {
  /** Names of the two styles that each file's head defines. */
  static final String LEFT_TO_RIGHT = "ltr";

  static final String RIGHT_TO_LEFT = "rtl";

  private static final char REPLACEMENT = '\uFFFD';

  private TimedText() {}

  /**
   * The attributes of a cue's paragraph. It says its language where that is not the file's, as of a
   * caption that could not be translated.
   */
  static String attributes(Cue cue, long number, Exported about) {
    String language =
        cue.language().equals(about.usualLanguage())
            ? ""
            : " xml:lang=\"" + escaped(cue.language()) + "\"";
    return "xml:id=\"cue-%d\"%s region=\"bottom\" style=\"%s\" begin=\"%s\" end=\"%s\""
        .formatted(
            number,
            language,
            TextDirection.isRightToLeft(cue.language()) ? RIGHT_TO_LEFT : LEFT_TO_RIGHT,
            CueTimes.of(cue.startMs(), '.'),
            CueTimes.of(CueTimes.shownUntilMs(cue), '.'));
  }

  /**
   * The lines as laid out.
   *
   * @param lineBreak the element that stands between two of them
   */
  static String lines(Cue cue, String lineBreak) {
    return cue.shown().stream().map(TimedText::escaped).collect(Collectors.joining(lineBreak));
  }

  /** Good in text and in attributes; what XML cannot carry at all is shown as unreadable. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        default -> {
          if (Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            escaped.append(c).append(text.charAt(++i));
          } else {
            escaped.append(isXml(c) ? c : REPLACEMENT);
          }
        }
      }
    }
    return escaped.toString();
  }

  private static boolean isXml(char c) {
    return (c >= ' ' || c == '\t' || c == '\n' || c == '\r')
        && !Character.isSurrogate(c)
        && c < '\uFFFE';
  }

  /** A style for each direction, with what the format adds to both. */
  static String styles(String element, String more) {
    return String.format(
        Locale.ROOT,
        "      <%1$s xml:id=\"%3$s\" tts:direction=\"ltr\" %2$s/>\n"
            + "      <%1$s xml:id=\"%4$s\" tts:direction=\"rtl\" %2$s/>\n",
        element,
        more,
        LEFT_TO_RIGHT,
        RIGHT_TO_LEFT);
  }
}
