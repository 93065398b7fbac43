package io.streamlation.flink.room;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import io.streamlation.contracts.v1.CaptionLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Lays text on a screen: lines of at most so many characters, broken after punctuation rather than
 * anywhere, never between an article or preposition and its noun if it can be helped, and of even
 * length.
 */
public final class ScreenLines implements Serializable {
  private static final long serialVersionUID = 1;

  /** Characters of a line in scripts whose characters are wide. */
  private static final int WIDE_CHARS_PER_LINE = 30;

  public static final int FEWEST_CHARS = 8;
  private static final int MOST_CHARS = 200;
  private static final int MOST_LINES = 10;

  private static final Set<String> WIDE = Set.of("zh", "ja", "ko");
  private static final Set<String> WITHOUT_BLANKS = Set.of("zh", "ja", "th", "lo", "km", "my");

  /** What leans on the word after it. */
  private static final Set<String> LEANING =
      Set.of(
          "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or",
          "un", "una", "el", "la", "los", "las", "de", "del", "en", "al", "por", "para", "con", "y",
          "o", "le", "les", "des", "du", "et", "der", "die", "das", "ein", "eine", "und");

  /** What a break after such a word costs, in characters of unevenness. */
  private static final int LEANING_COST = 20;

  private static final int PUNCTUATION_GAIN = 12;

  /**
   * Stands before the lines of who did not speak before: what subtitles have for it in most
   * countries, in every font. No line breaks behind it.
   */
  private static final String OTHER_SPEAKER = "-\u00A0";

  private final int charsPerLine;
  private final int lines;

  public ScreenLines(int charsPerLine, int lines) {
    this.charsPerLine = charsPerLine;
    this.lines = lines;
  }

  /**
   * What a session's plan asks for: zero leaves a figure as it is, and what no screen can show is
   * taken as the nearest that one can.
   */
  public ScreenLines under(CaptionLayout asked) {
    return asked.getMaxCharsPerLine() == 0 && asked.getMaxLines() == 0
        ? this
        : new ScreenLines(
            asked.getMaxCharsPerLine() == 0
                ? charsPerLine
                : Math.max(FEWEST_CHARS, Math.min(MOST_CHARS, asked.getMaxCharsPerLine())),
            asked.getMaxLines() == 0
                ? lines
                : Math.max(1, Math.min(MOST_LINES, asked.getMaxLines())));
  }

  public int charsPerLine(String language) {
    return WIDE.contains(base(language))
        ? Math.min(charsPerLine, WIDE_CHARS_PER_LINE)
        : charsPerLine;
  }

  /** Whether the text needs no more lines than a caption has. */
  public boolean fits(String text, String language) {
    return lay(text, language).size() <= lines;
  }

  /** The text as it is laid out. */
  public static String spoken(String text, boolean byOther) {
    return byOther ? OTHER_SPEAKER + text : text;
  }

  /** As many lines as the text needs, which may be more than a caption has. */
  public List<String> lay(String text, String language) {
    int width = charsPerLine(language);
    String rest = text.strip();
    List<String> laid = new ArrayList<>();
    while (rest.length() > width) {
      int at = bestBreak(rest, language, width);
      laid.add(rest.substring(0, at).strip());
      rest = rest.substring(at).strip();
    }
    if (!rest.isEmpty()) {
      laid.add(rest);
    }
    return List.copyOf(laid);
  }

  private static int bestBreak(String text, String language, int width) {
    BreakIterator breaks = BreakIterator.getLineInstance(ULocale.forLanguageTag(language));
    breaks.setText(text);
    int best = -1;
    int lowest = Integer.MAX_VALUE;
    for (int at = breaks.next(); at != BreakIterator.DONE; at = breaks.next()) {
      String line = text.substring(0, at).strip();
      if (line.length() > width || at == text.length()) {
        break;
      }
      int left = text.length() - at;
      // While one more line will do, both should be even; otherwise this one should be full.
      int uneven = left <= width ? Math.abs(line.length() - left) : 2 * (width - line.length());
      int needsThird = left > width ? 4 * width : 0;
      int cost = uneven + needsThird + breakCost(line);
      if (cost <= lowest) {
        lowest = cost;
        best = at;
      }
    }
    return best > 0 ? best : Character.isHighSurrogate(text.charAt(width - 1)) ? width - 1 : width;
  }

  /**
   * How bad it is to break after this: low after punctuation, high after what leans on the next.
   */
  public static int breakCost(String before) {
    String word = before.substring(before.lastIndexOf(' ') + 1);
    if (endsClause(word)) {
      return -PUNCTUATION_GAIN;
    }
    return LEANING.contains(word.toLowerCase(Locale.ROOT)) ? LEANING_COST : 0;
  }

  public static boolean endsClause(String word) {
    return !word.isEmpty() && ",;:.!?…–—、。，；：！？".indexOf(word.charAt(word.length() - 1)) >= 0;
  }

  /** What stands between two words of this language. */
  public static String blank(String language) {
    return WITHOUT_BLANKS.contains(base(language)) ? "" : " ";
  }

  /** {@code es} of {@code es-419}. */
  public static String base(String language) {
    int dash = language.indexOf('-');
    return (dash < 0 ? language : language.substring(0, dash)).toLowerCase(Locale.ROOT);
  }
}
