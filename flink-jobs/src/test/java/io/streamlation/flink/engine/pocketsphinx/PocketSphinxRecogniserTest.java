package io.streamlation.flink.engine.pocketsphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.flink.engine.Lite;
import io.streamlation.flink.engine.NewsTiny;
import io.streamlation.flink.engine.RecogniserContract;
import io.streamlation.flink.engine.Spoken;
import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionOutcome.Failed;
import io.streamlation.flink.recognise.RecognitionOutcome.Heard;
import io.streamlation.flink.recognise.RecognitionRequest;
import io.streamlation.flink.recognise.RecognitionRequest.Purpose;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PocketSphinxRecogniserTest extends RecogniserContract {
  private static PocketSphinxRecogniser recogniser;

  @BeforeAll
  static void open() {
    Lite.needs(Lite.pocketSphinx());
    recogniser = PocketSphinxRecogniser.open(Lite.pocketSphinx());
  }

  @AfterAll
  static void close() {
    if (recogniser != null) {
      recogniser.close();
    }
  }

  @Override
  protected Recogniser recogniser() {
    return recogniser;
  }

  @Override
  protected Recogniser openAnother() {
    return PocketSphinxRecogniser.open(Lite.pocketSphinx());
  }

  @Override
  protected List<short[]> speech() {
    return Spoken.in("en").stream()
        .map(Spoken::pcm)
        .sorted(Comparator.comparingInt(pcm -> pcm.length))
        .limit(3)
        .toList();
  }

  @Override
  protected String language() {
    return "en";
  }

  @Test
  void aPartialIsTheSameHoweverOftenItWasAskedBefore() {
    short[] pcm = speech().get(0);
    for (int end = 8_000; end < pcm.length; end += 5_000) {
      recognise(partial(Arrays.copyOf(pcm, end)));
    }
    RecognitionOutcome goingOn = recognise(partial(pcm));
    recognise(partial(speech().get(1)));
    recognise(partial(speech().get(2)));

    assertThat(recognise(partial(pcm))).isEqualTo(goingOn).isInstanceOf(Heard.class);
  }

  @Test
  void aFinalDoesNotDependOnWhatWasHeardBefore() {
    RecognitionOutcome first = recognise(ask(speech().get(0)));
    recognise(partial(speech().get(1)));
    recognise(ask(speech().get(2)));

    assertThat(recognise(ask(speech().get(0)))).isEqualTo(first);
  }

  @Test
  void aChildKilledInTheMiddleIsAnOutcomeAndTheOtherNoticesNothing() throws Exception {
    RecognitionOutcome undisturbed = recognise(ask(speech().get(0)));
    short[] longest = repeated(speech().get(0), 4);
    CompletableFuture<List<RecognitionOutcome>> both =
        CompletableFuture.supplyAsync(
            () -> recogniser.recognise(List.of(ask(longest), ask(speech().get(0))), PLENTY));
    awaitBusy(2);
    awaitBusy(1); // the short one is done: who is left at work has the long one
    List<Long> pids = recogniser.busyPids();
    assertThat(ProcessHandle.of(pids.get(0)).orElseThrow().destroyForcibly()).isTrue();

    List<RecognitionOutcome> outcomes = both.get(1, TimeUnit.MINUTES);
    assertThat(reason(outcomes.get(0))).isEqualTo(Failed.Reason.MODEL);
    assertThat(((Failed) outcomes.get(0)).detail()).contains("died").contains("exit code 137");
    assertThat(outcomes.get(1)).isEqualTo(undisturbed);
    assertThat(recognise(ask(speech().get(0)))).as("started again").isEqualTo(undisturbed);
  }

  @Test
  void aChildKilledWhileIdleIsNotEvenNoticed() {
    RecognitionOutcome undisturbed = recognise(ask(speech().get(0)));
    recogniser.pids().forEach(pid -> kill(pid));

    assertThat(recognise(ask(speech().get(0)))).isEqualTo(undisturbed);
  }

  @Test
  void closingLeavesNoChildBehind() {
    PocketSphinxRecogniser another = PocketSphinxRecogniser.open(Lite.pocketSphinx());
    another.recognise(List.of(ask(speech().get(0))), PLENTY);
    List<Long> pids = another.pids();
    assertThat(pids).isNotEmpty();

    another.close();

    assertThat(pids)
        .allSatisfy(
            pid ->
                assertThat(ProcessHandle.of(pid).map(ProcessHandle::onExit))
                    .satisfiesAnyOf(
                        gone -> assertThat(gone).isEmpty(),
                        ending ->
                            assertThat(ending.orElseThrow())
                                .succeedsWithin(Duration.ofSeconds(10))));
  }

  @Test
  void refusesOptionsItDoesNotKnow() {
    assertThatThrownBy(
            () ->
                PocketSphinxRecogniser.open(
                    NewsTiny.with(Lite.pocketSphinx(), Map.of("colour", "red"))))
        .hasMessageContaining("colour=red");
  }

  private static void awaitBusy(int children) throws InterruptedException {
    long end = System.nanoTime() + PLENTY.toNanos();
    while (recogniser.busyPids().size() != children && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(recogniser.busyPids()).hasSize(children);
  }

  private static void kill(long pid) {
    ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
    child.destroyForcibly();
    assertThat(child.onExit()).succeedsWithin(Duration.ofSeconds(10));
  }

  private static short[] repeated(short[] pcm, int times) {
    short[] all = new short[pcm.length * times + AudioFormat.SAMPLE_RATE_HZ];
    for (int i = 0; i < times; i++) {
      System.arraycopy(pcm, 0, all, i * pcm.length, pcm.length);
    }
    return all;
  }

  private static RecognitionRequest partial(short[] pcm) {
    return new RecognitionRequest(pcm, "en", "", Purpose.PARTIAL, 0);
  }
}
