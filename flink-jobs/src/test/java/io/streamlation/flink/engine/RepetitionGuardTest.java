package io.streamlation.flink.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepetitionGuardTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "we will, we will rock you",
        "no no no",
        "the final score is nine to nine",
        "thank you thank you for watching and good night",
        "New York beat New York by nine points to nine",
        ""
      })
  void letsPeopleSpeak(String text) {
    assertThat(RepetitionGuard.complaint(words(text))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "and now the the the the the the the the the the the the the the the weather for today",
        "thank you for watching. thank you for watching. thank you for watching.",
        "The news. the news! THE news? the news and so on it goes",
        "it rains in Rome it rains in Rome it rains in Rome while elsewhere the sun is out and"
            + " people walk about and nobody knows why that is so"
      })
  void stopsTheEndless(String text) {
    assertThat(RepetitionGuard.complaint(words(text))).isPresent();
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }
}
