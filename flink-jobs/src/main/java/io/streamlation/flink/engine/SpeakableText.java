package io.streamlation.flink.engine;

/**
 * A line as voices get it: what has no sound is taken out, so that nothing in it can be an
 * instruction to an engine or make it speak of what nobody sees.
 */
public final class SpeakableText {
  /** A caption has some 84; a minute of speech about a thousand. */
  public static final int MOST_CHARACTERS = 2_000;

  private SpeakableText() {}

  /**
   * Control characters, marks of direction and halves of surrogate pairs become spaces; spaces run
   * together.
   */
  public static String of(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (isMute(point)) {
        gap = clean.length() > 0;
      } else {
        if (gap) {
          clean.append(' ');
          gap = false;
        }
        clean.appendCodePoint(point);
      }
    }
    return clean.toString();
  }

  private static boolean isMute(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      // Joiners shape words in Persian and the Indian scripts; other marks of format have no sound.
      case Character.FORMAT -> point != 0x200C && point != 0x200D;
      default -> false;
    };
  }

  /** Whether anything of it has a name or a sound. */
  public static boolean saysSomething(String clean) {
    return clean.codePoints().anyMatch(Character::isLetterOrDigit);
  }
}
