package io.streamlation.flink.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.flink.speak.SpeechSynthesiser;
import io.streamlation.flink.speak.SynthesisOutcome;
import io.streamlation.flink.speak.SynthesisOutcome.Failed;
import io.streamlation.flink.speak.SynthesisOutcome.Nothing;
import io.streamlation.flink.speak.SynthesisOutcome.Spoken;
import io.streamlation.flink.speak.SynthesisRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link SpeechSynthesiser} keeps to. */
public abstract class SpeechSynthesiserContract {
  protected static final Duration PLENTY = Duration.ofMinutes(1);

  private static final String SHORT = "good evening";
  private static final String LONG =
      "there is heavy traffic on the road from Madrid to Rome this evening";

  protected abstract SpeechSynthesiser synthesiser();

  /** Another of the same, to be closed by the contract. */
  protected abstract SpeechSynthesiser openAnother();

  /** Its name, as plans call it. */
  protected abstract String voice();

  @Test
  void sameTextSameBytes() {
    assertThat(say(LONG).pcm()).isEqualTo(say(LONG).pcm());
  }

  @Test
  void aBatchEqualsItsItemsOneByOne() {
    List<SynthesisRequest> batch = List.of(ask(LONG), ask(SHORT), ask("…"), ask(LONG));

    assertThat(synthesiser().synthesise(batch, PLENTY))
        .isEqualTo(batch.stream().map(this::synthesise).toList());
  }

  @Test
  void saysWhoSpeaks() {
    assertThat(say(SHORT).voice()).isEqualTo(voice());
    assertThat(say(SHORT).sampleRateHz()).isEqualTo(22_050);
  }

  @Test
  void takesAsLongAsPeopleDo() {
    double brief = seconds(say(SHORT));
    double longer = seconds(say(LONG));

    assertThat(brief).isBetween(.4, 2.5);
    assertThat(longer).isBetween(2.5, 9.0);
  }

  @Test
  void isLoudEnoughAndNotClipped() {
    short[] sound = samples(say(LONG));
    double squares = 0;
    int clipped = 0;
    for (short sample : sound) {
      squares += (double) sample * sample;
      clipped += Math.abs(sample) >= Short.MAX_VALUE - 1 ? 1 : 0;
    }
    double rms = Math.sqrt(squares / sound.length) / Short.MAX_VALUE;

    assertThat(rms).isBetween(.02, .4);
    assertThat(clipped).isLessThan(sound.length / 1_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "…", "!?", "\u200f\u202e", "\ud800", "\u0000\u0007"})
  void whereNothingIsToBeSaidNothingIs(String text) {
    assertThat(synthesise(ask(text))).isEqualTo(new Nothing());
  }

  @Test
  void anotherLanguageOrVoiceIsNotThere() {
    assertThat(reason(synthesise(new SynthesisRequest(SHORT, "tlh", ""))))
        .isEqualTo(Failed.Reason.NO_VOICE);
    assertThat(reason(synthesise(new SynthesisRequest(SHORT, "en", "nobody"))))
        .isEqualTo(Failed.Reason.NO_VOICE);
  }

  @Test
  void aDeadlineAlreadyPassedIsSaidForEach() {
    assertThat(synthesiser().synthesise(List.of(ask(SHORT), ask(LONG)), Duration.ZERO))
        .hasSize(2)
        .allSatisfy(outcome -> assertThat(reason(outcome)).isEqualTo(Failed.Reason.DEADLINE));
  }

  @Test
  void aDeadlineEndsWhatIsRunning() {
    List<SynthesisRequest> batch =
        Collections.nCopies(synthesiser().maxBatch(), ask(LONG.repeat(4)));
    synthesiser().synthesise(batch, PLENTY); // warm
    long start = System.nanoTime();
    synthesiser().synthesise(batch, PLENTY);
    Duration whole = Duration.ofNanos(System.nanoTime() - start);

    assertThat(synthesiser().synthesise(batch, whole.dividedBy(8)))
        .anySatisfy(outcome -> assertThat(reason(outcome)).isEqualTo(Failed.Reason.DEADLINE));
  }

  @Test
  void whoIsInterruptedGetsAnOutcomeAndTheNextRequestWorks() {
    CompletableFuture<SynthesisOutcome> outcome = new CompletableFuture<>();
    Thread asking =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              outcome.complete(synthesise(ask(LONG)));
            });
    asking.start();

    assertThat(reason(outcome.orTimeout(30, TimeUnit.SECONDS).join()))
        .isEqualTo(Failed.Reason.MODEL);
    assertThat(synthesise(ask(SHORT))).isInstanceOf(Spoken.class);
  }

  @Test
  void whoseChildIsKilledGetsAnOutcomeAndTheNextRequestWorks() {
    List<SynthesisRequest> batch =
        Collections.nCopies(synthesiser().maxBatch(), ask(LONG.repeat(8)));
    List<SynthesisOutcome> outcomes = new ArrayList<>();
    CompletableFuture<Void> asking =
        CompletableFuture.runAsync(
            () -> {
              while (outcomes.stream().noneMatch(Failed.class::isInstance)) {
                outcomes.addAll(synthesiser().synthesise(batch, PLENTY));
              }
            });
    long untilNanos = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!asking.isDone() && System.nanoTime() < untilNanos) {
      ProcessHandle.current()
          .children()
          .filter(child -> child.info().command().orElse("").endsWith("espeak-ng"))
          .forEach(ProcessHandle::destroyForcibly);
    }

    assertThat(asking).isDone();
    assertThat(outcomes)
        .filteredOn(Failed.class::isInstance)
        .allSatisfy(
            failed -> {
              assertThat(reason(failed)).isEqualTo(Failed.Reason.MODEL);
              assertThat(((Failed) failed).detail()).contains("espeak-ng");
            });
    assertThat(synthesise(ask(SHORT))).isInstanceOf(Spoken.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-v --stdout -w /tmp/never",
        "--compile=es",
        "<speak><audio src='file:///etc/passwd'/><break time='600s'/>one</speak>",
        "[[one]] [[[[two",
        "one\u0000two\u0007\u001b[31mthree",
        "\u202eone\u2066two\u200f",
        "half \ud83d a smile \ude00 here",
        "$(reboot) `id` ; rm -rf / | cat && true",
        "${jndi:ldap://x} %n%s%p \\u0000 \\",
        "a\u0301\u0301\u0301\u0301\u0301 z\u0335\u0335\u0335",
      })
  void hostileTextIsOnlyText(String text) {
    assertThat(synthesise(ask(text)))
        .isInstanceOfSatisfying(
            Spoken.class, spoken -> assertThat(seconds(spoken)).isBetween(.2, 25.0));
    assertThat(say(SHORT).pcm()).as("the next is as ever").isEqualTo(say(SHORT).pcm());
  }

  @Test
  void aTextWithoutEndIsRefused() {
    assertThat(reason(synthesise(ask("x".repeat(1 << 20))))).isEqualTo(Failed.Reason.TOO_LONG);
    assertThat(reason(synthesise(ask("one two ".repeat(240))))).isEqualTo(Failed.Reason.TOO_LONG);
  }

  @Test
  void closeTwiceIsSafe() {
    SpeechSynthesiser another = openAnother();

    another.close();
    another.close();

    assertThat(synthesise(ask(SHORT))).isInstanceOf(Spoken.class);
  }

  protected SynthesisRequest ask(String text) {
    return new SynthesisRequest(text, "en", voice());
  }

  protected SynthesisOutcome synthesise(SynthesisRequest request) {
    return synthesiser().synthesise(List.of(request), PLENTY).get(0);
  }

  protected Spoken say(String text) {
    return (Spoken) synthesise(ask(text));
  }

  protected static double seconds(Spoken spoken) {
    return spoken.pcm().size() / 2.0 / spoken.sampleRateHz();
  }

  protected static short[] samples(Spoken spoken) {
    short[] samples = new short[spoken.pcm().size() / 2];
    spoken
        .pcm()
        .asReadOnlyByteBuffer()
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .asShortBuffer()
        .get(samples);
    return samples;
  }

  protected static Failed.Reason reason(SynthesisOutcome outcome) {
    return outcome instanceof Failed failed ? failed.reason() : null;
  }
}
