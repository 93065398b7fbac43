package io.streamlation.flink.engine.marian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.flink.engine.GoldenIds;
import io.streamlation.flink.engine.NewsTiny;
import io.streamlation.flink.engine.TextTranslatorContract;
import io.streamlation.flink.translate.TextTranslator;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.translate.TranslationOutcome.Translated;
import io.streamlation.flink.translate.TranslationRequest;
import io.streamlation.flink.translate.TranslationRequest.Purpose;
import io.streamlation.models.PackManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarianTranslatorTest extends TextTranslatorContract {
  private static final int SOME = 40;
  private static TextTranslator translator;

  @BeforeAll
  static void open() {
    translator = MarianTranslator.open(NewsTiny.marian(), NewsTiny.runtime());
  }

  @AfterAll
  static void close() {
    translator.close();
  }

  @Override
  protected TextTranslator translator() {
    return translator;
  }

  @Override
  protected TextTranslator openAnother() {
    return MarianTranslator.open(NewsTiny.marian(), NewsTiny.runtime());
  }

  @Override
  protected String source() {
    return "en";
  }

  @Override
  protected String target() {
    return "es";
  }

  @Override
  protected List<String> sentences() {
    return heldOut().stream().limit(3).map(pair -> pair[0]).toList();
  }

  @Test
  void translatesHeldOutSentencesExactly() {
    assertThat(exact(translator, Purpose.FINAL)).isEqualTo(SOME);
  }

  @Test
  void draftsAreGreedyAndHereAsGood() {
    assertThat(exact(translator, Purpose.DRAFT)).isEqualTo(SOME);
  }

  @Test
  void translatesWithWholeNumbers() {
    PackManifest int8 = NewsTiny.with(NewsTiny.marian(), PackManifest.Variant.INT8);
    try (TextTranslator small = MarianTranslator.open(int8, NewsTiny.runtime())) {
      assertThat(exact(small, Purpose.FINAL)).isEqualTo(SOME);
    }
  }

  @Test
  void aDecoderInTwoFilesTranslatesTheSame(@TempDir Path folder) throws IOException {
    PackManifest pair = NewsTiny.without(NewsTiny.marian(), "decoder_model_merged.onnx", folder);
    try (TextTranslator other = MarianTranslator.open(pair, NewsTiny.runtime())) {
      for (String sentence : sentences()) {
        TranslationOutcome there = other.translate(List.of(ask(sentence)), PLENTY).get(0);
        assertThat(((Translated) there).text())
            .isEqualTo(((Translated) translate(ask(sentence))).text());
      }
    }
  }

  @Test
  void aRegionIsNoOtherLanguage() {
    assertThat(translator.translates("en-GB", "es-MX")).isTrue();
  }

  @Test
  void idsAreThoseOfSentencePieceThroughTheVocabulary() {
    try (MarianTokenizer tokenizer = MarianTokenizer.open(NewsTiny.marian(), 0)) {
      for (GoldenIds gold : GoldenIds.read(NewsTiny.GOLDEN.resolve("marian_ids_news_tiny.json"))) {
        assertThat(tokenizer.encode(gold.text())).as(gold.text()).isEqualTo(gold.ids());
      }
    }
  }

  @Test
  void refusesOptionsItDoesNotKnow() {
    PackManifest odd = NewsTiny.with(NewsTiny.marian(), Map.of("colour", "red"));

    assertThatThrownBy(() -> MarianTranslator.open(odd, NewsTiny.runtime()))
        .hasMessageContaining("colour=red");
  }

  private static int exact(TextTranslator translator, Purpose purpose) {
    int exact = 0;
    for (String[] pair : heldOut().subList(0, SOME)) {
      TranslationRequest request = new TranslationRequest(pair[0], "en", "es", "", purpose);
      TranslationOutcome outcome = translator.translate(List.of(request), PLENTY).get(0);
      exact += outcome instanceof Translated t && t.text().equals(pair[1]) ? 1 : 0;
    }
    return exact;
  }

  private static List<String[]> heldOut() {
    try {
      return Files.readAllLines(NewsTiny.GOLDEN.resolve("mt_heldout_300.tsv")).stream()
          .map(line -> line.split("\t"))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
