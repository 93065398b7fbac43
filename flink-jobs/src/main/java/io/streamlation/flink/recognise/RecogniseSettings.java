package io.streamlation.flink.recognise;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a recogniser is asked, and what it is told.
 *
 * @param partials whether utterances are heard before they have ended
 * @param partialEvery so much new sound makes a new partial worth asking for
 * @param partialMaxAge sound that arrived longer ago gets no partial: catching up matters more
 * @param context characters of earlier finals that are given to the model; 0 = none
 * @param backlog so much sound of one session may wait before its input is held back
 */
public record RecogniseSettings(
    boolean partials, Duration partialEvery, Duration partialMaxAge, int context, Duration backlog)
    implements Serializable {

  public static final RecogniseSettings DEFAULT =
      new RecogniseSettings(
          true, Duration.ofMillis(600), Duration.ofSeconds(10), 0, Duration.ofSeconds(60));

  public RecogniseSettings {
    if (partialEvery.isNegative() || partialEvery.isZero()) {
      throw new IllegalArgumentException(
          "recognise.partial-every must be more than 0, and is " + partialEvery);
    }
    if (context < 0) {
      throw new IllegalArgumentException("recognise.context must be 0 or more: " + context);
    }
  }
}
