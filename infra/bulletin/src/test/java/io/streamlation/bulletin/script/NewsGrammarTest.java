package io.streamlation.bulletin.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The golden pairs were written by the training recipe's own grammar. */
class NewsGrammarTest {
  private record Golden(String english, String spanish, boolean heldOut) {}

  private static List<Golden> golden() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                NewsGrammarTest.class.getResourceAsStream("/golden/news-pairs.tsv"),
                StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t"))
          .map(cells -> new Golden(cells[0], cells[1], cells[2].equals("held-out")))
          .toList();
    }
  }

  @Test
  void meansTheSameAsTheTrainingRecipe() throws IOException {
    for (Golden pair : golden()) {
      assertThat(GrammarReader.translate(pair.english())).contains(pair.spanish());
    }
  }

  @Test
  void theGoldenPairsKnowEveryKindOfSentence() throws IOException {
    Set<Integer> kinds = new TreeSet<>();
    for (Golden pair : golden()) {
      GrammarReader.kindOf(pair.english()).ifPresent(kinds::add);
    }
    assertThat(kinds)
        .containsExactlyElementsOf(
            IntStream.range(0, NewsGrammar.TEMPLATES.size()).boxed().toList());
  }

  @Test
  void saysOnlyWhatItCanTranslate() {
    Dice dice = new Dice(1);
    for (int i = 0; i < 2_000; i++) {
      SentencePair said = NewsGrammar.news(dice);
      assertThat(GrammarReader.translate(said.english())).isEqualTo(Optional.of(said.spanish()));
    }
  }

  @Test
  void holdsBackTheSentencesThatTheTrainingHeldBack() throws IOException {
    List<Golden> pairs = golden();
    assertThat(pairs).extracting(Golden::heldOut).contains(true, false);
    for (Golden pair : pairs) {
      assertThat(TrainingSet.contains(pair.english())).isEqualTo(!pair.heldOut());
    }
  }
}
