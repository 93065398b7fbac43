package io.streamlation.bulletin.score;

import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes words comparable, after Whisper's text normalisers.
 *
 * <p>English, in this order: lower case; {@code [brackets]}, {@code (parentheses)} and {@code
 * <tags>} go with what is in them; hesitations (hmm, mm, mhm, uh, um) go; contractions are spelt
 * out (won't → will not, 's → is); accents go; everything that is not a letter or a digit parts
 * words (o'clock → o clock, twenty-two → twenty two). Unlike Whisper's, numbers stay as they are
 * written, words or digits, and British spelling stays: the bulletin has one way for either.
 *
 * <p>Spanish: lower case and the same parting of words; accents are kept, for they are right or
 * wrong.
 */
final class TextNormaliser {
  private static final Pattern ASIDE = Pattern.compile("\\[[^\\]]*]|\\([^)]*\\)|<[^>]*>");
  private static final Pattern HESITATION = Pattern.compile("\\b(hmm|mm|mhm|mmm|uh|um)\\b");
  private static final Pattern ACCENT = Pattern.compile("\\p{M}");
  private static final Pattern NEITHER_LETTER_NOR_DIGIT = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Map<Pattern, String> CONTRACTIONS = new LinkedHashMap<>();

  static {
    CONTRACTIONS.put(Pattern.compile("\\bwon't\\b"), "will not");
    CONTRACTIONS.put(Pattern.compile("\\bcan't\\b"), "can not");
    CONTRACTIONS.put(Pattern.compile("\\blet's\\b"), "let us");
    CONTRACTIONS.put(Pattern.compile("n't\\b"), " not");
    CONTRACTIONS.put(Pattern.compile("'re\\b"), " are");
    CONTRACTIONS.put(Pattern.compile("'s\\b"), " is");
    CONTRACTIONS.put(Pattern.compile("'d\\b"), " would");
    CONTRACTIONS.put(Pattern.compile("'ll\\b"), " will");
    CONTRACTIONS.put(Pattern.compile("'ve\\b"), " have");
    CONTRACTIONS.put(Pattern.compile("'m\\b"), " am");
  }

  private TextNormaliser() {}

  static List<String> english(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replace('’', '\'');
    plain = ASIDE.matcher(plain).replaceAll(" ");
    plain = HESITATION.matcher(plain).replaceAll(" ");
    for (Map.Entry<Pattern, String> contraction : CONTRACTIONS.entrySet()) {
      plain = contraction.getKey().matcher(plain).replaceAll(contraction.getValue());
    }
    return words(ACCENT.matcher(Normalizer.normalize(plain, Normalizer.Form.NFD)).replaceAll(""));
  }

  static List<String> spanish(String text) {
    return words(Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFC));
  }

  private static List<String> words(String text) {
    return NEITHER_LETTER_NOR_DIGIT.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }
}
