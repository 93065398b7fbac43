package io.streamlation.flink.speak;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.ClipFormat;
import io.streamlation.contracts.LedgerCounters;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SpeakState;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.contracts.v1.TranslatedCaption;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.contracts.v1.Untranslated;
import io.streamlation.contracts.v1.Voicing;
import io.streamlation.flink.room.Box;
import io.streamlation.flink.speak.SynthesisOutcome.Failed;
import io.streamlation.flink.speak.SynthesisOutcome.Nothing;
import io.streamlation.flink.speak.SynthesisOutcome.Spoken;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptionSpeakerTest {
  private static final Duration SKIP_AFTER = Duration.ofSeconds(10);
  private static final Spoken HALF_A_SECOND =
      new Spoken(ByteString.copyFrom(new byte[16_000]), 16_000, "anna");

  private final CaptionSpeaker speaker = new CaptionSpeaker(new SpeakSettings(SKIP_AFTER, 4));
  private final Box<SpokenSegment> box = new Box<>();
  private Optional<SpeakState> state = Optional.empty();
  private WallTime now = new WallTime(5);

  private static Translation.Builder line(long utterance, String text) {
    return Translation.newBuilder()
        .setCaptionId("s.1." + utterance + ".0")
        .setSessionId("s")
        .setTargetLanguage("es")
        .setState(Caption.State.STATE_FINAL)
        .setEpoch(1)
        .setUtteranceStartSample(utterance)
        .setMediaStartSample(utterance)
        .setMediaEndSample(utterance + 10)
        .setText(text);
  }

  private static TranslatedCaption.Builder told(Translation.Builder line) {
    return TranslatedCaption.newBuilder()
        .setSessionId("s")
        .setTargetLanguage("es")
        .setTranslation(line);
  }

  private void take(TranslatedCaption.Builder translated) {
    state = speaker.take(state, translated.build(), now, box);
  }

  private void toBeSpoken(long utterance, String text) {
    take(told(line(utterance, text)).setVoicing(Voicing.newBuilder().setVoice("anna")));
  }

  private void end() {
    take(
        TranslatedCaption.newBuilder()
            .setSessionId("s")
            .setTargetLanguage("es")
            .setEpochClosed(
                EpochClosed.newBuilder().setSessionId("s").setEpoch(1).setEndSample(99)));
  }

  private Optional<SpeakQuestion> next() {
    return state.flatMap(s -> speaker.next(s, now));
  }

  private void answer(SynthesisOutcome outcome) {
    state = speaker.apply(state, next().orElseThrow(), outcome, now, box);
  }

  @Test
  void speaksAFinal() {
    toBeSpoken(0, "hola");
    assertThat(next().orElseThrow().request())
        .isEqualTo(new SynthesisRequest("hola", "es", "anna"));
    answer(HALF_A_SECOND);

    SpokenSegment spoken = box.last();
    assertThat(spoken.getCaptionId()).isEqualTo("s.1.0.0");
    assertThat(spoken.getText()).isEqualTo("hola");
    assertThat(spoken.getVoice()).isEqualTo("anna");
    assertThat(spoken.getClip().getDurationMs()).isEqualTo(500);
    assertThat(spoken.getClip().getTempo()).isEqualTo(1);
    assertThat(spoken.getClip().getCodec()).isEqualTo(ClipFormat.PCM_S16LE);
    assertThat(spoken.getLag().getStages(0).getStage()).isEqualTo("speak");
    assertThat(box.lastTally().getStage()).isEqualTo("speak:es");
    assertThat(box.sum(LedgerCounters.CLIPS)).isEqualTo(1);
    assertThat(box.events).isEmpty();
  }

  @Test
  void leavesToTheScreenWhatNobodyWishedSpokenOrMayYetChange() {
    take(told(line(0, "hola")));
    take(
        told(line(20, "hol").setState(Caption.State.STATE_PARTIAL))
            .setVoicing(Voicing.getDefaultInstance()));
    end();

    assertThat(state).isEmpty();
    assertThat(box.given).isEmpty();
    assertThat(box.tallies).as("a stage that spoke of nothing").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NO_VOICE, no-voice",
    "MODEL, model-failed",
    "DEADLINE, deadline",
    "TOO_LONG, too-long"
  })
  void aVoiceThatFailsSkipsAndTellsOperators(Failed.Reason reason, String told) {
    toBeSpoken(0, "hola");
    answer(new Failed(reason, "because"));

    assertThat(box.last().getSkipped().getReason()).isEqualTo(told);
    assertThat(box.last().getSkipped().getDetail()).isEqualTo("because");
    assertThat(box.sum(LedgerCounters.SKIPPED)).isEqualTo(1);
    assertThat(box.events).hasSize(1);
    assertThat(box.events.get(0).getParty()).isEqualTo(SessionEvent.Party.PARTY_MODEL);
    assertThat(box.events.get(0).getMessage()).contains("s.1.0.0", told, "because");
  }

  @Test
  void whatCannotBeSaidIsSkippedWithoutAFuss() {
    toBeSpoken(0, "…");
    answer(new Nothing());
    take(
        told(line(20, "")
                .setUntranslated(
                    Untranslated.newBuilder()
                        .setReason(Untranslated.Reason.REASON_NO_MODEL)
                        .setDetail("no pack")))
            .setVoicing(Voicing.getDefaultInstance()));

    assertThat(box.given)
        .extracting(one -> one.getSkipped().getReason())
        .containsExactly("empty", "untranslated");
    assertThat(box.given.get(1).getSkipped().getDetail()).isEqualTo("no pack");
    assertThat(box.events).isEmpty();
    assertThat(next()).isEmpty();
  }

  @Test
  void aClipThatNoRecordHoldsIsSkipped() {
    toBeSpoken(0, "hola");
    answer(
        new Spoken(ByteString.copyFrom(new byte[ClipFormat.MOST_AUDIO_BYTES + 2]), 22_050, "anna"));

    assertThat(box.last().getSkipped().getReason()).isEqualTo("too-long");
    assertThat(box.last().getSkipped().getDetail()).contains("1,000,002 bytes");
  }

  @Test
  void keepsOrderAndClosesTheEpochBehindItsLastLine() {
    toBeSpoken(0, "uno");
    toBeSpoken(20, "dos");
    end();
    assertThat(box.given).isEmpty();
    answer(HALF_A_SECOND);
    answer(HALF_A_SECOND);

    assertThat(box.given).extracting(SpokenSegment::getText).containsExactly("uno", "dos");
    assertThat(box.lastTally().getClosed()).isTrue();
    assertThat(box.lastTally().getAsOfSample()).isEqualTo(99);
    assertThat(box.sum(LedgerCounters.REQUESTS)).isEqualTo(2);
    assertThat(state).isEmpty();
  }

  @Test
  void anAnswerToAnotherLineChangesNothing() {
    toBeSpoken(0, "uno");
    SpeakQuestion asked = next().orElseThrow();
    answer(HALF_A_SECOND);
    toBeSpoken(20, "dos");

    Optional<SpeakState> before = state;
    assertThat(speaker.apply(state, asked, HALF_A_SECOND, now, box)).isEqualTo(before);
    assertThat(box.given).hasSize(1);
  }

  @Test
  void speechThatWouldComeMuchTooLateIsSkippedAndSaid() {
    toBeSpoken(0, "uno");
    toBeSpoken(20, "dos");
    toBeSpoken(40, "tres");
    now = new WallTime(SKIP_AFTER.toMillis() + 6);
    toBeSpoken(60, "cuatro");
    answer(HALF_A_SECOND);

    assertThat(box.given)
        .extracting(one -> one.hasClip() ? "clip" : one.getSkipped().getReason())
        .containsExactly("clip", "overload", "overload");
    assertThat(box.events).extracting(SessionEvent::getCode).contains("voice-overload-es");
    assertThat(next().orElseThrow().line().getText()).isEqualTo("cuatro");
    answer(HALF_A_SECOND);
    assertThat(box.events.get(box.events.size() - 1).getCode()).isEqualTo("voice-overload-es-over");
  }

  @Test
  void waitingBeginsAnewAfterARestore() {
    toBeSpoken(0, "uno");
    toBeSpoken(20, "dos");
    now = new WallTime(SKIP_AFTER.toMillis() * 2);
    state = Optional.of(speaker.restored(state.orElseThrow(), now));
    answer(HALF_A_SECOND);
    answer(HALF_A_SECOND);

    assertThat(box.given).allMatch(SpokenSegment::hasClip);
  }

  @Test
  void isFullWhenTheBacklogIs() {
    for (int i = 0; i < 4; i++) {
      toBeSpoken(i, "uno");
    }
    assertThat(speaker.isFull(state.orElseThrow())).isFalse();
    toBeSpoken(9, "dos");
    assertThat(speaker.isFull(state.orElseThrow())).isTrue();
  }
}
