package io.streamlation.flink.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScreenLinesTest {
  private final ScreenLines screen = new ScreenLines(42, 2);

  @Test
  void leavesAShortLineAlone() {
    assertThat(screen.lay(" we will be back ", "en")).containsExactly("we will be back");
  }

  @Test
  void evensTwoLinesOut() {
    assertThat(screen.lay("thousands of people marched in the streets of Madrid on Friday", "en"))
        .containsExactly("thousands of people marched", "in the streets of Madrid on Friday");
  }

  @Test
  void breaksAfterPunctuationRatherThanInTheMiddle() {
    assertThat(screen.lay("He came back in the evening, and nobody was there", "en"))
        .containsExactly("He came back in the evening,", "and nobody was there");
  }

  @Test
  void doesNotPartAnArticleFromItsNoun() {
    assertThat(screen.lay("we were told about it all by the minister of transport", "en").get(0))
        .doesNotEndWith(" the")
        .doesNotEndWith(" by");
  }

  @Test
  void laysTextWithoutBlanks() {
    String text = "今日は東京で雨が降っていますが明日は晴れるでしょうと気象庁が発表しました。";
    assertThat(String.join("", screen.lay(text, "ja"))).isEqualTo(text);
    assertThat(screen.lay(text, "ja"))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(30));
  }

  @Test
  void breaksAWordThatIsLongerThanALine() {
    assertThat(screen.lay("x".repeat(100), "en"))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(42));
  }

  @Test
  void doesNotFitThreeLinesIntoTwo() {
    assertThat(screen.fits("word ".repeat(20), "en")).isFalse();
    assertThat(screen.fits("word ".repeat(16), "en")).isTrue();
  }
}
