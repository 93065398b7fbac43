package io.streamlation.flink.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionRequest;
import io.streamlation.flink.translate.TextTranslator;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.translate.TranslationOutcome.Translated;
import io.streamlation.flink.translate.TranslationRequest;
import io.streamlation.models.PackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {
  private static final Duration PLENTY = Duration.ofMinutes(1);
  private static final EngineSettings SETTINGS =
      new EngineSettings(
          NewsTiny.PACKS, EngineSettings.USUAL_PACKS, 1, EngineSettings.Device.AUTO, true);

  @Test
  void hearsAndTranslatesWithThePacksOfTheProject() {
    try (Engines engines = Engines.acquire(SETTINGS)) {
      Spoken spoken = Spoken.in("en").get(0);
      RecognitionOutcome outcome =
          engines.recogniser("tiny").recognise(List.of(ask(spoken.pcm())), PLENTY).get(0);
      String text = RecogniserBench.text((RecognitionOutcome.Heard) outcome);
      assertThat(text).isEqualTo(spoken.text());

      assertThat(engines.translator().translates("en", "es")).isTrue();
      assertThat(engines.translator().translate(List.of(toSpanish(text)), PLENTY).get(0))
          .isInstanceOf(Translated.class);
      assertThat(engines.recogniser("tiny").pack()).isEqualTo("whisper-news-tiny@1");
    }
  }

  @Test
  void saysWhatItRunsOn() {
    try (Engines engines = Engines.acquire(SETTINGS)) {
      assertThat(engines.device()).isIn("cpu", "cuda:0");
    }
  }

  @Test
  void aModelIsLoadedOnceHoweverManyHoldIt() {
    try (Engines first = Engines.acquire(SETTINGS)) {
      double loads = EngineMetrics.LOADS.labelValues("whisper-news-tiny@1").get();
      Engines second = Engines.acquire(SETTINGS);
      assertThat(second.recogniser("tiny")).isSameAs(first.recogniser("tiny"));
      assertThat(EngineMetrics.LOADS.labelValues("whisper-news-tiny@1").get()).isEqualTo(loads);

      second.close();
      second.close();

      assertThat(hears(first.recogniser("tiny"))).as("one still holds it").isTrue();
    }
  }

  @Test
  void isLoadedAgainAfterTheLastHolderLeft() {
    Engines.acquire(SETTINGS).close();

    try (Engines again = Engines.acquire(SETTINGS)) {
      assertThat(hears(again.recogniser("tiny"))).isTrue();
    }
  }

  @Test
  void closingASharedEngineLeavesItToTheOthers() {
    try (Engines engines = Engines.acquire(SETTINGS)) {
      engines.recogniser("tiny").close();
      engines.translator().close();

      assertThat(hears(engines.recogniser("tiny"))).isTrue();
    }
  }

  @Test
  void aTierWithoutAPackIsServedByTheNearest() {
    try (Engines engines = Engines.acquire(SETTINGS)) {
      assertThat(engines.recogniser("large").pack()).isEqualTo("whisper-news-tiny@1");
      assertThat(engines.recogniser("no such tier").pack()).isEqualTo("whisper-news-tiny@1");
      assertThat(engines.recogniserBelow("large")).as("nothing is smaller than tiny").isEmpty();
    }
  }

  @Test
  void refusesOtherSettingsWhileHeld() {
    try (Engines engines = Engines.acquire(SETTINGS)) {
      EngineSettings others =
          new EngineSettings(
              NewsTiny.PACKS, EngineSettings.USUAL_PACKS, 2, EngineSettings.Device.CPU, true);
      assertThatThrownBy(() -> Engines.acquire(others)).hasMessageContaining("threads=1");
      assertThat(engines.device()).isNotEmpty();
    }
  }

  @Test
  void whereNoPackLiesEveryRequestIsToldSo(@TempDir Path empty) {
    EngineSettings settings =
        new EngineSettings(empty, EngineSettings.USUAL_PACKS, 1, EngineSettings.Device.CPU, true);
    try (Engines engines = Engines.acquire(settings)) {
      assertThat(
              engines.recogniser("tiny").recognise(List.of(ask(new short[16_000])), PLENTY).get(0))
          .isInstanceOfSatisfying(
              RecognitionOutcome.Failed.class,
              failed ->
                  assertThat(failed.reason()).isEqualTo(RecognitionOutcome.Failed.Reason.NO_MODEL));
      TextTranslator translator = engines.translator();
      assertThat(translator.translates("en", "es")).isFalse();
      assertThat(translator.translate(List.of(toSpanish("one")), PLENTY).get(0))
          .isInstanceOfSatisfying(
              TranslationOutcome.Failed.class,
              failed ->
                  assertThat(failed.reason()).isEqualTo(TranslationOutcome.Failed.Reason.NO_MODEL));
    }
  }

  @Test
  void refusesAChoiceThatMeansNoPack() {
    EngineSettings settings =
        new EngineSettings(NewsTiny.PACKS, List.of("litte"), 1, EngineSettings.Device.CPU, true);

    assertThatThrownBy(() -> Engines.acquire(settings))
        .isInstanceOf(PackException.class)
        .hasMessageContaining("'litte' is neither a family nor the name of a pack")
        .hasMessageContaining("lite, ");
  }

  @Test
  void saysWhichDebianPackageAPackLacks(@TempDir Path root) throws IOException {
    Path folder = Files.createDirectory(root.resolve("pocketsphinx-en-us"));
    String manifest = Files.readString(Lite.pocketSphinx().path("pack.yaml"));
    Files.writeString(
        folder.resolve("pack.yaml"), manifest.replace("/usr/share/pocketsphinx/", "/nowhere/"));
    EngineSettings settings =
        new EngineSettings(root, List.of("lite"), 1, EngineSettings.Device.CPU, true);

    assertThatThrownBy(() -> Engines.acquire(settings))
        .isInstanceOf(PackException.class)
        .hasMessageContaining("rests on Debian's pocketsphinx-en-us")
        .hasMessageContaining("./streamlation model pull pocketsphinx-en-us");
  }

  @Test
  void refusesAPackThatWasTamperedWith(@TempDir Path root) throws IOException {
    Path folder = Files.createDirectory(root.resolve("marian-news-tiny-eng-spa"));
    try (Stream<Path> files = Files.list(NewsTiny.marian().folder())) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path vocabulary = folder.resolve("vocab.json");
    Files.writeString(vocabulary, Files.readString(vocabulary).replace("</s>", "</z>"));

    EngineSettings settings =
        new EngineSettings(root, EngineSettings.USUAL_PACKS, 1, EngineSettings.Device.CPU, true);
    assertThatThrownBy(() -> Engines.acquire(settings))
        .isInstanceOf(PackException.class)
        .hasMessageContaining("vocab.json: expected SHA-256");
  }

  private static boolean hears(Recogniser recogniser) {
    return recogniser.recognise(List.of(ask(Spoken.in("en").get(0).pcm())), PLENTY).get(0)
        instanceof RecognitionOutcome.Heard;
  }

  private static RecognitionRequest ask(short[] pcm) {
    return new RecognitionRequest(pcm, "en", "", RecognitionRequest.Purpose.FINAL, 0);
  }

  private static TranslationRequest toSpanish(String text) {
    return new TranslationRequest(text, "en", "es", "", TranslationRequest.Purpose.FINAL);
  }
}
