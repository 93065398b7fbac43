package io.streamlation.flink.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.LedgerCounters;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Caption.State;
import io.streamlation.contracts.v1.CaptionLayout;
import io.streamlation.contracts.v1.EpochClosed;
import io.streamlation.contracts.v1.Frontier;
import io.streamlation.contracts.v1.HeardStretch;
import io.streamlation.contracts.v1.HeardUtterance;
import io.streamlation.contracts.v1.Hypothesis;
import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.SettleState;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.Utterance;
import io.streamlation.contracts.v1.Word;
import io.streamlation.flink.room.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CaptionSettlerTest {
  private static final int SECOND = 16_000;
  private static final int WORD = SECOND / 4;
  private static final long START = 32_000;

  private final CaptionSettler settler = new CaptionSettler(SettleSettings.DEFAULT);
  private Utterance utterance = Utterance.getDefaultInstance();
  private final Box<SettledCaption> box = new Box<>();
  private Optional<SettleState> state = Optional.empty();

  /** Words of a quarter of a second; {@code |} stands for a timestamp of the model. */
  private void hear(boolean isFinal, String text) {
    HeardUtterance.HeardText.Builder heard =
        HeardUtterance.HeardText.newBuilder().setLanguage("en");
    long at = START;
    for (String stretch : text.split("\\|")) {
      HeardStretch.Builder words = HeardStretch.newBuilder().setStartSample(at);
      for (String word : stretch.strip().split(" ")) {
        words.addWords(
            Word.newBuilder()
                .setText(word)
                .setStartSample(at)
                .setEndSample(at + WORD)
                .setConfidence(.9f));
        at += WORD;
      }
      heard.addStretches(words.setEndSample(at));
    }
    take(isFinal, HeardUtterance.newBuilder().setText(heard).setEndSample(at + 1_600));
  }

  private void take(boolean isFinal, HeardUtterance.Builder heard) {
    box.given.clear();
    state =
        settler.take(
            state,
            Hypothesis.newBuilder()
                .setSessionId("s")
                .setHeard(
                    heard
                        .setUtterance(
                            utterance.toBuilder()
                                .setSessionId("s")
                                .setEpoch(7)
                                .setStartSample(START)
                                .setPlanRevision(3)
                                .setEpochOffsetSamples(11)
                                .setProgramDateTimeUs(5_000_000))
                        .setFinal(isFinal)
                        .setLag(LagTrace.newBuilder().setCapturedAtMs(900)))
                .build(),
            new WallTime(1_000),
            box);
  }

  private void frontier(long sample) {
    state =
        settler.take(
            state,
            Hypothesis.newBuilder()
                .setSessionId("s")
                .setFrontier(Frontier.newBuilder().setSessionId("s").setEpoch(7).setSample(sample))
                .build(),
            new WallTime(1_000),
            box);
  }

  private List<Caption> captions() {
    return box.given.stream().map(SettledCaption::getCaption).toList();
  }

  private static String stable(Caption caption) {
    return caption.getText().substring(0, caption.getStablePrefixLength());
  }

  @Test
  void settlesAWordHeardTwice() {
    hear(false, "good evening");
    assertThat(stable(captions().get(0))).isEmpty();
    hear(false, "good evening and wel");
    assertThat(stable(captions().get(0))).isEqualTo("good evening");
    hear(false, "good evening and welcome");
    assertThat(stable(captions().get(0))).isEqualTo("good evening and");
    assertThat(captions().get(0).getText()).isEqualTo("good evening and welcome");
    assertThat(captions().get(0).getState()).isEqualTo(State.STATE_PARTIAL);
  }

  private Caption by(String speaker, String text) {
    HeardUtterance.HeardText.Builder heard =
        HeardUtterance.HeardText.newBuilder().setLanguage("en");
    long at = START;
    HeardStretch.Builder words = HeardStretch.newBuilder();
    for (String word : text.split(" ")) {
      words.addWords(Word.newBuilder().setText(word).setStartSample(at).setEndSample(at + WORD));
      at += WORD;
    }
    take(
        true,
        HeardUtterance.newBuilder()
            .setText(heard.addStretches(words))
            .setSpeaker(speaker)
            .setEndSample(at));
    return captions().get(0);
  }

  @Test
  void linesBeginWithADashWhereSomebodyElseSpeaks() {
    assertThat(by("speaker-1", "good evening").getLinesList()).containsExactly("good evening");
    assertThat(by("speaker-1", "and welcome").getSpeakerChanged()).isFalse();

    Caption other = by("speaker-2", "thank you");
    assertThat(other.getLinesList()).containsExactly("-\u00A0thank you");
    assertThat(other.getText()).isEqualTo("thank you");
    assertThat(other.getSpeaker()).isEqualTo("speaker-2");
    assertThat(other.getSpeakerChanged()).isTrue();

    assertThat(by("", "who said this").getSpeakerChanged()).isFalse();
    assertThat(by("speaker-2", "still me").getSpeakerChanged()).isFalse();
    assertThat(by("speaker-1", "back again").getSpeakerChanged()).isTrue();
  }

  @Test
  void silenceBetweenDoesNotHideThatSomebodyElseSpeaks() {
    by("speaker-1", "good evening");
    take(
        true,
        HeardUtterance.newBuilder()
            .setSilent(HeardUtterance.Silence.newBuilder().setReason("no words"))
            .setEndSample(START + SECOND));
    assertThat(by("speaker-2", "thank you").getSpeakerChanged()).isTrue();
  }

  @Test
  void theDashHasItsPlaceInTheLines() {
    CaptionLayout narrow = CaptionLayout.newBuilder().setMaxCharsPerLine(16).setMaxLines(1).build();
    utterance = Utterance.newBuilder().setCaptionLayout(narrow).build();
    assertThat(by("speaker-1", "exactly sixteen!").getLinesList())
        .containsExactly("exactly sixteen!");

    by("speaker-2", "exactly sixteen!");
    assertThat(captions().stream().map(c -> List.copyOf(c.getLinesList())).toList())
        .containsExactly(List.of("-\u00A0exactly"), List.of("sixteen!"));
    assertThat(captions().get(1).getSpeakerChanged()).isFalse();
  }

  @Test
  void laysCaptionsOutAsThePlanOfTheUtteranceWants() {
    String text = "one two three four five six seven eight nine ten";
    hear(true, text);
    assertThat(captions()).hasSize(1);
    CaptionLayout narrow = CaptionLayout.newBuilder().setMaxCharsPerLine(16).setMaxLines(1).build();
    utterance = Utterance.newBuilder().setCaptionLayout(narrow).build();
    hear(true, text);

    assertThat(captions().size()).isGreaterThanOrEqualTo(4);
    assertThat(captions())
        .allSatisfy(
            caption -> {
              assertThat(caption.getLinesList()).hasSize(1);
              assertThat(caption.getText().length()).isLessThanOrEqualTo(16);
              assertThat(caption.getCaptionLayout()).isEqualTo(narrow);
            });
  }

  @Test
  void takesALayoutThatNoScreenHasAsTheNearestOne() {
    utterance =
        Utterance.newBuilder()
            .setCaptionLayout(
                CaptionLayout.newBuilder()
                    .setMaxCharsPerLine(-7)
                    .setMaxLines(Integer.MAX_VALUE)
                    .setMinDurationMs(Integer.MAX_VALUE)
                    .setMaxDurationMs(-1)
                    .setMaxCharsPerSecond(Integer.MIN_VALUE))
            .build();
    hear(true, "good evening and welcome");
    assertThat(captions()).isNotEmpty();
    assertThat(captions().get(0).getLines(0).length()).isLessThanOrEqualTo(8);
  }

  @Test
  void endsAnUtteranceThatWasSkippedWithoutACaption() {
    hear(false, "good evening");
    take(
        true,
        HeardUtterance.newBuilder()
            .setSkipped(HeardUtterance.Trouble.newBuilder().setReason("overload"))
            .setEndSample(START + SECOND));

    assertThat(captions()).extracting(Caption::getState).containsExactly(State.STATE_WITHDRAWN);
    frontier(START + SECOND);
    assertThat(box.sum(LedgerCounters.UTTERANCES)).isEqualTo(1);
    assertThat(box.sum(LedgerCounters.FINALS)).isZero();
  }

  @Test
  void saysThatASmallerTierHeardIt() {
    take(
        true,
        HeardUtterance.newBuilder()
            .setText(
                HeardUtterance.HeardText.newBuilder()
                    .setLanguage("en")
                    .setDegraded(true)
                    .addStretches(
                        HeardStretch.newBuilder()
                            .addWords(
                                Word.newBuilder()
                                    .setText("hello")
                                    .setStartSample(START)
                                    .setEndSample(START + WORD))))
            .setEndSample(START + SECOND));
    assertThat(captions().get(0).getDegraded()).isTrue();
  }

  @Test
  void takesNothingBackThatIsStable() {
    hear(false, "good evening");
    hear(false, "good evening and");
    hear(false, "wood ceiling and welcome to");
    assertThat(stable(captions().get(0))).isEqualTo("good evening");
    assertThat(captions().get(0).getText()).isEqualTo("good evening and welcome to");
  }

  @Test
  void comparesWordsWithoutPunctuationAndCase() {
    hear(false, "Good evening.");
    hear(false, "good evening, and");
    assertThat(stable(captions().get(0))).isEqualTo("good evening,");
  }

  @Test
  void writesAFinalUnderTheIdOfItsPartial() {
    hear(false, "good");
    Caption partial = captions().get(0);
    hear(true, "good evening");
    Caption done = captions().get(0);

    assertThat(partial.getId()).isEqualTo("s.7.32000.0");
    assertThat(done.getId()).isEqualTo(partial.getId());
    assertThat(done.getState()).isEqualTo(State.STATE_FINAL);
    assertThat(done.getRevision()).isGreaterThan(partial.getRevision());
    assertThat(stable(done)).isEqualTo("good evening");
    assertThat(done.getPlanRevision()).isEqualTo(3);
    assertThat(done.getEpochOffsetSamples()).isEqualTo(11);
    assertThat(done.getProgramDateTimeUs()).isEqualTo(5_000_000);
    assertThat(done.getWordsList()).hasSize(2);
  }

  @Test
  void givesTheSameFinalWhateverWasShownBefore() {
    hear(true, "good evening | this is breaking news from London");
    List<Caption> undisturbed = captions();
    state = Optional.empty();
    hear(false, "wood");
    hear(false, "wood ceiling | this");
    hear(true, "good evening | this is breaking news from London");
    assertThat(captions()).isEqualTo(undisturbed);
  }

  @Test
  void splitsAtSentenceEndsWhereTheModelWritesThem() {
    hear(true, "This is the | news from London today. Here are the | headlines of this evening.");
    assertThat(captions())
        .extracting(Caption::getText)
        .containsExactly(
            "This is the news from London today.", "Here are the headlines of this evening.");
  }

  @Test
  void splitsAtTimestampsWhereTheModelWritesNoPunctuation() {
    hear(true, "the price of oil is two dollars | we will be back in two minutes");
    assertThat(captions())
        .extracting(Caption::getText)
        .containsExactly("the price of oil is two dollars", "we will be back in two minutes");
    assertThat(captions()).extracting(Caption::getId).containsExactly("s.7.32000.0", "s.7.32000.1");
    assertThat(captions().get(1).getMediaStartSample()).isEqualTo(START + 7 * WORD);
    assertThat(captions().get(1).getProgramDateTimeUs()).isEqualTo(5_000_000 + 7 * 250_000);
  }

  @Test
  void keepsAShortExclamationWithItsNeighbour() {
    hear(true, "Yes. We will be back in two minutes.");
    assertThat(captions())
        .extracting(Caption::getText)
        .containsExactly("Yes. We will be back in two minutes.");
  }

  @Test
  void splitsALongSentenceAtItsClauses() {
    hear(
        true,
        "After a long night of talks in the capital, the ministers of both countries have agreed"
            + " on a plan for the border.");
    assertThat(captions())
        .extracting(Caption::getText)
        .containsExactly(
            "After a long night of talks in the capital,",
            "the ministers of both countries have agreed on a plan for the border.");
    assertThat(captions())
        .allSatisfy(
            caption -> {
              assertThat(caption.getLinesList()).hasSizeLessThanOrEqualTo(2);
              assertThat(caption.getLinesList())
                  .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(42));
              assertThat(caption.getMediaEndSample() - caption.getMediaStartSample())
                  .isLessThanOrEqualTo(7 * SECOND);
            });
  }

  @Test
  void staysLongEnoughToBeReadWhereThereIsRoom() {
    hear(true, "breaking");
    Caption caption = captions().get(0);
    long bound = START + WORD + 1_600; // where the sound of the utterance ends
    assertThat(caption.getMediaEndSample()).isEqualTo(bound);
  }

  @Test
  void takesBackWhatWasShownOfSilence() {
    hear(false, "uh | oh this might be something after all");
    assertThat(captions()).hasSizeGreaterThan(0);
    int shown = captions().size();
    take(
        true,
        HeardUtterance.newBuilder()
            .setSilent(HeardUtterance.Silence.getDefaultInstance())
            .setEndSample(START + SECOND * 4));
    assertThat(captions()).hasSize(shown);
    assertThat(captions())
        .allSatisfy(c -> assertThat(c.getState()).isEqualTo(State.STATE_WITHDRAWN));
    frontier(START + SECOND * 4);
    assertThat(box.sum(LedgerCounters.UTTERANCES)).isEqualTo(1);
    assertThat(box.sum(LedgerCounters.FINALS)).isZero();
  }

  @Test
  void takesBackSegmentsThatTheFinalDoesNotHave() {
    hear(false, "the price of oil is two dollars | we will be back in two minutes");
    hear(true, "the price of oil is two dollars");
    assertThat(captions())
        .extracting(Caption::getState)
        .containsExactly(State.STATE_FINAL, State.STATE_WITHDRAWN);
    assertThat(captions().get(1).getId()).isEqualTo("s.7.32000.1");
  }

  @Test
  void talliesWhenAFrontierSaysThatAllIsOut() {
    frontier(START);
    assertThat(box.lastTally().getAsOfSample()).isEqualTo(START);
    assertThat(state).isEmpty();

    hear(true, "good evening");
    assertThat(box.tallies).as("none with the final").hasSize(1);
    frontier(START + SECOND);
    assertThat(box.lastTally().getStage()).isEqualTo("settle");
    assertThat(box.lastTally().getAsOfSample()).isEqualTo(START + SECOND);
    assertThat(box.sum(LedgerCounters.FINALS)).isEqualTo(1);
    assertThat(box.last().getFrontier().getSample()).isEqualTo(START + SECOND);
  }

  @Test
  void keepsNoStateAfterTheEnd() {
    hear(true, "good evening");
    List<SettledCaption> given = new ArrayList<>();
    state =
        settler.take(
            state,
            Hypothesis.newBuilder()
                .setSessionId("s")
                .setEpochClosed(
                    EpochClosed.newBuilder().setSessionId("s").setEpoch(7).setEndSample(9))
                .build(),
            new WallTime(1),
            box);
    given.addAll(box.given);
    assertThat(state).isEmpty();
    assertThat(given.get(given.size() - 1).hasEpochClosed()).isTrue();
    assertThat(box.lastTally().getClosed()).isTrue();
    assertThat(box.sum(LedgerCounters.FINALS)).isEqualTo(1);
  }
}
