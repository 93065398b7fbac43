package io.streamlation.bulletin.score;

import java.util.List;

/**
 * What was heard right, over the sentences that lie wholly inside the stretch listened to and were
 * not in the training set.
 *
 * @param wer word errors ÷ words, 0 when nothing was there to be heard
 * @param translationExactRate of the sentences heard without an error, the share whose Spanish is
 *     the script's, word for word; 0 when none was heard without an error
 */
public record Score(
    double wer,
    int words,
    int substituted,
    int deleted,
    int inserted,
    int sentences,
    int sentencesHeardExactly,
    double translationExactRate,
    int sentencesTranslatedExactly,
    int sentencesLeftOutAsTrained,
    List<SentenceScore> details) {

  /** One scored sentence: what was said and what was taken for it. */
  public record SentenceScore(
      long startMs,
      String voice,
      String said,
      String heard,
      int substituted,
      int deleted,
      int inserted,
      String meant,
      String translated,
      boolean translatedExactly) {
    public int errors() {
      return substituted + deleted + inserted;
    }
  }
}
