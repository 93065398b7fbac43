package io.streamlation.bulletin.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BulletinComposerTest {
  private static List<NewsItem> items(long seed, int count) {
    BulletinComposer composer = new BulletinComposer(seed);
    return Stream.generate(composer::next).limit(count).toList();
  }

  private static List<String> sentences(List<NewsItem> items) {
    return items.stream()
        .flatMap(item -> item.lines().stream())
        .map(line -> line.sentence().english())
        .toList();
  }

  @Test
  void composesTheSameFromTheSameSeed() {
    assertThat(items(42, 50)).isEqualTo(items(42, 50));
    assertThat(items(42, 50)).isNotEqualTo(items(43, 50));
  }

  @Test
  void beginsWithAGreeting() {
    assertThat(sentences(items(3, 1)).get(0)).matches("good .* and welcome to the news from .*");
  }

  @Test
  void saysMostlyWhatThePacksNeverHeard() {
    List<String> said = sentences(items(9, 300));
    long heldOut = said.stream().filter(sentence -> !TrainingSet.contains(sentence)).count();
    assertThat(heldOut / (double) said.size()).isBetween(0.87, 0.96);
  }

  @Test
  void doesNotRepeatItselfSoon() {
    List<String> said = sentences(items(5, 200));
    for (int i = 0; i + 20 < said.size(); i++) {
      Set<String> lately = new HashSet<>(said.subList(i, i + 20));
      assertThat(lately).hasSize(20);
    }
  }

  @Test
  void usesEveryKindOfSentenceManyReadersAndAllInterludes() {
    List<NewsItem> items = items(1, 400);
    assertThat(sentences(items).stream().flatMap(s -> GrammarReader.kindOf(s).stream()).distinct())
        .hasSizeGreaterThanOrEqualTo(15);
    assertThat(items.stream().map(item -> item.delivery().voice()).distinct())
        .hasSizeGreaterThan(20);
    assertThat(items.stream().map(item -> item.before().kind()).distinct())
        .containsExactlyInAnyOrder(Interlude.Kind.values());
    assertThat(items.subList(1, items.size()))
        .allSatisfy(item -> assertThat(item.lines()).hasSizeBetween(2, 4));
  }
}
