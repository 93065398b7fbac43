package io.streamlation.flink.engine.apertium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.flink.engine.Lite;
import io.streamlation.flink.engine.NewsTiny;
import io.streamlation.flink.engine.TextTranslatorContract;
import io.streamlation.flink.translate.TextTranslator;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.translate.TranslationOutcome.Failed;
import io.streamlation.flink.translate.TranslationOutcome.Translated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApertiumTranslatorTest extends TextTranslatorContract {
  private static final List<String> SENTENCES =
      List.of(
          "The temperature in Madrid is twenty-three degrees.",
          "the president will speak in London at nine o'clock on Monday",
          "Stocks in Tokyo fell three percent.",
          "ask not what your country can do for you");
  private static ApertiumTranslator translator;

  @BeforeAll
  static void open() {
    Lite.needs(Lite.apertium());
    translator = ApertiumTranslator.open(Lite.apertium());
  }

  @AfterAll
  static void close() {
    if (translator != null) {
      translator.close();
    }
  }

  @Override
  protected TextTranslator translator() {
    return translator;
  }

  @Override
  protected TextTranslator openAnother() {
    return ApertiumTranslator.open(Lite.apertium());
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
    return SENTENCES;
  }

  @Test
  void translatesWhatItsRulesKnow() {
    assertThat(text("The president will speak in London."))
        .isEqualTo("El presidente hablará en Londres.");
  }

  @Test
  void anUnknownWordPassesWithoutAMark() {
    assertThat(text("The minister visited Xqzt yesterday")).contains("Xqzt").doesNotContain("*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5 * 3 @ home",
        "a [b] c",
        "50% ^ $20",
        "and/or <tag>",
        "back\\slash {x}",
        "~ # |",
        "one.[]"
      })
  void whatIsSpecialToItsFormatIsOrdinaryText(String text) {
    assertThat(text("Madrid " + text + " Madrid")).contains("Madrid");
    assertThat(text("The house")).as("and it is still in step").isEqualTo("La casa");
  }

  @Test
  void controlCharactersDoNotTearTheProtocol() {
    assertThat(text("The\0house\nis\u001bred")).isEqualTo(text("The house is red"));
  }

  @Test
  void whatWasTranslatedBeforeDoesNotMatter() {
    Map<String, String> alone = new java.util.HashMap<>();
    SENTENCES.forEach(sentence -> alone.put(sentence, text(sentence)));
    List<String> mixed =
        new ArrayList<>(Collections.nCopies(10, SENTENCES).stream().flatMap(List::stream).toList());
    Collections.shuffle(mixed, new Random(7));

    assertThat(mixed)
        .allSatisfy(sentence -> assertThat(text(sentence)).isEqualTo(alone.get(sentence)));
  }

  @Test
  void aStageKilledWhileIdleIsNotEvenNoticed() {
    String undisturbed = text(SENTENCES.get(0));
    ProcessHandle stage = ProcessHandle.of(translator.pids().get(3)).orElseThrow();
    stage.destroyForcibly();
    assertThat(stage.onExit()).succeedsWithin(Duration.ofSeconds(10));

    assertThat(text(SENTENCES.get(0))).isEqualTo(undisturbed);
  }

  @Test
  void aStageThatHangsIsGivenUpAtTheDeadlineAndStartedAgain() throws Exception {
    text(SENTENCES.get(0));
    signal("STOP", translator.pids().get(5));

    TranslationOutcome outcome =
        translator.translate(List.of(ask(SENTENCES.get(0))), Duration.ofMillis(300)).get(0);

    assertThat(reason(outcome)).isEqualTo(Failed.Reason.DEADLINE);
    assertThat(translate(ask(SENTENCES.get(0)))).isInstanceOf(Translated.class);
  }

  @Test
  void aStageKilledInTheMiddleIsAnOutcomeAndIsStartedAgain() throws Exception {
    text(SENTENCES.get(0));
    long stage = translator.pids().get(5);
    signal("STOP", stage); // so that the question is surely under way
    long first = translator.pids().get(0);
    String before = readSoFar(first);
    CompletableFuture<TranslationOutcome> asked =
        CompletableFuture.supplyAsync(() -> translate(ask(SENTENCES.get(0))));
    long end = System.nanoTime() + PLENTY.toNanos();
    while (readSoFar(first).equals(before) && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    signal("KILL", stage);

    TranslationOutcome outcome = asked.get(1, TimeUnit.MINUTES);
    assertThat(reason(outcome)).isEqualTo(Failed.Reason.MODEL);
    assertThat(((Failed) outcome).detail()).contains("exit code 137");
    assertThat(translate(ask(SENTENCES.get(0)))).isInstanceOf(Translated.class);
  }

  @Test
  void aRegionIsNoOtherLanguage() {
    assertThat(translator.translates("en-GB", "es-MX")).isTrue();
  }

  @Test
  void refusesAPairWithoutAMode() {
    assertThatThrownBy(
            () -> ApertiumTranslator.open(NewsTiny.with(Lite.apertium(), Map.of("colour", "red"))))
        .hasMessageContaining("mode.en-es is ''")
        .hasMessageContaining("'colour' is not known");
  }

  private static String readSoFar(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/io")).get(0);
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  private String text(String sentence) {
    return ((Translated) translate(ask(sentence))).text();
  }
}
