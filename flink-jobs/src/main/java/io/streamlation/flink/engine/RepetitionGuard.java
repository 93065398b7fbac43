package io.streamlation.flink.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Models that lose the thread say the same again and again. Knows three shapes of that: one word
 * eight times; a phrase three times over twelve words or more; a phrase three times that is most of
 * what was said.
 */
public final class RepetitionGuard {
  private static final int WORD_TIMES = 8;
  private static final int PHRASE_TIMES = 3;
  private static final int PHRASE_SPAN_WORDS = 12;
  private static final double MOST = 0.55;
  private static final int FEW_WORDS = 6;

  private RepetitionGuard() {}

  /** What is wrong with it, if anything. */
  public static Optional<String> complaint(List<String> spoken) {
    List<String> words = spoken.stream().map(RepetitionGuard::bare).toList();
    for (int length = 1; length * PHRASE_TIMES <= words.size(); length++) {
      for (int from = 0; from + length * PHRASE_TIMES <= words.size(); from++) {
        int times = times(words, from, length);
        int span = times * length;
        boolean endless =
            (length == 1 && times >= WORD_TIMES)
                || (length > 1 && times >= PHRASE_TIMES && span >= PHRASE_SPAN_WORDS)
                || (times >= PHRASE_TIMES
                    && words.size() >= FEW_WORDS
                    && span >= MOST * words.size());
        if (endless) {
          return Optional.of(
              "'%s' %d times in a row"
                  .formatted(String.join(" ", words.subList(from, from + length)), times));
        }
      }
    }
    return Optional.empty();
  }

  private static int times(List<String> words, int from, int length) {
    List<String> phrase = words.subList(from, from + length);
    int times = 1;
    int next = from + length;
    while (next + length <= words.size() && words.subList(next, next + length).equals(phrase)) {
      times++;
      next += length;
    }
    return times;
  }

  private static String bare(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
