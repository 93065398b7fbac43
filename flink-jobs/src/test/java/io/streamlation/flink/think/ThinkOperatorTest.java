package io.streamlation.flink.think;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.streamlation.contracts.v1.Border;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.HeardUtterance;
import io.streamlation.contracts.v1.HeardUtterance.OutcomeCase;
import io.streamlation.contracts.v1.Hypothesis;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.RecogniseState;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SpeechChunk;
import io.streamlation.contracts.v1.Utterance;
import io.streamlation.contracts.v1.UtterancePart;
import io.streamlation.flink.recognise.RecogniseQuestion;
import io.streamlation.flink.recognise.RecogniseSettings;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.SpeechRecogniser;
import io.streamlation.flink.wire.Passing;
import io.streamlation.flink.wire.ProtobufTypeInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThinkOperatorTest {
  private static final int MAX_PARALLELISM = 8;
  private static final RecogniseSettings NO_PARTIALS =
      new RecogniseSettings(
          false,
          Duration.ofMillis(600),
          Duration.ofSeconds(10),
          0,
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          true);

  private ScriptedRecogniser model;
  private ThinkSettings settings =
      new ThinkSettings(64, 8, Duration.ofMillis(1), Duration.ofSeconds(5));

  @BeforeEach
  void nameTheModel(TestInfo test) {
    model = new ScriptedRecogniser(test.getDisplayName());
  }

  private final class Harness
      extends KeyedOneInputStreamOperatorTestHarness<String, Message, Message> {
    Harness(int subtasks, int subtask) throws Exception {
      super(
          new ThinkOperator.Factory<
              String,
              SpeechChunk,
              RecogniseState,
              RecogniseQuestion,
              RecognitionOutcome,
              Hypothesis>(
              SpeechChunk.class,
              new SpeechRecogniser(NO_PARTIALS),
              model,
              settings,
              ProtobufTypeInfo.ofMessage(RecogniseState.class)),
          Passing::sessionOf,
          Types.STRING,
          MAX_PARALLELISM,
          subtasks,
          subtask);
      setup(Passing.TYPE.createSerializer(getExecutionConfig().getSerializerConfig()));
    }

    void take(SpeechChunk chunk) throws Exception {
      processElement(new StreamRecord<>(chunk));
    }

    List<HeardUtterance> heard() {
      return given(Hypothesis.class).stream()
          .filter(Hypothesis::hasHeard)
          .map(Hypothesis::getHeard)
          .toList();
    }

    List<String> heardOf(String session) {
      return heard().stream()
          .filter(h -> h.getUtterance().getSessionId().equals(session))
          .map(h -> h.getText().getStretches(0).getWords(0).getText())
          .toList();
    }

    List<LedgerTally> tallies() {
      return given(LedgerTally.class);
    }

    <M extends Message> List<M> given(Class<M> kind) {
      return extractOutputValues().stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  private Harness open() throws Exception {
    Harness harness = new Harness(1, 0);
    harness.open();
    return harness;
  }

  private Harness restored(OperatorSubtaskState state, int subtasks, int subtask) throws Exception {
    Harness harness = new Harness(subtasks, subtask);
    harness.initializeState(
        AbstractStreamOperatorTestHarness.repartitionOperatorState(
            state, MAX_PARALLELISM, 1, subtasks, subtask));
    harness.open();
    return harness;
  }

  /** An utterance of a quarter of a second, as loud as told. */
  private static SpeechChunk utterance(String session, int number, int loudness) {
    byte[] pcm = new byte[8_000];
    for (int i = 0; i < pcm.length; i += 2) {
      pcm[i] = (byte) loudness;
    }
    return SpeechChunk.newBuilder()
        .setSessionId(session)
        .setPart(
            UtterancePart.newBuilder()
                .setUtterance(
                    Utterance.newBuilder()
                        .setSessionId(session)
                        .setEpoch(1)
                        .setStartSample(number * 100_000L))
                .setPcm(ByteString.copyFrom(pcm))
                .setClosedBy(Border.BORDER_PAUSE))
        .build();
  }

  private static SpeechChunk end(String session) {
    return SpeechChunk.newBuilder()
        .setSessionId(session)
        .setEpochClosed(EpochClosed.newBuilder().setSessionId(session).setEpoch(1))
        .build();
  }

  @Test
  void keepsOrderWithinASession() throws Exception {
    try (Harness harness = open()) {
      for (int i = 1; i <= 20; i++) {
        harness.take(utterance("a", i, i));
        harness.take(utterance("b", i, 2 * i));
      }
      harness.endInput();
      assertThat(harness.heardOf("a"))
          .hasSize(20)
          .isSortedAccordingTo(ThinkOperatorTest::byLoudness);
      assertThat(harness.heardOf("b"))
          .hasSize(20)
          .isSortedAccordingTo(ThinkOperatorTest::byLoudness);
    }
  }

  private static int byLoudness(String one, String other) {
    return Long.compare(Long.parseLong(one.substring(1)), Long.parseLong(other.substring(1)));
  }

  @Test
  void drainsAtTheEndOfInputAndKeepsNoState() throws Exception {
    try (Harness harness = open()) {
      for (int i = 1; i <= 5; i++) {
        harness.take(utterance("a", i, i));
      }
      harness.take(end("a"));
      harness.endInput();
      assertThat(harness.heard()).hasSize(5);
      assertThat(harness.tallies()).last().satisfies(t -> assertThat(t.getClosed()).isTrue());
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void asksAgainAfterARestore() throws Exception {
    model.script().permits.drainPermits();
    OperatorSubtaskState state;
    try (Harness harness = open()) {
      harness.take(utterance("a", 1, 3));
      harness.take(utterance("a", 2, 4));
      harness.take(end("a"));
      state = harness.snapshot(1, 1);
      assertThat(harness.heard()).isEmpty();
      model.script().permits.release(1_000);
    }
    try (Harness harness = restored(state, 1, 0)) {
      harness.endInput();
      assertThat(harness.heardOf("a")).containsExactly("w12000", "w16000");
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void countsNoWaitingOverARestore() throws Exception {
    model.script().permits.drainPermits();
    OperatorSubtaskState state;
    try (Harness harness = open()) {
      harness.setProcessingTime(1_000);
      harness.take(utterance("a", 1, 3));
      harness.take(utterance("a", 2, 4));
      state = harness.snapshot(1, 1);
      model.script().permits.release(1_000);
    }
    Harness late = new Harness(1, 0);
    late.setProcessingTime(100_000);
    late.initializeState(state);
    try (late) {
      late.open();
      late.endInput();
      assertThat(late.heardOf("a")).containsExactly("w12000", "w16000");
      assertThat(late.given(SessionEvent.class)).as("nothing was skipped").isEmpty();
    }
  }

  @Test
  void skipsWhatTheModelIsTooSlowFor() throws Exception {
    model.script().permits.drainPermits();
    try (Harness harness = open()) {
      harness.setProcessingTime(1_000);
      harness.take(utterance("a", 1, 3));
      harness.take(utterance("a", 2, 4));
      harness.take(utterance("a", 3, 5));
      harness.take(end("a"));
      harness.setProcessingTime(4_000);
      model.script().permits.release(1_000);
      harness.endInput();

      assertThat(harness.heard())
          .extracting(HeardUtterance::getOutcomeCase)
          .containsExactly(OutcomeCase.TEXT, OutcomeCase.SKIPPED, OutcomeCase.SKIPPED);
      assertThat(harness.tallies())
          .last()
          .satisfies(
              t ->
                  assertThat(t.getCountersMap())
                      .containsEntry("utterances", 3L)
                      .containsEntry("heard", 1L)
                      .containsEntry("skipped", 2L)
                      .containsEntry("samples_in", 12_000L));
      assertThat(harness.given(SessionEvent.class))
          .extracting(SessionEvent::getCode)
          .containsExactly("utterance-skipped", "overload", "utterance-skipped", "overload-over");
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void asksAgainWhereTheSessionsWentAfterRescaling() throws Exception {
    model.script().permits.drainPermits();
    OperatorSubtaskState state;
    int sessions = 12;
    try (Harness harness = open()) {
      for (int i = 0; i < sessions; i++) {
        harness.take(utterance("session-" + i, 1, i + 1));
        harness.take(end("session-" + i));
      }
      state = harness.snapshot(1, 1);
      model.script().permits.release(1_000);
    }
    List<String> heard = new ArrayList<>();
    List<Integer> shares = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (Harness harness = restored(state, 2, subtask)) {
        harness.endInput();
        shares.add(harness.heard().size());
        harness.heard().forEach(h -> heard.add(h.getUtterance().getSessionId()));
        assertThat(harness.numKeyedStateEntries()).isZero();
      }
    }
    assertThat(heard).hasSize(sessions).doesNotHaveDuplicates();
    assertThat(shares).doesNotContain(0);
  }

  @Test
  void asksAllKeysAgainThoughThereIsRoomForFew() throws Exception {
    model.script().permits.drainPermits();
    OperatorSubtaskState state;
    try (Harness harness = open()) {
      for (int i = 0; i < 9; i++) {
        harness.take(utterance("session-" + i, 1, i + 1));
      }
      state = harness.snapshot(1, 1);
      model.script().permits.release(1_000);
    }
    settings = new ThinkSettings(2, 8, Duration.ZERO, Duration.ofSeconds(5));
    try (Harness harness = restored(state, 1, 0)) {
      harness.endInput();
      assertThat(harness.heard()).hasSize(9);
    }
  }

  @Test
  void asksNoMoreThanItMayAndHoldsNobodyBackForIt() throws Exception {
    model.script().permits.drainPermits();
    settings = new ThinkSettings(1, 8, Duration.ZERO, Duration.ofSeconds(5));
    Message another = LedgerTally.newBuilder().setSessionId("another").build();
    try (Harness harness = open()) {
      for (int i = 1; i <= 5; i++) {
        harness.take(utterance("session-" + i, 1, i));
      }
      harness.processElement(new StreamRecord<>(another));
      assertThat(harness.extractOutputValues()).as("it only goes by").containsExactly(another);
      model.script().permits.release(1_000);
      harness.endInput();
      assertThat(harness.heard()).hasSize(5);
      assertThat(model.script().batches).as("one place").containsOnly(1).hasSize(5);
    }
  }

  @Test
  void holdsASessionBackWhoseBacklogIsFull() throws Exception {
    try (Harness harness = open()) {
      for (int i = 1; i <= 40; i++) {
        harness.take(utterance("a", i, i));
      }
      assertThat(harness.heard().size())
          .as("no more than 2 s of sound wait")
          .isGreaterThanOrEqualTo(40 - 9);
    }
  }

  @Test
  void letsOnlyTheUtteranceFailOnWhichTheModelThrows() throws Exception {
    model.script().throwsAtSamples = 77;
    settings = new ThinkSettings(64, 8, Duration.ofMillis(200), Duration.ofSeconds(5));
    SpeechChunk bad = utterance("bad", 1, 1);
    bad =
        bad.toBuilder()
            .setPart(bad.getPart().toBuilder().setPcm(ByteString.copyFrom(new byte[154])))
            .build();
    try (Harness harness = open()) {
      harness.take(utterance("good", 1, 1));
      harness.take(bad);
      harness.take(utterance("fine", 1, 1));
      harness.endInput();
      assertThat(harness.heard())
          .allSatisfy(
              h ->
                  assertThat(h.getOutcomeCase())
                      .isEqualTo(
                          h.getUtterance().getSessionId().equals("bad")
                              ? OutcomeCase.FAILED
                              : OutcomeCase.TEXT))
          .hasSize(3);
    }
  }

  @Test
  void appliesAnswersBetweenRecords() throws Exception {
    try (Harness harness = open()) {
      harness.take(utterance("a", 1, 1));
      TaskMailbox mailbox = harness.getTaskMailbox();
      Optional<Mail> mail = Optional.of(mailbox.take(TaskMailbox.MIN_PRIORITY));
      mail.get().run();
      assertThat(harness.heard()).hasSize(1);
    }
  }

  @Test
  void closesTheModelOnceWithTheLastOfItsUsers() throws Exception {
    Harness one = open();
    Harness other = open();
    one.close();
    assertThat(model.script().closed).hasValue(0);
    other.close();
    assertThat(model.script().opened).hasValue(1);
    assertThat(model.script().closed).hasValue(1);
  }
}
