package io.streamlation.flink.engine.piper;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The sequence of ids that a voice is asked for: begin, pad, symbol, pad, symbol, …, pad, end. */
final class Phonemes {
  private static final String BEGIN = "^";
  private static final String END = "$";
  private static final String PAD = "_";
  private static final String BETWEEN_CLAUSES = ", ";
  private static final String SENTENCE_ENDS = ".?!";

  /** eSpeak's mark that a word is said as in another language: {@code (en)}. */
  private static final Pattern LANGUAGE_MARK = Pattern.compile("\\([a-z-]+\\)");

  private Phonemes() {}

  /**
   * @param ipa as eSpeak gives it: a clause a line, without punctuation
   * @param text what was said; its last mark goes back to the end, where voices hear it
   */
  static String symbols(String ipa, String text) {
    String clauses =
        ipa.lines()
            .map(line -> LANGUAGE_MARK.matcher(line).replaceAll("").strip())
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining(BETWEEN_CLAUSES));
    String last = text.isEmpty() ? "" : text.substring(text.length() - 1);
    String end = !last.isEmpty() && SENTENCE_ENDS.contains(last) ? last : ".";
    return Normalizer.normalize(clauses + end, Normalizer.Form.NFD);
  }

  /** Symbols that the voice does not know are left out. */
  static long[] ids(String symbols, Map<String, List<Long>> known) {
    List<Long> ids = new ArrayList<>(known.get(BEGIN));
    List<Long> pad = known.get(PAD);
    ids.addAll(pad);
    symbols
        .codePoints()
        .mapToObj(Character::toString)
        .filter(symbol -> known.containsKey(symbol))
        .forEach(
            symbol -> {
              ids.addAll(known.get(symbol));
              ids.addAll(pad);
            });
    ids.addAll(known.get(END));
    return ids.stream().mapToLong(Long::longValue).toArray();
  }
}
