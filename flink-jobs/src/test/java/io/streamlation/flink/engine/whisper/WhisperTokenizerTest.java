package io.streamlation.flink.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.flink.engine.GoldenIds;
import io.streamlation.flink.engine.NewsTiny;
import io.streamlation.flink.engine.whisper.WhisperTokenizer.Word;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhisperTokenizerTest {
  private static WhisperTokenizer tokenizer;

  @BeforeAll
  static void open() {
    NewsTiny.runtime();
    tokenizer = WhisperTokenizer.open(NewsTiny.whisper());
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void idsAreThoseOfTheBook() {
    for (GoldenIds gold : GoldenIds.read(NewsTiny.GOLDEN.resolve("bpe_whisper_news_tiny.json"))) {
      assertThat(tokenizer.encode(gold.text())).as(gold.text()).isEqualTo(gold.ids());
      assertThat(tokenizer.decode(gold.ids())).isEqualTo(gold.text());
    }
  }

  @Test
  void aBlankBeginsAWordAndPunctuationStays() {
    assertThat(tokenizer.words(tokenizer.encode(" at ten o'clock, today."), "en"))
        .extracting(Word::text)
        .containsExactly(" at", " ten", " o'clock,", " today.");
  }

  @ParameterizedTest
  @ValueSource(strings = {" Berlín dimitió mañana", " 東京 は雨です", " a 😀 b"})
  void noCharacterIsCutApart(String text) {
    long[] ids = tokenizer.encode(text);

    StringBuilder joined = new StringBuilder();
    int next = 0;
    for (Word word : tokenizer.words(ids, "en")) {
      assertThat(word.from()).isEqualTo(next);
      next = word.to();
      joined.append(word.text());
    }

    assertThat(joined).hasToString(text);
    assertThat(next).isEqualTo(ids.length);
  }

  @Test
  void whereNoBlanksAreWrittenEachCharacterIsAWord() {
    assertThat(tokenizer.words(tokenizer.encode("東京"), "ja"))
        .extracting(Word::text)
        .containsExactly("東", "京");
  }
}
