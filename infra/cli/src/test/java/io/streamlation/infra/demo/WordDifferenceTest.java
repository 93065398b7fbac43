package io.streamlation.infra.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordDifferenceTest {
  @Test
  void nothingDiffersInTheSameWords() {
    assertThat(WordDifference.between("one two\nthree", " one two three "))
        .isEqualTo(new WordDifference(3, 0, java.util.List.of()));
  }

  @Test
  void namesEachPlaceInOrder() {
    WordDifference difference = WordDifference.between("a b c d e g", "a x c e g f");

    assertThat(difference.edits()).isEqualTo(3);
    assertThat(difference.places()).containsExactly("b → x", "d → nothing", "nothing → f");
  }

  @Test
  void onlySpeechIsComparedWithoutCapitalsAndPunctuation() {
    assertThat(WordDifference.ofSpeech("Don’t ask, Sir!", "don't ask sir").edits()).isZero();
    assertThat(WordDifference.between("Sir", "sir").edits()).isEqualTo(1);
  }

  @Test
  void theRateIsOfTheWordsSaid() {
    assertThat(WordDifference.between("a b c d", "a b c").rate()).isEqualTo(.25);
    assertThat(WordDifference.between("", "a").rate()).isZero();
    assertThat(WordDifference.between("a b", "").places())
        .containsExactly("a → nothing", "b → nothing");
  }
}
