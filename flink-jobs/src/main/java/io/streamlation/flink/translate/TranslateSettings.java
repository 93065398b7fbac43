package io.streamlation.flink.translate;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a translator is told.
 *
 * @param context whether the model is given the sentence before
 * @param skipAfter a final that has waited longer goes untranslated; 0 = never
 * @param backlog so many finals of one session and target may wait before their input is held back
 */
public record TranslateSettings(boolean context, Duration skipAfter, int backlog)
    implements Serializable {
  public static final TranslateSettings DEFAULT =
      new TranslateSettings(true, Duration.ofSeconds(60), 64);

  public TranslateSettings {
    if (backlog < 1) {
      throw new IllegalArgumentException("translate.backlog must be at least 1, and is " + backlog);
    }
  }
}
