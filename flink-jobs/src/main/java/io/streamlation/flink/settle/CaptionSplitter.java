package io.streamlation.flink.settle;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.flink.room.ScreenLines;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits an utterance's words into captions: at the ends of sentences; where the model writes no
 * punctuation, at its timestamps; what is too long for a caption then at clauses and, where there
 * are none, in the middle.
 */
final class CaptionSplitter implements Serializable {
  private static final long serialVersionUID = 1;
  private static final String SENTENCE_ENDS = ".!?。！？…؟।";

  /**
   * A clause's end may lie so far from the middle and still be taken before a better-placed word.
   */
  private static final double CLAUSE_PULL = .6;

  private final SettleSettings settings;
  private final ScreenLines screen;

  CaptionSplitter(SettleSettings settings, ScreenLines screen) {
    this.settings = settings;
    this.screen = screen;
  }

  /** What is split, of which the first words may have a dash before them. */
  private record Wording(String language, SpokenWord first, boolean byOther) {}

  /**
   * @param byOther somebody else spoke before
   */
  List<List<SpokenWord>> split(List<SpokenWord> words, String language, boolean byOther) {
    Wording wording = new Wording(language, words.get(0), byOther);
    List<List<SpokenWord>> captions = new ArrayList<>();
    for (List<SpokenWord> sentence : joinShort(sentences(words, language), wording)) {
      splitLong(sentence, wording, captions);
    }
    return captions;
  }

  private static List<List<SpokenWord>> sentences(List<SpokenWord> words, String language) {
    boolean punctuated =
        words.stream()
            .anyMatch(w -> SENTENCE_ENDS.indexOf(w.text().charAt(w.text().length() - 1)) >= 0);
    List<List<SpokenWord>> sentences = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= words.size(); i++) {
      boolean ends =
          i == words.size()
              || (punctuated ? isSentenceEnd(words, i, language) : words.get(i).beginsStretch());
      if (ends) {
        sentences.add(words.subList(from, i));
        from = i;
      }
    }
    return sentences;
  }

  private static boolean isSentenceEnd(List<SpokenWord> words, int before, String language) {
    String blank = ScreenLines.blank(language);
    BreakIterator sentences = BreakIterator.getSentenceInstance(ULocale.forLanguageTag(language));
    sentences.setText(SpokenWord.join(words, blank));
    return sentences.isBoundary(
        SpokenWord.join(words.subList(0, before), blank).length() + blank.length());
  }

  /** A sentence that is over in a blink joins the next one if both have room. */
  private List<List<SpokenWord>> joinShort(List<List<SpokenWord>> sentences, Wording wording) {
    List<List<SpokenWord>> joined = new ArrayList<>();
    for (List<SpokenWord> sentence : sentences) {
      List<SpokenWord> last = joined.isEmpty() ? List.of() : joined.get(joined.size() - 1);
      boolean oneIsShort =
          !last.isEmpty()
              && Math.min(samples(last), samples(sentence))
                  < AudioFormat.samplesOfMs(settings.shortest().toMillis());
      List<SpokenWord> both = new ArrayList<>(last);
      both.addAll(sentence);
      if (oneIsShort && fits(both, wording)) {
        joined.set(joined.size() - 1, both);
      } else {
        joined.add(sentence);
      }
    }
    return joined;
  }

  private void splitLong(List<SpokenWord> words, Wording wording, List<List<SpokenWord>> captions) {
    if (words.size() == 1 || fits(words, wording)) {
      captions.add(words);
      return;
    }
    int at = bestBreak(words, wording.language());
    splitLong(words.subList(0, at), wording, captions);
    splitLong(words.subList(at, words.size()), wording, captions);
  }

  private static int bestBreak(List<SpokenWord> words, String language) {
    String blank = ScreenLines.blank(language);
    int all = SpokenWord.join(words, blank).length();
    int best = 1;
    double lowest = Double.MAX_VALUE;
    int before = 0;
    for (int i = 1; i < words.size(); i++) {
      before += words.get(i - 1).text().length() + blank.length();
      String word = words.get(i - 1).text();
      double fromMiddle = Math.abs(before - all / 2.0);
      double cost =
          ScreenLines.endsClause(word)
              ? fromMiddle * CLAUSE_PULL - all * .1
              : fromMiddle + ScreenLines.breakCost(word);
      if (cost < lowest) {
        lowest = cost;
        best = i;
      }
    }
    return best;
  }

  private boolean fits(List<SpokenWord> words, Wording wording) {
    String text = SpokenWord.join(words, ScreenLines.blank(wording.language()));
    boolean byOther = wording.byOther() && words.get(0) == wording.first();
    return samples(words) <= AudioFormat.samplesOfMs(settings.longest().toMillis())
        && screen.fits(ScreenLines.spoken(text, byOther), wording.language());
  }

  private static long samples(List<SpokenWord> words) {
    return words.get(words.size() - 1).word().getEndSample() - words.get(0).word().getStartSample();
  }
}
