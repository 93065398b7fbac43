package io.streamlation.bulletin.script;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Writes news items without end from a seed: the same seed, the same items in the same order.
 *
 * <p>Nine news sentences in ten are ones the packs were <em>not</em> trained on, so that a score
 * over those alone has many of them; the greeting and the closing are what they happen to be.
 */
public final class BulletinComposer {
  private static final double SHARE_HELD_OUT = 0.92;

  /** A sentence is not said again until this many others were. */
  private static final int NO_REPEAT_WITHIN = 24;

  /** The readers' languages and variants of the training recipe, in its proportions. */
  private static final List<String> VOICES =
      List.of("en-us", "en-us", "en-us", "en-gb", "en-gb-x-rp", "en-029");

  private static final List<String> VARIANTS =
      List.of("", "+m1", "+m2", "+m4", "+m5", "+m7", "+f1", "+f2", "+f4", "+f5");

  private final long seed;
  private final Dice dice;
  private final Deque<String> saidLately = new ArrayDeque<>();
  private long items;

  public BulletinComposer(long seed) {
    this.seed = seed;
    this.dice = new Dice(seed);
  }

  public NewsItem next() {
    boolean first = items == 0;
    List<NewsItem.Line> lines = new ArrayList<>();
    if (first) {
      lines.add(line(NewsGrammar.greeting(dice), dice));
    }
    int sentences = first ? 1 : dice.between(2, 4);
    for (int i = 0; i < sentences; i++) {
      lines.add(line(freshNews(), dice));
    }
    NewsItem.Break before =
        first ? new NewsItem.Break(Interlude.Kind.MUSIC, 1_500) : interlude(dice);
    return new NewsItem(items++, before, reader(dice), List.copyOf(lines));
  }

  /** The item that ends a bulletin, whatever came before it. */
  public NewsItem closing() {
    Dice own = Dice.forMatter(seed, "closing", 0);
    return new NewsItem(
        items,
        new NewsItem.Break(Interlude.Kind.PAUSE, 400),
        reader(own),
        List.of(line(NewsGrammar.closing(own), own)));
  }

  private SentencePair freshNews() {
    boolean heldOut = dice.happens(SHARE_HELD_OUT);
    SentencePair sentence;
    do {
      sentence = NewsGrammar.news(dice);
    } while (TrainingSet.contains(sentence.english()) == heldOut
        || saidLately.contains(sentence.english()));
    saidLately.addLast(sentence.english());
    if (saidLately.size() > NO_REPEAT_WITHIN) {
      saidLately.removeFirst();
    }
    return sentence;
  }

  private static NewsItem.Line line(SentencePair sentence, Dice dice) {
    return new NewsItem.Line(sentence, dice.between(700, 1_200));
  }

  private static NewsItem.Break interlude(Dice dice) {
    int face = dice.below(10);
    if (face < 5) {
      return new NewsItem.Break(Interlude.Kind.MUSIC, dice.between(2_000, 4_000));
    }
    if (face < 8) {
      return new NewsItem.Break(Interlude.Kind.NOISE, dice.between(1_500, 3_500));
    }
    return new NewsItem.Break(Interlude.Kind.PAUSE, dice.between(1_000, 2_500));
  }

  private static Delivery reader(Dice dice) {
    return new Delivery(
        dice.oneOf(VOICES) + dice.oneOf(VARIANTS), dice.between(125, 190), dice.between(30, 70));
  }
}
