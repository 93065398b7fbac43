package io.streamlation.infra.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ErasureTest {
  private final Erasure erasure = new Erasure();

  @Test
  void whatOnlyGrowsErasesNothing() {
    erasure.shown("u", 0, 1, "Good");
    erasure.shown("u", 0, 2, "Good morning");
    erasure.shown("u", 0, 3, "Good morning everybody");

    assertThat(erasure.ratio()).isZero();
  }

  @Test
  void countsTheWordsAfterTheCommonBeginning() {
    erasure.shown("u", 0, 1, "the price of rice");
    erasure.shown("u", 0, 2, "the prize of rice rose");

    assertThat(erasure.ratio()).isCloseTo(3 / 5.0, within(1e-9));
  }

  @Test
  void movingWordsIntoTheNextCaptionErasesNothing() {
    erasure.shown("u", 0, 1, "It rains. The river");
    erasure.shown("u", 0, 2, "It rains.");
    erasure.shown("u", 1, 2, "The river rises.");

    assertThat(erasure.ratio()).isZero();
  }

  @Test
  void aCaptionTakenOffTheScreenIsErased() {
    erasure.shown("u", 0, 1, "one two");
    erasure.shown("u", 1, 1, "three four");
    erasure.shown("u", 0, 2, "one two");
    erasure.shown("u", 1, 2, "");

    assertThat(erasure.ratio()).isCloseTo(2 / 2.0, within(1e-9));
  }

  @Test
  void anOlderTextThatComesLateChangesNothing() {
    erasure.shown("u", 0, 2, "one two");
    erasure.shown("u", 0, 1, "other");

    assertThat(erasure.ratio()).isZero();
  }

  @Test
  void theSameFinalTwiceErasesNothing() {
    erasure.shown("u", 0, 2, "one two");
    erasure.shown("u", 0, 2, "one two");

    assertThat(erasure.ratio()).isZero();
  }
}
