package io.streamlation.control.session;

/** Text that looks as it is: nothing in it is invisible and changes how the rest is seen. */
public final class PlainText {
  private PlainText() {}

  /** Controls, line separators, halves of surrogate pairs, and what turns the writing direction. */
  public static boolean isNot(String text) {
    return text.codePoints()
        .anyMatch(
            c ->
                Character.isISOControl(c)
                    || (c >= 0xd800 && c <= 0xdfff)
                    || c == 0x2028
                    || c == 0x2029
                    || (c >= 0x202a && c <= 0x202e)
                    || (c >= 0x2066 && c <= 0x2069)
                    || c == 0xfeff);
  }
}
