package io.streamlation.control.captions;

import java.util.Locale;
import java.util.Set;

/** Which way a language is written. */
public final class TextDirection {
  private static final Set<String> SCRIPTS =
      Set.of("Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa");

  /** Those written in one of these scripts unless their tag names another. */
  private static final Set<String> LANGUAGES =
      Set.of(
          "ar", "arc", "azb", "bal", "ckb", "dv", "fa", "glk", "he", "iw", "ji", "ks", "lrc", "mzn",
          "nqo", "pnb", "prs", "ps", "sd", "skr", "syr", "ug", "ur", "yi");

  private TextDirection() {}

  /**
   * Of a BCP-47 tag; what is not known is written from left to right.
   *
   * @param language {@code ar}, {@code az-Arab}, {@code sd-Deva-IN}
   */
  public static boolean isRightToLeft(String language) {
    Locale locale = Locale.forLanguageTag(language);
    return locale.getScript().isEmpty()
        ? LANGUAGES.contains(locale.getLanguage())
        : SCRIPTS.contains(locale.getScript());
  }
}
