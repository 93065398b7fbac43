package io.streamlation.bulletin.score;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextNormaliserTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "The temperature, in London: is TWELVE degrees. | the temperature in london is twelve degrees",
        "at four o'clock | at four o clock",
        "twenty-two   points | twenty two points",
        "[music] good (coughs) evening <v Anna> | good evening",
        "uh stocks um rose, hmm | stocks rose",
        "we can't and they won't, it isn't | we can not and they will not it is not",
        "I’ll say it's late, we've and you're and I'm | i will say it is late we have and you are and i am",
        "Él café naïve | el cafe naive",
        "the drummer and the mummy | the drummer and the mummy",
      })
  void makesEnglishComparable(String text, String words) {
    assertThat(String.join(" ", TextNormaliser.english(text))).isEqualTo(words);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "¡Buenos días! ¿Qué tal? | buenos días qué tal",
        "MAÑANA, el Lunes. | mañana el lunes",
      })
  void keepsSpanishAccents(String text, String words) {
    assertThat(String.join(" ", TextNormaliser.spanish(text))).isEqualTo(words);
  }
}
