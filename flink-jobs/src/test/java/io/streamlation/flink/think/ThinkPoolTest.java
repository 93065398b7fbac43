package io.streamlation.flink.think;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.Utterance;
import io.streamlation.flink.recognise.RecogniseQuestion;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionRequest;
import io.streamlation.flink.recognise.RecognitionRequest.Purpose;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThinkPoolTest {
  private ScriptedRecogniser model;
  private ThinkPool<RecogniseQuestion, RecognitionOutcome> pool;

  @BeforeEach
  void open(TestInfo test) {
    model = new ScriptedRecogniser("pool " + test.getDisplayName());
    pool =
        ThinkPool.acquire(
            model, new ThinkSettings(64, 4, Duration.ofMillis(50), Duration.ofSeconds(5)));
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private CompletableFuture<ThinkPool.Answer<RecognitionOutcome>> ask(
      int samples, Purpose purpose) {
    return ask(pool, samples, purpose);
  }

  private static CompletableFuture<ThinkPool.Answer<RecognitionOutcome>> ask(
      ThinkPool<RecogniseQuestion, RecognitionOutcome> pool, int samples, Purpose purpose) {
    return pool.ask(
        new RecogniseQuestion(
            Utterance.getDefaultInstance(),
            samples,
            LagTrace.getDefaultInstance(),
            new RecognitionRequest(new short[samples], "en", "", purpose, 0),
            false,
            false),
        purpose == Purpose.FINAL,
        (answer, broken) -> {});
  }

  private void awaitThatTheModelIsBusy() {
    while (model.script().permits.getQueueLength() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void gathersWhatComesTogether() throws Exception {
    model.script().permits.drainPermits();
    var busyWith = ask(1, Purpose.FINAL);
    awaitThatTheModelIsBusy();
    var first = ask(2, Purpose.FINAL);
    var second = ask(3, Purpose.FINAL);
    model.script().permits.release(2);
    assertThat(busyWith.get(5, TimeUnit.SECONDS).batchSize()).isEqualTo(1);
    assertThat(first.get(5, TimeUnit.SECONDS).batchSize()).isEqualTo(2);
    assertThat(second.get(5, TimeUnit.SECONDS).batchSize()).isEqualTo(2);
  }

  @Test
  void aFinalWaitsForNoCompanyAndTakesAlongWhoIsThere() throws Exception {
    try (var patient =
        ThinkPool.acquire(
            new ScriptedRecogniser("patient pool"),
            new ThinkSettings(64, 4, Duration.ofHours(1), Duration.ofSeconds(5)))) {
      var partial = ask(patient, 1, Purpose.PARTIAL);
      var last = ask(patient, 2, Purpose.FINAL);
      assertThat(last.get(5, TimeUnit.SECONDS).batchSize()).isEqualTo(2);
      assertThat(partial.get(5, TimeUnit.SECONDS).batchSize()).isEqualTo(2);
    }
  }

  @Test
  void asksFinalsBeforePartialsAndNoMoreThanABatchHolds() throws Exception {
    model.script().permits.drainPermits();
    var blocking = ask(100, Purpose.FINAL);
    awaitThatTheModelIsBusy();
    ask(1, Purpose.PARTIAL);
    ask(2, Purpose.PARTIAL);
    for (int i = 0; i < 4; i++) {
      ask(10 + i, Purpose.FINAL);
    }
    var last = ask(3, Purpose.PARTIAL);
    model.script().permits.release(100);
    blocking.get(5, TimeUnit.SECONDS);
    last.get(5, TimeUnit.SECONDS);

    assertThat(model.script().batches).containsExactly(1, 4, 3);
    assertThat(model.script().asked)
        .extracting(RecogniseQuestion::endSample)
        .containsExactly(100L, 10L, 11L, 12L, 13L, 1L, 2L, 3L);
  }

  @Test
  void leavesOutWhatNobodyWaitsForAnyMore() throws Exception {
    model.script().permits.drainPermits();
    var blocking = ask(100, Purpose.FINAL);
    awaitThatTheModelIsBusy();
    ask(1, Purpose.FINAL).cancel(false);
    var last = ask(2, Purpose.FINAL);
    model.script().permits.release(100);
    blocking.get(5, TimeUnit.SECONDS);
    last.get(5, TimeUnit.SECONDS);
    assertThat(model.script().asked)
        .extracting(RecogniseQuestion::endSample)
        .containsExactly(100L, 2L);
  }

  @Test
  void retriesOneByOneWhereABatchThrows() throws Exception {
    model.script().throwsAtSamples = 2;
    model.script().permits.drainPermits();
    ask(100, Purpose.FINAL);
    awaitThatTheModelIsBusy();
    var good = ask(1, Purpose.FINAL);
    var bad = ask(2, Purpose.FINAL);
    model.script().permits.release(100);
    assertThat(good.get(5, TimeUnit.SECONDS).answer()).isInstanceOf(RecognitionOutcome.Heard.class);
    assertThat(bad.get(5, TimeUnit.SECONDS).answer())
        .isEqualTo(
            new RecognitionOutcome.Failed(
                RecognitionOutcome.Failed.Reason.MODEL, "it choked on 2 samples"));
  }
}
