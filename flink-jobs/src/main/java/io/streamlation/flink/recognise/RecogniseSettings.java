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
 * @param degradeAfter a final that has waited longer is heard by a smaller tier where one is
 *     installed; 0 = never
 * @param skipAfter an utterance that has waited longer is not heard at all; 0 = never. Not longer
 *     than the backlog, so that lag is bounded; not much shorter, so that a machine that is as fast
 *     as speech skips nothing while it catches up
 * @param backlog so much sound of one session may wait before its input is held back
 * @param speakers whether speakers are told apart by their voices
 */
public record RecogniseSettings(
    boolean partials,
    Duration partialEvery,
    Duration partialMaxAge,
    int context,
    Duration degradeAfter,
    Duration skipAfter,
    Duration backlog,
    boolean speakers)
    implements Serializable {

  public static final RecogniseSettings DEFAULT =
      new RecogniseSettings(
          true,
          Duration.ofMillis(600),
          Duration.ofSeconds(10),
          0,
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          true);

  public RecogniseSettings {
    if (partialEvery.isNegative() || partialEvery.isZero()) {
      throw new IllegalArgumentException(
          "recognise.partial-every must be more than 0, and is " + partialEvery);
    }
    if (context < 0) {
      throw new IllegalArgumentException("recognise.context must be 0 or more: " + context);
    }
    if (skipAfter.compareTo(backlog) > 0
        || (!skipAfter.isZero() && degradeAfter.compareTo(skipAfter) > 0)) {
      throw new IllegalArgumentException(
          "recognise.degrade-after <= recognise.skip-after <= recognise.backlog must hold, and they"
              + " are %s, %s, %s".formatted(degradeAfter, skipAfter, backlog));
    }
  }
}
