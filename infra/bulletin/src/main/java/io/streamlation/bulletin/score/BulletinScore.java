package io.streamlation.bulletin.score;

import io.streamlation.bulletin.score.WordAlignment.Pair;
import io.streamlation.bulletin.score.WordAlignment.Word;
import io.streamlation.bulletin.script.Bulletin;
import io.streamlation.bulletin.script.Sentence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.function.Function;

/**
 * Marks the homework. All captions, in the order of the media, are aligned as one text with the
 * whole script, and each error falls to a sentence: a wrong or missed word to its own, an added one
 * to the nearer of its neighbours (a caption invented altogether, whole). Only then are sentences
 * chosen: those wholly inside the stretch listened to and not in the training set. So what was
 * caught of a sentence at the edge, or taken from a trained one, is laid beside its own words and
 * counts nowhere.
 *
 * <p>The Spanish is aligned in the same way: a sentence is translated exactly when no error falls
 * to it, however captions cut or joined it.
 */
public final class BulletinScore {
  private static final String SPOKEN = "en";
  private static final String TRANSLATED = "es";

  private BulletinScore() {}

  /**
   * @param captions finals; those not in English count as not heard; of one id the last counts
   * @param translations finals; those not into Spanish are left aside; of one caption the last
   *     counts
   * @param coveredFromEpochMs first moment listened to, on the clock of the program date-time
   * @param coveredToEpochMs first moment no longer listened to
   * @param onAirSinceEpochMs the moment of media time zero, as the channel says it
   */
  public static Score score(
      Bulletin script,
      List<HeardCaption> captions,
      List<HeardTranslation> translations,
      long coveredFromEpochMs,
      long coveredToEpochMs,
      long onAirSinceEpochMs) {
    List<Sentence> sentences = script.sentences();
    List<HeardCaption> heard = inMediaOrder(captions);
    Map<String, String> spanishOf = new HashMap<>();
    for (HeardTranslation translation : translations) {
      if (translation.language().equals(TRANSLATED)) {
        spanishOf.put(translation.captionId(), translation.text());
      }
    }
    Tally[] english =
        tally(
            sentences,
            said(sentences, Sentence::english, TextNormaliser::english),
            heard(heard, HeardCaption::text, TextNormaliser::english, onAirSinceEpochMs));
    Tally[] spanish =
        tally(
            sentences,
            said(sentences, Sentence::spanish, TextNormaliser::spanish),
            heard(
                heard,
                caption -> spanishOf.getOrDefault(caption.id(), ""),
                TextNormaliser::spanish,
                onAirSinceEpochMs));

    long fromMs = coveredFromEpochMs - onAirSinceEpochMs;
    long toMs = coveredToEpochMs - onAirSinceEpochMs;
    List<Score.SentenceScore> details = new ArrayList<>();
    int words = 0;
    int leftOut = 0;
    for (int i = 0; i < sentences.size(); i++) {
      Sentence sentence = sentences.get(i);
      if (sentence.startMs() < fromMs || sentence.endMs() > toMs) {
        continue;
      }
      if (sentence.inTrainingSet()) {
        leftOut++;
        continue;
      }
      words += english[i].words;
      details.add(
          new Score.SentenceScore(
              sentence.startMs(),
              sentence.voice(),
              sentence.english(),
              String.join(" ", english[i].heard),
              english[i].substituted,
              english[i].deleted,
              english[i].inserted,
              sentence.spanish(),
              String.join(" ", spanish[i].heard),
              spanish[i].errors() == 0));
    }
    return sum(details, words, leftOut);
  }

  private static Score sum(List<Score.SentenceScore> details, int words, int leftOut) {
    int substituted = details.stream().mapToInt(Score.SentenceScore::substituted).sum();
    int deleted = details.stream().mapToInt(Score.SentenceScore::deleted).sum();
    int inserted = details.stream().mapToInt(Score.SentenceScore::inserted).sum();
    List<Score.SentenceScore> heardExactly =
        details.stream().filter(sentence -> sentence.errors() == 0).toList();
    int translatedExactly =
        (int) heardExactly.stream().filter(Score.SentenceScore::translatedExactly).count();
    return new Score(
        ratio(substituted + deleted + inserted, words),
        words,
        substituted,
        deleted,
        inserted,
        details.size(),
        heardExactly.size(),
        ratio(translatedExactly, heardExactly.size()),
        translatedExactly,
        leftOut,
        List.copyOf(details));
  }

  private static double ratio(int part, int whole) {
    return whole == 0 ? 0 : part / (double) whole;
  }

  /** What fell to one sentence. */
  private static final class Tally {
    int words;
    int substituted;
    int deleted;
    int inserted;
    final List<String> heard = new ArrayList<>();

    int errors() {
      return substituted + deleted + inserted;
    }
  }

  private static Tally[] tally(List<Sentence> sentences, List<Word> said, List<Word> heard) {
    Tally[] tallies = new Tally[sentences.size()];
    for (int i = 0; i < tallies.length; i++) {
      tallies[i] = new Tally();
    }
    if (said.isEmpty()) {
      return tallies;
    }
    List<Pair> pairs = WordAlignment.align(said, heard);
    Map<Integer, Long> invented = middlesOfInventedCaptions(pairs);
    int previous = said.get(0).owner();
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      if (pair.said() == null) {
        int next = nextSaid(pairs, i, previous);
        Word added = pair.heard();
        long atMs = invented.getOrDefault(added.owner(), added.atMs());
        Tally nearer = tallies[nearer(sentences, previous, next, atMs)];
        nearer.inserted++;
        nearer.heard.add(added.text());
        continue;
      }
      previous = pair.said().owner();
      Tally own = tallies[previous];
      own.words++;
      if (pair.heard() == null) {
        own.deleted++;
      } else {
        own.heard.add(pair.heard().text());
        own.substituted += pair.alike() ? 0 : 1;
      }
    }
    return tallies;
  }

  /** Captions of which no word was said; they fall whole to one sentence. */
  private static Map<Integer, Long> middlesOfInventedCaptions(List<Pair> pairs) {
    Map<Integer, LongSummaryStatistics> timesOf = new HashMap<>();
    for (Pair pair : pairs) {
      if (pair.heard() != null) {
        timesOf
            .computeIfAbsent(pair.heard().owner(), caption -> new LongSummaryStatistics())
            .accept(pair.heard().atMs());
      }
    }
    for (Pair pair : pairs) {
      if (pair.heard() != null && pair.said() != null) {
        timesOf.remove(pair.heard().owner());
      }
    }
    Map<Integer, Long> middles = new HashMap<>();
    timesOf.forEach(
        (caption, times) -> middles.put(caption, (times.getMin() + times.getMax()) / 2));
    return middles;
  }

  private static int nextSaid(List<Pair> pairs, int from, int otherwise) {
    for (int i = from; i < pairs.size(); i++) {
      if (pairs.get(i).said() != null) {
        return pairs.get(i).said().owner();
      }
    }
    return otherwise;
  }

  private static int nearer(List<Sentence> sentences, int one, int other, long atMs) {
    return distanceMs(sentences.get(one), atMs) <= distanceMs(sentences.get(other), atMs)
        ? one
        : other;
  }

  private static long distanceMs(Sentence sentence, long atMs) {
    return Math.max(0, Math.max(sentence.startMs() - atMs, atMs - sentence.endMs()));
  }

  private static List<HeardCaption> inMediaOrder(List<HeardCaption> captions) {
    Map<String, HeardCaption> lastOf = new HashMap<>();
    for (HeardCaption caption : captions) {
      if (caption.language().equals(SPOKEN)) {
        lastOf.put(caption.id(), caption);
      }
    }
    return lastOf.values().stream()
        .sorted(
            Comparator.comparingLong(HeardCaption::startEpochMs)
                .thenComparingLong(HeardCaption::endEpochMs)
                .thenComparing(HeardCaption::id))
        .toList();
  }

  private static List<Word> said(
      List<Sentence> sentences,
      Function<Sentence, String> text,
      Function<String, List<String>> normaliser) {
    List<Word> words = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      Sentence sentence = sentences.get(i);
      spread(
          words, normaliser.apply(text.apply(sentence)), sentence.startMs(), sentence.endMs(), i);
    }
    return words;
  }

  private static List<Word> heard(
      List<HeardCaption> captions,
      Function<HeardCaption, String> text,
      Function<String, List<String>> normaliser,
      long zeroEpochMs) {
    List<Word> words = new ArrayList<>();
    for (int i = 0; i < captions.size(); i++) {
      HeardCaption caption = captions.get(i);
      spread(
          words,
          normaliser.apply(text.apply(caption)),
          caption.startEpochMs() - zeroEpochMs,
          caption.endEpochMs() - zeroEpochMs,
          i);
    }
    return words;
  }

  /** Gives each word its time, as if all took as long, and none before the one before it. */
  private static void spread(
      List<Word> into, List<String> words, long startMs, long endMs, int owner) {
    for (int i = 0; i < words.size(); i++) {
      long atMs = startMs + (endMs - startMs) * (2L * i + 1) / (2L * words.size());
      long earliestMs = into.isEmpty() ? atMs : into.get(into.size() - 1).atMs();
      into.add(new Word(words.get(i), Math.max(atMs, earliestMs), owner));
    }
  }
}
