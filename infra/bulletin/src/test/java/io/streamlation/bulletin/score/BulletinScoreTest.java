package io.streamlation.bulletin.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.streamlation.bulletin.script.Bulletin;
import io.streamlation.bulletin.script.Piece;
import io.streamlation.bulletin.script.Sentence;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulletinScoreTest {
  private static final long ON_AIR = 1_700_000_000_000L;

  private static final Sentence RAIN =
      sentence(2_000, 5_000, "we expect rain in the north", "esperamos lluvia en el norte");
  private static final Sentence TRAINED =
      new Sentence(
          "thank you for watching", "gracias por vernos", 6_000, 9_000, "en-us", 150, 50, true);
  private static final Sentence OIL =
      sentence(11_000, 14_000, "the price of oil is ten dollars", "el petróleo a diez dólares");
  private static final Sentence TRAIN =
      sentence(15_000, 18_000, "the train is late", "el tren llega tarde");

  private static final Bulletin SCRIPT =
      new Bulletin(1, 20_000, List.<Piece>of(RAIN, TRAINED, OIL, TRAIN));

  private final List<HeardCaption> captions = new ArrayList<>();
  private final List<HeardTranslation> translations = new ArrayList<>();

  private static Sentence sentence(long startMs, long endMs, String english, String spanish) {
    return new Sentence(english, spanish, startMs, endMs, "en-us", 150, 50, false);
  }

  private BulletinScoreTest hears(long startMs, long endMs, String english, String spanish) {
    String id = "c" + captions.size();
    captions.add(new HeardCaption(id, "en", english, ON_AIR + startMs, ON_AIR + endMs));
    if (spanish != null) {
      translations.add(new HeardTranslation(id, "es", spanish));
    }
    return this;
  }

  private BulletinScoreTest hearsRight(Sentence sentence) {
    return hears(sentence.startMs(), sentence.endMs(), sentence.english(), sentence.spanish());
  }

  private Score scoreBetween(long fromMs, long toMs) {
    return BulletinScore.score(
        SCRIPT, captions, translations, ON_AIR + fromMs, ON_AIR + toMs, ON_AIR);
  }

  private Score score() {
    return scoreBetween(0, 20_000);
  }

  @Test
  void isFlawlessWhenAllIsHeardAndTranslatedRight() {
    Score score = hearsRight(RAIN).hearsRight(TRAINED).hearsRight(OIL).hearsRight(TRAIN).score();
    assertThat(score.wer()).isZero();
    assertThat(score.words()).isEqualTo(6 + 7 + 4);
    assertThat(score.sentences()).isEqualTo(3);
    assertThat(score.sentencesHeardExactly()).isEqualTo(3);
    assertThat(score.translationExactRate()).isEqualTo(1);
    assertThat(score.sentencesLeftOutAsTrained()).isEqualTo(1);
  }

  @Test
  void countsEverythingMissedWhenNothingIsHeard() {
    Score score = score();
    assertThat(score.wer()).isEqualTo(1);
    assertThat(score.deleted()).isEqualTo(17);
    assertThat(score.translationExactRate()).isZero();
  }

  @Test
  void tellsWrongMissedAndAddedWordsApart() {
    Score score =
        hears(2_000, 5_000, "We expect snow in north!", "")
            .hears(11_000, 14_000, "the price of oil is now ten dollars", "")
            .hearsRight(TRAIN)
            .score();
    assertThat(score.substituted()).isEqualTo(1); // snow
    assertThat(score.deleted()).isEqualTo(1); // the
    assertThat(score.inserted()).isEqualTo(1); // now
    assertThat(score.wer()).isCloseTo(3 / 17.0, within(1e-9));
    assertThat(score.details()).extracting(Score.SentenceScore::errors).containsExactly(2, 1, 0);
    assertThat(score.details().get(0).heard()).isEqualTo("we expect snow in north");
  }

  @Test
  void leavesTrainedSentencesOutOfBothSides() {
    Score score =
        hearsRight(RAIN)
            .hears(6_000, 9_000, "tank view four witching hour", "gracias")
            .hearsRight(OIL)
            .hearsRight(TRAIN)
            .score();
    assertThat(score.wer()).isZero();
    assertThat(score.words()).isEqualTo(17);
  }

  @Test
  void doesNotCountWhatWasCaughtOfASentenceAtTheEdge() {
    Score score =
        hears(3_500, 5_000, "rain in the north", "lluvia en el norte")
            .hearsRight(TRAINED)
            .hearsRight(OIL)
            .hears(15_000, 16_200, "the train", "el tren")
            .scoreBetween(3_400, 16_300);
    assertThat(score.wer()).isZero();
    assertThat(score.sentences()).isEqualTo(1);
    assertThat(score.words()).isEqualTo(7);
    assertThat(score.translationExactRate()).isEqualTo(1);
  }

  @Test
  void givesAnInventedCaptionWholeToTheNearerSentence() {
    Score score =
        hearsRight(RAIN)
            .hearsRight(TRAINED)
            .hears(9_300, 10_900, "oh oh oh oh oh", null)
            .hearsRight(OIL)
            .hearsRight(TRAIN)
            .score();
    assertThat(score.inserted()).isEqualTo(5);
    assertThat(score.details()).extracting(Score.SentenceScore::inserted).containsExactly(0, 5, 0);
  }

  @Test
  void readsASentenceOverSeveralCaptionsAndSeveralSentencesInOne() {
    Score score =
        hears(2_000, 3_500, "we expect rain", "esperamos lluvia")
            .hears(3_500, 5_000, "in the north", "en el norte")
            .hearsRight(TRAINED)
            .hears(
                11_000,
                18_000,
                OIL.english() + ". " + TRAIN.english(),
                OIL.spanish() + ". " + TRAIN.spanish())
            .score();
    assertThat(score.wer()).isZero();
    assertThat(score.translationExactRate()).isEqualTo(1);
  }

  @Test
  void judgesTranslationsOnlyOfSentencesHeardRight() {
    Score score =
        hears(2_000, 5_000, "we expect snow in the north", "esperamos nieve en el norte")
            .hearsRight(OIL)
            .hears(15_000, 18_000, TRAIN.english(), "el tren llega")
            .score();
    assertThat(score.sentencesHeardExactly()).isEqualTo(2);
    assertThat(score.sentencesTranslatedExactly()).isEqualTo(1);
    assertThat(score.translationExactRate()).isEqualTo(0.5);
  }

  @Test
  void missesTheTranslationOfAnUntranslatedCaptionAndOfAnotherLanguage() {
    hearsRight(RAIN).hears(11_000, 14_000, OIL.english(), null);
    translations.add(new HeardTranslation("c1", "fr", OIL.spanish()));
    assertThat(score().sentencesTranslatedExactly()).isEqualTo(1);
  }

  @Test
  void takesTheLastOfACaptionSentTwiceAndIgnoresOtherLanguages() {
    hearsRight(RAIN).hearsRight(OIL).hearsRight(TRAIN);
    captions.add(0, new HeardCaption("c0", "en", "old", ON_AIR + 2_000, ON_AIR + 5_000));
    captions.add(new HeardCaption("x", "es", "hola", ON_AIR + 9_000, ON_AIR + 9_500));
    assertThat(score().wer()).isZero();
  }

  @Test
  void doesNotLayWordsBesideOthersFarAwayInTime() {
    Sentence much = sentence(100_000, 103_000, "the train is late", "el tren llega tarde");
    Bulletin script = new Bulletin(1, 110_000, List.<Piece>of(TRAIN, much));
    hearsRight(much);
    Score score =
        BulletinScore.score(script, captions, translations, ON_AIR, ON_AIR + 110_000, ON_AIR);
    assertThat(score.details()).extracting(Score.SentenceScore::errors).containsExactly(4, 0);
  }

  @Test
  void keepsUpWithHours() {
    List<Piece> day = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Sentence sentence = sentence(i * 5_000L, i * 5_000L + 3_000, "the train is late", "tarde");
      day.add(sentence);
      hearsRight(sentence);
    }
    Score score =
        BulletinScore.score(
            new Bulletin(1, 100_000_000, day),
            captions,
            translations,
            ON_AIR,
            ON_AIR + 100_000_000,
            ON_AIR);
    assertThat(score.wer()).isZero();
    assertThat(score.words()).isEqualTo(80_000);
  }
}
