package io.streamlation.bulletin.script;

import java.util.List;

/**
 * A few sentences by one reader, and what sounds before them. It has no times yet: they follow from
 * how long the sentences take to say.
 *
 * @param number 0 for the greeting, then counting
 */
public record NewsItem(long number, Break before, Delivery delivery, List<Line> lines) {
  /** What fills the time before the item. */
  public record Break(Interlude.Kind kind, long lengthMs) {}

  /** A sentence and the pause that follows it. */
  public record Line(SentencePair sentence, long pauseMs) {}

  public NewsItem withoutLastLine() {
    return new NewsItem(number, before, delivery, lines.subList(0, lines.size() - 1));
  }
}
