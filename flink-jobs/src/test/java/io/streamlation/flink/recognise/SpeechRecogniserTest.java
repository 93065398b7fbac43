package io.streamlation.flink.recognise;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.LedgerCounters;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Border;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.Frontier;
import io.streamlation.contracts.v1.HeardUtterance;
import io.streamlation.contracts.v1.HeardUtterance.OutcomeCase;
import io.streamlation.contracts.v1.Hypothesis;
import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.RecogniseState;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SpeechChunk;
import io.streamlation.contracts.v1.StageTime;
import io.streamlation.contracts.v1.Utterance;
import io.streamlation.contracts.v1.UtterancePart;
import io.streamlation.flink.cut.Sounds;
import io.streamlation.flink.recognise.RecognitionOutcome.Failed;
import io.streamlation.flink.recognise.RecognitionOutcome.Heard;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardSegment;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardWord;
import io.streamlation.flink.recognise.RecognitionOutcome.Silent;
import io.streamlation.flink.recognise.RecognitionRequest.Purpose;
import io.streamlation.flink.room.Box;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpeechRecogniserTest {
  private static final int SECOND = 16_000;
  private static final Heard HELLO = heard("hello", "world");
  private static final Silent NOTHING = new Silent("no speech", .99f);

  private final Box<Hypothesis> box = new Box<>();
  private SpeechRecogniser recogniser = new SpeechRecogniser(RecogniseSettings.DEFAULT);
  private Optional<RecogniseState> state = Optional.empty();
  private WallTime now = new WallTime(1_000);

  private static Heard heard(String... words) {
    List<HeardWord> heard =
        java.util.stream.IntStream.range(0, words.length)
            .mapToObj(i -> new HeardWord(words[i], i * 4_000L, i * 4_000L + 3_000, .9f))
            .toList();
    return new Heard("en", List.of(new HeardSegment(0, 8_000, heard)), -.1f, .01f);
  }

  private void speak(long utteranceStart, long from, int samples, Border closedBy) {
    take(
        SpeechChunk.newBuilder()
            .setSessionId("s")
            .setPart(
                UtterancePart.newBuilder()
                    .setUtterance(utterance(utteranceStart))
                    .setStartSample(from)
                    .setPcm(ByteString.copyFrom(new byte[2 * samples]))
                    .setClosedBy(closedBy)
                    .setLag(
                        LagTrace.newBuilder()
                            .setCapturedAtMs(now.epochMs() - 50)
                            .addStages(StageTime.newBuilder().setStage("cut"))))
            .build());
  }

  private static Utterance utterance(long start) {
    return Utterance.newBuilder()
        .setSessionId("s")
        .setEpoch(2)
        .setStartSample(start)
        .setSourceLanguage("en")
        .build();
  }

  private void endEpoch() {
    take(
        SpeechChunk.newBuilder()
            .setSessionId("s")
            .setEpochClosed(
                EpochClosed.newBuilder().setSessionId("s").setEpoch(2).setEndSample(99 * SECOND))
            .build());
  }

  private void frontier(long sample) {
    take(
        SpeechChunk.newBuilder()
            .setSessionId("s")
            .setFrontier(Frontier.newBuilder().setSessionId("s").setEpoch(2).setSample(sample))
            .build());
  }

  private void take(SpeechChunk chunk) {
    state = recogniser.take(state, chunk, now, box);
  }

  private Optional<RecogniseQuestion> next() {
    return state.flatMap(s -> recogniser.next(s, now));
  }

  private void answer(RecogniseQuestion question, RecognitionOutcome outcome) {
    state = recogniser.apply(state, question, outcome, now, box);
  }

  private HeardUtterance lastHeard() {
    return box.last().getHeard();
  }

  private String finalBy(double pitchHz, long start) {
    speak(start, start, SECOND, Border.BORDER_PAUSE);
    RecogniseQuestion question = next().orElseThrow();
    assertThat(question.voice()).isTrue();
    answer(
        question,
        HELLO.in(VoiceFeatures.of(Sounds.voice(Duration.ofSeconds(3), pitchHz, 120 / pitchHz))));
    return lastHeard().getSpeaker();
  }

  @Test
  void tellsWhoSpokeUntilTheEpochEnds() {
    assertThat(finalBy(100, 0)).isEqualTo("speaker-1");
    assertThat(finalBy(220, SECOND)).isEqualTo("speaker-2");
    assertThat(finalBy(100, 2L * SECOND)).isEqualTo("speaker-1");
    endEpoch();
    assertThat(state).isEmpty();
    assertThat(finalBy(220, 0)).isEqualTo("speaker-1");
  }

  @Test
  void asksNobodyForTheVoiceOfADraft() {
    speak(0, 0, SECOND, Border.BORDER_UNSPECIFIED);
    RecogniseQuestion draft = next().orElseThrow();
    assertThat(draft.voice()).isFalse();
    answer(draft, HELLO);
    assertThat(lastHeard().getSpeaker()).isEmpty();
  }

  @Test
  void asksForAPartialOnceEnoughIsNew() {
    speak(100, 100, SECOND / 2, Border.BORDER_UNSPECIFIED);
    assertThat(next()).isEmpty();
    speak(100, 100 + SECOND / 2, SECOND / 5, Border.BORDER_UNSPECIFIED);

    RecogniseQuestion question = next().orElseThrow();
    assertThat(question.request().purpose()).isEqualTo(Purpose.PARTIAL);
    assertThat(question.request().pcm()).hasSize(SECOND / 2 + SECOND / 5);
    answer(question, HELLO);
    assertThat(lastHeard().getFinal()).isFalse();
    assertThat(lastHeard().getEndSample()).isEqualTo(100 + SECOND / 2 + SECOND / 5);
    assertThat(next()).isEmpty();
  }

  @Test
  void asksAboutAllTheSoundSoFar() {
    speak(0, 0, SECOND, Border.BORDER_UNSPECIFIED);
    answer(next().orElseThrow(), HELLO);
    speak(0, SECOND, SECOND, Border.BORDER_UNSPECIFIED);
    assertThat(next().orElseThrow().request().pcm()).hasSize(2 * SECOND);
  }

  @Test
  void asksForNoPartialOfOldSound() {
    speak(0, 0, 2 * SECOND, Border.BORDER_UNSPECIFIED);
    now = new WallTime(now.epochMs() + 60_000);
    assertThat(next()).isEmpty();
  }

  @Test
  void asksForFinalsInOrderBeforeAnyPartial() {
    speak(0, 0, SECOND, Border.BORDER_PAUSE);
    speak(20_000, 20_000, SECOND, Border.BORDER_PAUSE);
    speak(40_000, 40_000, SECOND, Border.BORDER_UNSPECIFIED);

    RecogniseQuestion first = next().orElseThrow();
    assertThat(first.utterance().getStartSample()).isZero();
    assertThat(recogniser.isFinal(first)).isTrue();
    answer(first, HELLO);
    RecogniseQuestion second = next().orElseThrow();
    assertThat(second.utterance().getStartSample()).isEqualTo(20_000);
    answer(second, HELLO);
    assertThat(recogniser.isFinal(next().orElseThrow())).isFalse();
    assertThat(box.given)
        .extracting(h -> h.getHeard().getUtterance().getStartSample())
        .containsExactly(0L, 20_000L);
  }

  @Test
  void keepsSoundUntilItsFinalIsApplied() {
    speak(0, 0, SECOND, Border.BORDER_PAUSE);
    RecogniseQuestion asked = next().orElseThrow();
    assertThat(next().orElseThrow().request().pcm()).isEqualTo(asked.request().pcm());
    answer(asked, HELLO);
    assertThat(state.orElseThrow().getWorkCount()).isZero();
  }

  @Test
  void movesTimesIntoTheEpochAndIntoTheUtterance() {
    speak(1_000, 1_000, 6_000, Border.BORDER_PAUSE);
    answer(next().orElseThrow(), HELLO);

    var words = lastHeard().getText().getStretches(0).getWordsList();
    assertThat(words.get(0).getStartSample()).isEqualTo(1_000);
    assertThat(words.get(1).getStartSample()).isEqualTo(5_000);
    assertThat(words.get(1).getEndSample()).isEqualTo(7_000);
  }

  @Test
  void countsEachUtteranceOnceAsHeardSilentOrFailed() {
    speak(0, 0, SECOND, Border.BORDER_PAUSE);
    speak(20_000, 20_000, SECOND, Border.BORDER_PAUSE);
    speak(40_000, 40_000, SECOND, Border.BORDER_PAUSE);
    speak(60_000, 60_000, SECOND, Border.BORDER_PAUSE);
    answer(next().orElseThrow(), HELLO);
    answer(next().orElseThrow(), NOTHING);
    answer(next().orElseThrow(), new Failed(Failed.Reason.DEADLINE, "2 s were not enough"));
    answer(next().orElseThrow(), heard(" "));

    assertThat(box.lastTally().getCountersMap())
        .containsEntry(LedgerCounters.UTTERANCES, 4L)
        .containsEntry(LedgerCounters.HEARD, 1L)
        .containsEntry(LedgerCounters.SILENT, 2L)
        .containsEntry(LedgerCounters.FAILED, 1L)
        .containsEntry(LedgerCounters.SAMPLES_IN, 4L * SECOND);
    assertThat(box.given)
        .extracting(h -> h.getHeard().getOutcomeCase())
        .containsExactly(
            OutcomeCase.TEXT, OutcomeCase.SILENT, OutcomeCase.FAILED, OutcomeCase.SILENT);
    assertThat(box.events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getId()).isEqualTo("s.2.40000.not-recognised");
              assertThat(event.getMessage()).contains("2 s were not enough");
            });
  }

  @Test
  void ignoresAnAnswerThatTheStateHasMovedOnFrom() {
    speak(0, 0, SECOND, Border.BORDER_UNSPECIFIED);
    RecogniseQuestion old = next().orElseThrow();
    speak(0, SECOND, 0, Border.BORDER_PAUSE);
    answer(next().orElseThrow(), HELLO);
    int given = box.given.size();
    Optional<RecogniseState> before = state;
    answer(old, HELLO);
    assertThat(state).isEqualTo(before);
    assertThat(box.given).hasSize(given);
  }

  @Test
  void passesTheEndOnBehindTheLastFinalAndForgetsTheSession() {
    speak(0, 0, SECOND, Border.BORDER_EPOCH);
    endEpoch();
    assertThat(box.given).isEmpty();
    answer(next().orElseThrow(), HELLO);

    assertThat(box.given).hasSize(2);
    assertThat(box.last().getEpochClosed().getEndSample()).isEqualTo(99 * SECOND);
    assertThat(box.lastTally().getClosed()).isTrue();
    assertThat(state).isEmpty();
  }

  @Test
  void passesAFrontierOnAtOnceWhereNothingIsBeforeIt() {
    frontier(SECOND);
    assertThat(box.last().getFrontier().getSample()).isEqualTo(SECOND);
    assertThat(state).isEmpty();
  }

  @Test
  void letsNoFrontierOvertakeAnUtterance() {
    speak(0, 0, SECOND, Border.BORDER_PAUSE);
    frontier(SECOND);
    frontier(2 * SECOND);
    speak(2 * SECOND, 2 * SECOND, SECOND, Border.BORDER_PAUSE);
    frontier(3 * SECOND);
    assertThat(box.given).isEmpty();
    answer(next().orElseThrow(), HELLO);
    answer(next().orElseThrow(), NOTHING);

    assertThat(box.given)
        .extracting(h -> h.hasFrontier() ? h.getFrontier().getSample() : 0L)
        .as("the newest of those that waited, behind the utterance before it")
        .containsExactly(0L, 2L * SECOND, 0L, 3L * SECOND);
  }

  @Test
  void givesTheSameSoundTheSameSeed() {
    speak(0, 0, SECOND, Border.BORDER_PAUSE);
    long seed = next().orElseThrow().request().seed();
    assertThat(next().orElseThrow().request().seed()).isEqualTo(seed);
    answer(next().orElseThrow(), HELLO);
    speak(20_000, 20_000, SECOND, Border.BORDER_PAUSE);
    assertThat(next().orElseThrow().request().seed()).isNotEqualTo(seed);
  }

  @Test
  void tellsWhatWasSaidBeforeWhereThatIsWanted() {
    recogniser =
        new SpeechRecogniser(
            new RecogniseSettings(
                true,
                Duration.ofMillis(600),
                Duration.ofSeconds(10),
                17,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(60),
                true));
    speak(0, 0, SECOND, Border.BORDER_PAUSE);
    speak(20_000, 20_000, SECOND, Border.BORDER_PAUSE);
    speak(40_000, 40_000, SECOND, Border.BORDER_PAUSE);
    answer(next().orElseThrow(), HELLO);
    assertThat(next().orElseThrow().request().previousText()).isEqualTo("hello world");
    answer(next().orElseThrow(), heard("again"));
    assertThat(next().orElseThrow().request().previousText()).isEqualTo("hello world again");
    answer(next().orElseThrow(), heard("more"));
    speak(60_000, 60_000, SECOND, Border.BORDER_PAUSE);
    assertThat(next().orElseThrow().request().previousText()).isEqualTo("world again more");
  }

  private void later(int seconds) {
    now = new WallTime(now.epochMs() + 1_000L * seconds);
  }

  private List<String> codes() {
    return box.events.stream().map(SessionEvent::getCode).toList();
  }

  @Test
  void mayBeHeardByASmallerTierOnceItHasWaited() {
    speak(0, 0, SECOND, Border.BORDER_PAUSE);
    later(30);
    assertThat(next().orElseThrow().hurried()).isFalse();
    later(1);
    RecogniseQuestion hurried = next().orElseThrow();
    assertThat(hurried.hurried()).isTrue();
    answer(hurried, HELLO.bySmallerTier());

    assertThat(lastHeard().getText().getDegraded()).isTrue();
    assertThat(codes()).containsExactly("overload");
    assertThat(box.events.get(0).getParty()).isEqualTo(SessionEvent.Party.PARTY_PLATFORM);
    assertThat(box.events.get(0).getAction()).contains("channels");
    assertThat(box.counted).containsEntry("degraded", 1L);
  }

  @Test
  void tellsNothingWhereNoSmallerTierHeardIt() {
    speak(0, 0, SECOND, Border.BORDER_PAUSE);
    later(40);
    answer(next().orElseThrow(), HELLO);
    assertThat(lastHeard().getText().getDegraded()).isFalse();
    assertThat(box.events).isEmpty();
  }

  @Test
  void skipsWhatHasWaitedTooLongAndKeepsTheSums() {
    speak(0, 0, SECOND, Border.BORDER_PAUSE);
    RecogniseQuestion inFlight = next().orElseThrow();
    speak(20_000, 20_000, SECOND, Border.BORDER_PAUSE);
    later(30);
    speak(40_000, 40_000, SECOND, Border.BORDER_PAUSE);
    later(31);
    answer(inFlight, HELLO);

    assertThat(box.given)
        .extracting(h -> h.getHeard().getOutcomeCase())
        .containsExactly(OutcomeCase.TEXT, OutcomeCase.SKIPPED);
    assertThat(lastHeard().getFinal()).isTrue();
    assertThat(lastHeard().getSkipped().getReason()).isEqualTo("overload");
    assertThat(box.lastTally().getCountersMap())
        .containsEntry(LedgerCounters.UTTERANCES, 2L)
        .containsEntry(LedgerCounters.HEARD, 1L)
        .containsEntry(LedgerCounters.SKIPPED, 1L)
        .containsEntry(LedgerCounters.SAMPLES_IN, 2L * SECOND);
    assertThat(codes()).containsExactly("utterance-skipped", "overload");
    assertThat(next().orElseThrow().utterance().getStartSample()).isEqualTo(40_000);
  }

  @Test
  void neverSkipsWhatIsInFlight() {
    speak(0, 0, SECOND, Border.BORDER_PAUSE);
    RecogniseQuestion inFlight = next().orElseThrow();
    later(100);
    speak(20_000, 20_000, SECOND, Border.BORDER_PAUSE);
    answer(inFlight, HELLO);
    assertThat(lastHeard().hasText()).isTrue();
    assertThat(codes()).isEmpty();
  }

  @Test
  void saysOnceThatItIsOverloadedAndOnceThatItIsNot() {
    for (int i = 0; i < 4; i++) {
      speak(i * 20_000L, i * 20_000L, SECOND, Border.BORDER_PAUSE);
    }
    RecogniseQuestion inFlight = next().orElseThrow();
    later(61);
    answer(inFlight, HELLO);
    assertThat(codes())
        .containsExactly("utterance-skipped", "overload", "utterance-skipped", "utterance-skipped");

    speak(100_000, 100_000, SECOND, Border.BORDER_PAUSE);
    later(16);
    answer(next().orElseThrow(), HELLO);
    assertThat(codes()).as("still slow").doesNotContain("overload-over");
    speak(120_000, 120_000, SECOND, Border.BORDER_PAUSE);
    later(2);
    answer(next().orElseThrow(), HELLO);
    assertThat(codes()).endsWith("overload-over").hasSize(5);
  }

  @Test
  void endsTheAlarmWithTheEpoch() {
    speak(0, 0, SECOND, Border.BORDER_PAUSE);
    speak(20_000, 20_000, SECOND, Border.BORDER_EPOCH);
    endEpoch();
    RecogniseQuestion inFlight = next().orElseThrow();
    later(61);
    answer(inFlight, HELLO);
    assertThat(codes()).containsExactly("utterance-skipped", "overload", "overload-over");
    assertThat(box.lastTally().getClosed()).isTrue();
    assertThat(state).isEmpty();
  }

  @Test
  void countsNoWaitingWhileNobodyWorked() {
    speak(0, 0, SECOND, Border.BORDER_PAUSE);
    speak(20_000, 20_000, SECOND, Border.BORDER_PAUSE);
    later(1_200);
    state = state.map(s -> recogniser.restored(s, now));
    assertThat(next().orElseThrow().hurried()).isFalse();
    answer(next().orElseThrow(), HELLO);
    assertThat(codes()).isEmpty();
    assertThat(next().orElseThrow().utterance().getStartSample()).isEqualTo(20_000);
  }

  @Test
  void isFullWhenAMinuteOfSoundWaits() {
    for (int i = 0; i < 7; i++) {
      assertThat(state.isPresent() && recogniser.isFull(state.get())).isFalse();
      speak(i * 200_000L, i * 200_000L, 10 * SECOND, Border.BORDER_LIMIT);
    }
    assertThat(recogniser.isFull(state.orElseThrow())).isTrue();
  }
}
