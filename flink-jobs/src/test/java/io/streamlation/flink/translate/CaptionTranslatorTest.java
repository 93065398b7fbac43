package io.streamlation.flink.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.LedgerCounters;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.CaptionLayout;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.Frontier;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.TargetedCaption;
import io.streamlation.contracts.v1.TranslateState;
import io.streamlation.contracts.v1.TranslatedCaption;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.contracts.v1.Untranslated;
import io.streamlation.contracts.v1.Voicing;
import io.streamlation.flink.room.Box;
import io.streamlation.flink.room.ScreenLines;
import io.streamlation.flink.room.SessionTarget;
import io.streamlation.flink.translate.TranslationOutcome.Failed;
import io.streamlation.flink.translate.TranslationOutcome.Translated;
import io.streamlation.flink.translate.TranslationRequest.Purpose;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CaptionTranslatorTest {

  private final CaptionTranslator translator =
      new CaptionTranslator(TranslateSettings.DEFAULT, new ScreenLines(42, 2));
  private final Box<TranslatedCaption> box = new Box<>();
  private Optional<TranslateState> state = Optional.empty();
  private WallTime now = new WallTime(5);

  private void partial(long utterance, String stable, String rest) {
    take(
        caption(utterance)
            .setState(Caption.State.STATE_PARTIAL)
            .setText(stable + rest)
            .setStablePrefixLength(stable.length())
            .setRevision(stable.length()));
  }

  private void settled(long utterance, String text) {
    take(
        caption(utterance)
            .setState(Caption.State.STATE_FINAL)
            .setText(text)
            .setStablePrefixLength(text.length())
            .setRevision(1_000));
  }

  private void withdrawn(long utterance) {
    take(caption(utterance).setState(Caption.State.STATE_WITHDRAWN).setRevision(1_000));
  }

  private static Caption.Builder caption(long utterance) {
    return Caption.newBuilder()
        .setId("s.1." + utterance + ".0")
        .setSessionId("s")
        .setEpoch(1)
        .setUtteranceStartSample(utterance)
        .setMediaEndSample(utterance + 10)
        .setLanguage("en");
  }

  private void take(Caption.Builder caption) {
    state =
        translator.take(
            state,
            TargetedCaption.newBuilder()
                .setSessionId("s")
                .setTargetLanguage("es")
                .setCaption(caption)
                .build(),
            now,
            box);
  }

  private void frontier(long sample) {
    state =
        translator.take(
            state,
            TargetedCaption.newBuilder()
                .setSessionId("s")
                .setTargetLanguage("es")
                .setFrontier(Frontier.newBuilder().setSessionId("s").setEpoch(1).setSample(sample))
                .build(),
            now,
            box);
  }

  private void end() {
    state =
        translator.take(
            state,
            TargetedCaption.newBuilder()
                .setSessionId("s")
                .setTargetLanguage("es")
                .setEpochClosed(
                    EpochClosed.newBuilder().setSessionId("s").setEpoch(1).setEndSample(99))
                .build(),
            now,
            box);
  }

  /** What goes to the topic. */
  private List<Translation> given() {
    return box.given.stream()
        .filter(one -> one.hasTranslation() && !one.getAsSpoken())
        .map(TranslatedCaption::getTranslation)
        .toList();
  }

  private Translation last() {
    return given().get(given().size() - 1);
  }

  private Optional<TranslateQuestion> next() {
    return state.flatMap(s -> translator.next(s, now));
  }

  private void answer(TranslateQuestion question) {
    answer(question, new Translated("ES " + question.request().text(), -.1f));
  }

  private void answer(TranslateQuestion question, TranslationOutcome outcome) {
    state = translator.apply(state, question, outcome, now, box);
  }

  @Test
  void translatesAFinal() {
    settled(0, "good evening");
    TranslateQuestion question = next().orElseThrow();
    assertThat(question.request())
        .isEqualTo(new TranslationRequest("good evening", "en", "es", "", Purpose.FINAL));
    answer(question);

    Translation translation = last();
    assertThat(translation.getText()).isEqualTo("ES good evening");
    assertThat(translation.getLinesList()).containsExactly("ES good evening");
    assertThat(translation.getState()).isEqualTo(Caption.State.STATE_FINAL);
    assertThat(translation.getCaptionRevision()).isEqualTo(1_000);
    frontier(10);
    assertThat(box.lastTally().getStage()).isEqualTo("translate:es");
    assertThat(box.sum(LedgerCounters.TRANSLATED)).isEqualTo(1);
  }

  @Test
  void translatesAllFinalsInOrderWithTheSentenceBefore() {
    settled(0, "one");
    settled(20, "two");
    answer(next().orElseThrow());
    assertThat(next().orElseThrow().request().context()).isEqualTo("one");
    answer(next().orElseThrow());
    assertThat(given()).extracting(Translation::getText).containsExactly("ES one", "ES two");
    assertThat(next()).isEmpty();
  }

  private List<String> codes() {
    return box.events.stream().map(SessionEvent::getCode).toList();
  }

  @Test
  void leavesUntranslatedWhatHasWaitedTooLong() {
    settled(0, "one");
    settled(20, "two");
    settled(40, "three");
    TranslateQuestion inFlight = next().orElseThrow();
    now = new WallTime(now.epochMs() + 61_000);
    settled(60, "four");
    answer(inFlight);

    assertThat(given())
        .extracting(t -> t.getUntranslated().getReason())
        .containsExactly(
            Untranslated.Reason.REASON_UNSPECIFIED,
            Untranslated.Reason.REASON_OVERLOAD,
            Untranslated.Reason.REASON_OVERLOAD);
    assertThat(box.counted)
        .containsEntry(LedgerCounters.REQUESTS, 3L)
        .containsEntry(LedgerCounters.UNTRANSLATED, 2L);
    assertThat(codes()).containsExactly("not-translated-es", "overload-es", "not-translated-es");
    answer(next().orElseThrow());
    assertThat(last().getText()).isEqualTo("ES four");
    assertThat(codes()).endsWith("overload-es-over");
  }

  @Test
  void countsNoWaitingWhileNobodyWorked() {
    settled(0, "one");
    settled(20, "two");
    now = new WallTime(now.epochMs() + 1_200_000);
    state = state.map(s -> translator.restored(s, now));
    answer(next().orElseThrow());
    answer(next().orElseThrow());
    assertThat(given()).extracting(Translation::getText).containsExactly("ES one", "ES two");
  }

  @Test
  void laysATranslationOutAsItsCaptionWasAskedToBe() {
    take(
        caption(0)
            .setState(Caption.State.STATE_FINAL)
            .setText("good evening and welcome")
            .setCaptionLayout(CaptionLayout.newBuilder().setMaxCharsPerLine(12)));
    answer(next().orElseThrow());
    assertThat(last().getLinesCount()).isGreaterThan(2);
    assertThat(last().getLinesList())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(12));
  }

  @Test
  void aTranslationOfAnotherSpeakerBeginsWithADashToo() {
    take(
        caption(0)
            .setState(Caption.State.STATE_FINAL)
            .setText("thank you")
            .addLines("-\u00A0thank you")
            .setSpeakerChanged(true));
    assertThat(next().orElseThrow().request().text()).isEqualTo("thank you");
    answer(next().orElseThrow());
    assertThat(last().getText()).isEqualTo("ES thank you");
    assertThat(last().getLinesList()).containsExactly("-\u00A0ES thank you");
  }

  @Test
  void saysWhyAFinalStaysUntranslated() {
    settled(0, "good evening");
    answer(next().orElseThrow(), new Failed(Failed.Reason.NO_MODEL, "no pack en-es"));
    assertThat(last().getUntranslated().getReason()).isEqualTo(Untranslated.Reason.REASON_NO_MODEL);
    assertThat(last().getSourceText()).isEqualTo("good evening");
    frontier(10);
    assertThat(box.sum(LedgerCounters.UNTRANSLATED)).isEqualTo(1);
    assertThat(box.sum(LedgerCounters.REQUESTS)).isEqualTo(1);
    assertThat(box.events).hasSize(1);
  }

  @Test
  void draftsWhatIsStable() {
    partial(0, "good", " evening");
    TranslateQuestion question = next().orElseThrow();
    assertThat(question.request().text()).isEqualTo("good");
    answer(question);
    assertThat(last().getState()).isEqualTo(Caption.State.STATE_PARTIAL);
    assertThat(last().getSourceText()).isEqualTo("good");
    assertThat(next()).isEmpty();
  }

  @Test
  void draftsNothingThatIsNotStableOrNotNew() {
    partial(0, "", "good");
    assertThat(next()).isEmpty();
    partial(0, "good", "");
    answer(next().orElseThrow());
    partial(0, "good", " evening");
    assertThat(next()).isEmpty();
  }

  @Test
  void keepsOnlyTheNewestDraft() {
    partial(0, "good", "");
    TranslateQuestion first = next().orElseThrow();
    partial(0, "good evening", "");
    partial(0, "good evening and", "");
    answer(first);
    assertThat(next().orElseThrow().request().text()).isEqualTo("good evening and");
  }

  @Test
  void rejectsADraftWhoseFinalHasCome() {
    partial(0, "good", "");
    TranslateQuestion draft = next().orElseThrow();
    settled(0, "good evening");
    answer(draft);
    assertThat(given()).isEmpty();
    answer(next().orElseThrow());
    assertThat(given())
        .extracting(Translation::getState)
        .containsExactly(Caption.State.STATE_FINAL);
  }

  @Test
  void takesADraftBackWithItsCaption() {
    partial(0, "good", "");
    answer(next().orElseThrow());
    withdrawn(0);
    assertThat(last().getState()).isEqualTo(Caption.State.STATE_WITHDRAWN);
    withdrawn(0);
    assertThat(given()).hasSize(2);
  }

  @Test
  void closesBehindTheLastFinalAndForgetsTheSession() {
    settled(0, "one");
    TranslateQuestion question = next().orElseThrow();
    end();
    assertThat(box.tallies).isEmpty();
    answer(question);
    assertThat(box.lastTally().getClosed()).isTrue();
    assertThat(box.lastTally().getAsOfSample()).isEqualTo(99);
    assertThat(state).isEmpty();
  }

  @Test
  void talliesWhenAFrontierSaysThatAllIsOut() {
    frontier(5);
    assertThat(box.lastTally().getAsOfSample()).isEqualTo(5);
    assertThat(state).as("of a language in which nothing was said").isEmpty();

    settled(5, "one");
    frontier(15);
    frontier(30);
    settled(30, "two");
    frontier(40);
    assertThat(box.tallies).as("it overtakes no final").hasSize(1);
    answer(next().orElseThrow());
    assertThat(box.tallies).hasSize(2);
    assertThat(box.lastTally().getAsOfSample()).isEqualTo(30);
    assertThat(box.sum(LedgerCounters.TRANSLATED)).isEqualTo(1);
    answer(next().orElseThrow(), new Failed(Failed.Reason.MODEL, "no"));
    assertThat(box.lastTally().getAsOfSample()).isEqualTo(40);
    assertThat(box.sum(LedgerCounters.TRANSLATED)).isEqualTo(1);
    assertThat(box.sum(LedgerCounters.UNTRANSLATED)).isEqualTo(1);
  }

  @Test
  void ignoresAnAnswerToAFinalThatIsDone() {
    settled(0, "one");
    TranslateQuestion question = next().orElseThrow();
    answer(question);
    answer(question);
    assertThat(given()).hasSize(1);
  }

  @Test
  void keepsSessionsAndTargetsApart() {
    assertThat(
            CaptionTranslator.key(
                TargetedCaption.newBuilder().setSessionId("s").setTargetLanguage("es").build()))
        .isEqualTo(new SessionTarget("s", "es"));
  }

  private void toBeSpoken(long utterance, String text, String voice, boolean asSpoken) {
    state =
        translator.take(
            state,
            TargetedCaption.newBuilder()
                .setSessionId("s")
                .setTargetLanguage("es")
                .setCaption(caption(utterance).setState(Caption.State.STATE_FINAL).setText(text))
                .setVoicing(Voicing.newBuilder().setVoice(voice))
                .setAsSpoken(asSpoken)
                .build(),
            now,
            box);
  }

  @Test
  void howAFinalIsToBeSpokenGoesWithItsTranslation() {
    toBeSpoken(0, "good evening", "anna", false);
    toBeSpoken(20, "bad evening", "bert", false);
    answer(next().orElseThrow());
    answer(next().orElseThrow(), new Failed(Failed.Reason.MODEL, "it broke"));

    assertThat(box.given)
        .extracting(one -> one.getVoicing().getVoice())
        .containsExactly("anna", "bert");
    assertThat(box.given.get(1).getTranslation().hasUntranslated()).isTrue();
  }

  @Test
  void whatIsToBeSpokenAgainPassesInOrderWithoutAQuestion() {
    settled(0, "good evening");
    toBeSpoken(20, "buenas noches", "anna", true);
    end();
    assertThat(box.given).isEmpty();
    answer(next().orElseThrow());

    assertThat(box.given).hasSize(3);
    assertThat(box.given.get(1).getAsSpoken()).isTrue();
    assertThat(box.given.get(1).getTranslation().getText()).isEqualTo("buenas noches");
    assertThat(box.given.get(2).hasEpochClosed()).isTrue();
    assertThat(given()).hasSize(1);
    assertThat(box.lastTally().getClosed()).isTrue();
    assertThat(box.sum(LedgerCounters.REQUESTS)).isEqualTo(2);
    assertThat(box.sum(LedgerCounters.TRANSLATED)).isEqualTo(1);
    assertThat(box.sum(LedgerCounters.AS_SPOKEN)).isEqualTo(1);
    assertThat(state).isEmpty();
  }
}
