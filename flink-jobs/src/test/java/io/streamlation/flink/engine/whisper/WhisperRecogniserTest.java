package io.streamlation.flink.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.flink.engine.NewsTiny;
import io.streamlation.flink.engine.RecogniserBench;
import io.streamlation.flink.engine.RecogniserContract;
import io.streamlation.flink.engine.Spoken;
import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionOutcome.Heard;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardWord;
import io.streamlation.flink.recognise.RecognitionOutcome.Silent;
import io.streamlation.flink.recognise.RecognitionRequest;
import io.streamlation.flink.recognise.RecognitionRequest.Purpose;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhisperRecogniserTest extends RecogniserContract {
  private static Recogniser recogniser;

  @BeforeAll
  static void open() {
    recogniser = WhisperRecogniser.open(NewsTiny.whisper(), NewsTiny.runtime());
  }

  @AfterAll
  static void close() {
    recogniser.close();
  }

  @Override
  protected Recogniser recogniser() {
    return recogniser;
  }

  @Override
  protected Recogniser openAnother() {
    return WhisperRecogniser.open(NewsTiny.whisper(), NewsTiny.runtime());
  }

  @Override
  protected List<short[]> speech() {
    return Spoken.in("en").stream().map(Spoken::pcm).toList();
  }

  @Override
  protected String language() {
    return "en";
  }

  @Test
  void musicGivesNoWords() {
    double[][] chordsHz = {{262, 330, 392}, {220, 262, 330}, {175, 220, 262}, {196, 247, 294}};
    short[] music = new short[4 * AudioFormat.SAMPLE_RATE_HZ];
    for (int i = 0; i < music.length; i++) {
      double t = AudioFormat.secondsOfSamples(i);
      double sum = 0;
      for (double hz : chordsHz[(int) t]) {
        sum += Math.sin(2 * Math.PI * hz * t) + 0.3 * Math.sin(4 * Math.PI * hz * t);
      }
      music[i] = (short) (2500 * sum * Math.exp(-2 * (t % 0.5)));
    }

    assertThat(recognise(ask(music))).isInstanceOf(Silent.class);
  }

  @Test
  void hearsEnglishWordForWord() {
    assertThat(Spoken.in("en"))
        .isNotEmpty()
        .allSatisfy(
            spoken -> assertThat(text(recognise(ask(spoken.pcm())))).isEqualTo(spoken.text()));
  }

  @Test
  void hearsMostOfTheSpanish() {
    long right =
        Spoken.in("es").stream()
            .filter(spoken -> text(hear(recogniser, spoken, "es")).equals(spoken.text()))
            .count();

    assertThat(right).isGreaterThanOrEqualTo(Spoken.in("es").size() - 1);
  }

  @Test
  void tellsTheLanguagesApart() {
    for (Spoken spoken : Spoken.all()) {
      assertThat(((Heard) hear(recogniser, spoken, "auto")).language())
          .isEqualTo(spoken.language());
    }
  }

  @Test
  void aRegionIsNoOtherLanguage() {
    Spoken spoken = Spoken.in("en").get(0);

    assertThat(hear(recogniser, spoken, "en-GB")).isEqualTo(hear(recogniser, spoken, "en"));
  }

  @Test
  void placesTheSentenceInTime() {
    for (Spoken spoken : Spoken.in("en")) {
      List<HeardWord> words = words(recognise(ask(spoken.pcm())));

      assertThat(words.get(0).startSample())
          .isBetween(spoken.startSample() - 5000, spoken.startSample() + 5000);
      assertThat(words.get(words.size() - 1).endSample())
          .isBetween(spoken.endSample() - 8000, spoken.endSample() + 8000);
    }
  }

  @Test
  void aPartialIsTheSameWhereNothingWasDoubtful() {
    Spoken spoken = Spoken.in("en").get(0);
    RecognitionRequest partial = new RecognitionRequest(spoken.pcm(), "en", "", Purpose.PARTIAL, 0);

    assertThat(text(recognise(partial))).isEqualTo(spoken.text());
  }

  @Test
  void earlierTextMayBeShownToTheDecoder() {
    PackManifest pack = NewsTiny.with(NewsTiny.whisper(), Map.of("windowMs", "1000"));
    try (Recogniser withContext = WhisperRecogniser.open(pack, NewsTiny.runtime())) {
      Spoken spoken = Spoken.in("en").get(0);
      RecognitionRequest request =
          new RecognitionRequest(
              spoken.pcm(), "en", "this is breaking news from London", Purpose.FINAL, 0);

      assertThat(withContext.recognise(List.of(request), PLENTY).get(0))
          .isNotEqualTo(withContext.recognise(List.of(ask(spoken.pcm())), PLENTY).get(0))
          .isInstanceOf(Heard.class);
    }
  }

  @Test
  void hearsInAWindowOfThirtySeconds() {
    PackManifest padded = NewsTiny.with(NewsTiny.whisper(), Map.of());
    try (Recogniser patient = WhisperRecogniser.open(padded, NewsTiny.runtime())) {
      assertThat(wordErrorRate(patient)).isLessThan(0.2);
    }
  }

  @Test
  void hearsWithWholeNumbers() {
    PackManifest int8 = NewsTiny.with(NewsTiny.whisper(), PackManifest.Variant.INT8);
    try (Recogniser small = WhisperRecogniser.open(int8, NewsTiny.runtime())) {
      assertThat(wordErrorRate(small)).isLessThan(0.1);
    }
  }

  @Test
  void aDecoderInTwoFilesHearsTheSame(@TempDir Path folder) throws IOException {
    PackManifest pair = NewsTiny.without(NewsTiny.whisper(), "decoder_model_merged.onnx", folder);
    try (Recogniser other = WhisperRecogniser.open(pair, NewsTiny.runtime())) {
      for (Spoken spoken : Spoken.in("en")) {
        assertThat(words(hear(other, spoken, "en")))
            .usingRecursiveFieldByFieldElementComparatorIgnoringFields("confidence")
            .isEqualTo(words(hear(recogniser, spoken, "en")));
      }
    }
  }

  @Test
  void saysWhichFileOfAPackIsMissing(@TempDir Path folder) throws IOException {
    PackManifest broken = NewsTiny.without(NewsTiny.whisper(), "generation_config.json", folder);

    assertThatThrownBy(() -> WhisperRecogniser.open(broken, NewsTiny.runtime()))
        .isInstanceOf(PackException.class)
        .hasMessageContaining("generation_config.json");
  }

  @Test
  void refusesOptionsItDoesNotKnow() {
    PackManifest odd = NewsTiny.with(NewsTiny.whisper(), Map.of("windowMs", "17", "colour", "red"));

    assertThatThrownBy(() -> WhisperRecogniser.open(odd, NewsTiny.runtime()))
        .hasMessageContaining("'colour' is not known")
        .hasMessageContaining("windowMs is 17");
  }

  private static double wordErrorRate(Recogniser recogniser) {
    int errors = 0;
    int words = 0;
    for (Spoken spoken : Spoken.in("en")) {
      errors += RecogniserBench.errors(spoken.text(), text(hear(recogniser, spoken, "en")));
      words += spoken.text().split(" ").length;
    }
    return errors / (double) words;
  }

  private static RecognitionOutcome hear(Recogniser recogniser, Spoken spoken, String language) {
    return recogniser
        .recognise(
            List.of(new RecognitionRequest(spoken.pcm(), language, "", Purpose.FINAL, 0)), PLENTY)
        .get(0);
  }

  private static String text(RecognitionOutcome outcome) {
    return words(outcome).stream().map(HeardWord::text).collect(Collectors.joining(" "));
  }
}
