package io.streamlation.control.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerBalanceTest {
  private static final long END = 160_000; // 10 s

  private final Map<String, Tally> stages = new HashMap<>();
  private long captionsStored = 4;
  private final Map<String, Long> translationsStored = new HashMap<>(Map.of("es", 3L, "ca", 4L));

  private final Map<String, Long> clipsStored = new HashMap<>();

  LedgerBalanceTest() {
    stage("ingest", "frames_published", 101, "pcm_samples", 144_000, "gap_samples", 16_000);
    stage(
        "cut",
        "pcm_samples",
        144_000,
        "gap_samples",
        16_000,
        "missing_samples",
        0,
        "speech_samples",
        100_000,
        "silence_samples",
        44_000,
        "utterances",
        5);
    stage(
        "recognise",
        "utterances",
        5,
        "samples_in",
        100_000,
        "heard",
        3,
        "silent",
        1,
        "skipped",
        1,
        "failed",
        0);
    stage("settle", "utterances", 5, "finals", 4, "withdrawn", 1);
    stage("fanout", "finals", 4, "requests", 7);
    stage("translate:es", "requests", 3, "translated", 2, "untranslated", 1);
    stage("translate:ca", "requests", 4, "translated", 4, "untranslated", 0);
  }

  private void stage(String name, Object... counters) {
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < counters.length; i += 2) {
      counts.put((String) counters[i], ((Number) counters[i + 1]).longValue());
    }
    stages.put(name, new Tally(END, true, counts));
  }

  private void change(String stage, String counter, long by) {
    Tally tally = stages.get(stage);
    Map<String, Long> counters = new HashMap<>(tally.counters());
    counters.merge(counter, by, Long::sum);
    stages.put(stage, new Tally(tally.asOfSample(), tally.closed(), counters));
  }

  private void reopen(String stage) {
    Tally tally = stages.get(stage);
    stages.put(stage, new Tally(tally.asOfSample(), false, tally.counters()));
  }

  private LedgerView judge() {
    return LedgerBalance.of(
        List.of(new EpochBook(3, stages, captionsStored, translationsStored, clipsStored)), true);
  }

  private List<String> broken() {
    return judge().epochs().get(0).checks().stream()
        .filter(check -> Boolean.FALSE.equals(check.holds()))
        .map(LedgerView.Check::name)
        .toList();
  }

  @Test
  void balancesWhenEverythingAddsUp() {
    LedgerView view = judge();
    assertThat(broken()).isEmpty();
    assertThat(view.closed()).isTrue();
    assertThat(view.balanced()).isTrue();
    assertThat(view.unaccountedSamples()).isZero();
    assertThat(view.sums().get("translate:es")).containsEntry("untranslated", 1L);
    assertThat(view.sums().get("stored"))
        .containsEntry("captions", 4L)
        .containsEntry("translations:ca", 4L);
  }

  @Test
  void seesAFrameLostBetweenBridgeAndCut() {
    change("cut", "pcm_samples", -1_600);
    change("cut", "silence_samples", -1_600);
    assertThat(broken()).containsExactly("all sound published was cut");
    assertThat(judge().unaccountedSamples()).isEqualTo(1_600);
    assertThat(judge().balanced()).isFalse();
  }

  @Test
  void seesAHoleBetweenFrames() {
    change("cut", "missing_samples", 3_200);
    assertThat(broken()).containsExactly("nothing is missing between frames");
    assertThat(judge().unaccountedSamples()).isEqualTo(3_200);
  }

  @Test
  void seesSoundThatIsNeitherSpeechNorSilence() {
    change("cut", "silence_samples", -10);
    assertThat(broken()).containsExactly("speech and silence tile what was cut");
  }

  @Test
  void seesAnEpochThatIsNotTiled() {
    change("ingest", "gap_samples", 5);
    assertThat(broken())
        .containsExactly(
            "sound and gaps published tile the epoch", "all gaps declared reached the cutter");
    assertThat(judge().unaccountedSamples()).isEqualTo(10);
  }

  @Test
  void seesAnUtteranceThatNeverEnded() {
    change("recognise", "heard", -1);
    assertThat(broken()).containsExactly("every utterance came to an end");
  }

  @Test
  void seesAnUtteranceTheRecogniserNeverGot() {
    change("cut", "utterances", 1);
    assertThat(broken()).containsExactly("every utterance reached the recogniser");
  }

  @Test
  void seesAFinalThatIsNotStored() {
    captionsStored = 3;
    assertThat(broken()).containsExactly("every final is stored");
  }

  @Test
  void seesATranslationThatIsNotStored() {
    translationsStored.put("ca", 3L);
    assertThat(broken()).containsExactly("every translation is stored, ca");
  }

  @Test
  void seesATranslationNobodyAskedFor() {
    translationsStored.put("fr", 1L);
    assertThat(broken()).isEmpty();
    assertThat(judge().closed()).as("translate:fr never said that it is through").isFalse();
    assertThat(judge().balanced()).isFalse();
  }

  @Test
  void seesARequestThatWasNotAnswered() {
    change("translate:es", "translated", -1);
    assertThat(broken())
        .containsExactly(
            "every final asked for its languages",
            "every request was answered, es",
            "every translation is stored, es");
  }

  @Test
  void comparesNothingAcrossStagesWhileTheyAreAtDifferentPlaces() {
    for (String stage : List.copyOf(stages.keySet())) {
      reopen(stage);
    }
    change("cut", "pcm_samples", -20_000);
    change("settle", "finals", 3);
    LedgerView view = judge();
    assertThat(broken()).isEmpty();
    assertThat(view.unaccountedSamples()).isZero();
    assertThat(view.closed()).isFalse();
    assertThat(view.balanced()).isFalse();
  }

  @Test
  void aHoleIsSeenAlsoWhileOnAir() {
    reopen("cut");
    change("cut", "missing_samples", 1_600);
    assertThat(judge().unaccountedSamples()).isEqualTo(1_600);
  }

  @Test
  void isNotClosedWhileTheSessionMayGoOn() {
    assertThat(
            LedgerBalance.of(
                    List.of(
                        new EpochBook(3, stages, captionsStored, translationsStored, clipsStored)),
                    false)
                .closed())
        .isFalse();
  }

  @Test
  void nothingIsNotBalanced() {
    assertThat(LedgerBalance.of(List.of(), true).balanced()).isFalse();
  }

  @Test
  void anEpochWhoseBridgeDiedBeforeItsFirstFrameIsEmptyAndBalanced() {
    EpochBook stillborn =
        new EpochBook(
            2,
            Map.of("ingest", new Tally(0, true, Map.of("frames_published", 0L))),
            0,
            Map.of(),
            Map.of());
    LedgerView view =
        LedgerBalance.of(
            List.of(
                stillborn,
                new EpochBook(3, stages, captionsStored, translationsStored, clipsStored)),
            true);
    assertThat(view.balanced()).isTrue();
  }

  private void spoken() {
    change("fanout", "voiced", 7);
    change("fanout", "requests", 4);
    stage("translate:en", "requests", 4, "as_spoken", 4);
    stage("speak:es", "requests", 3, "clips", 2, "skipped", 1);
    stage("speak:en", "requests", 4, "clips", 4);
    clipsStored.putAll(Map.of("es", 3L, "en", 4L));
  }

  @Test
  void whatIsSpokenAddsUpToo() {
    spoken();

    assertThat(judge().balanced()).isTrue();
    assertThat(judge().sums().get("stored")).containsEntry("clips:es", 3L);
    assertThat(judge().epochs().get(0).checks())
        .extracting(LedgerView.Check::name)
        .contains(
            "every final asked for its voices",
            "every translation to be voiced was answered, es",
            "every clip is stored, en");
  }

  @Test
  void aClipThatWasNeverAskedForAnsweredOrStoredIsFound() {
    spoken();
    change("speak:es", "clips", -1);
    assertThat(broken())
        .contains("every translation to be voiced was answered, es", "every clip is stored, es");
    change("speak:es", "clips", 1);

    clipsStored.put("en", 3L);
    assertThat(broken()).containsExactly("every clip is stored, en");
    clipsStored.put("en", 4L);

    stages.remove("speak:es");
    clipsStored.remove("es");
    assertThat(broken()).containsExactly("every final asked for its voices");
  }

  @Test
  void aVoiceThatIsNotThroughLeavesTheLedgerOpen() {
    spoken();
    reopen("speak:es");

    assertThat(judge().closed()).isFalse();
    assertThat(judge().balanced()).isFalse();
  }
}
