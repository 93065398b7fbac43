package io.streamlation.bulletin.script;

import io.streamlation.bulletin.script.NewsGrammar.Phrase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads the grammar backwards: which kind a sentence is of, and what it therefore means. */
final class GrammarReader {
  private GrammarReader() {}

  static Optional<Integer> kindOf(String english) {
    return IntStream.range(0, NewsGrammar.TEMPLATES.size())
        .boxed()
        .filter(kind -> translate(NewsGrammar.TEMPLATES.get(kind), english).isPresent())
        .findFirst();
  }

  static Optional<String> translate(String english) {
    return kindOf(english).flatMap(kind -> translate(NewsGrammar.TEMPLATES.get(kind), english));
  }

  private static Optional<String> translate(NewsGrammar.Template template, String english) {
    List<String> slots = new ArrayList<>();
    String pattern =
        NewsGrammar.SLOT
            .matcher(template.english())
            .replaceAll(
                slot -> {
                  slots.add(slot.group(1));
                  return "("
                      + phrases(slot.group(1)).stream()
                          .map(Phrase::english)
                          .collect(Collectors.joining("|"))
                      + ")";
                });
    Matcher filled = Pattern.compile(pattern).matcher(english);
    if (!filled.matches()) {
      return Optional.empty();
    }
    Map<String, String> spanish = new HashMap<>();
    for (int i = 0; i < slots.size(); i++) {
      String said = filled.group(i + 1);
      String slot = slots.get(i);
      phrases(slot).stream()
          .filter(phrase -> phrase.english().equals(said))
          .findFirst()
          .ifPresent(phrase -> spanish.put(slot, phrase.spanish()));
    }
    return Optional.of(
        NewsGrammar.SLOT
            .matcher(template.spanish())
            .replaceAll(slot -> spanish.get(slot.group(1))));
  }

  private static List<Phrase> phrases(String slot) {
    List<Phrase> words = NewsGrammar.WORDS.get(slot);
    return words != null
        ? words
        : IntStream.range(0, 100)
            .mapToObj(n -> new Phrase(NumberWords.english(n), NumberWords.spanish(n)))
            .toList();
  }
}
