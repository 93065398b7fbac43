package io.streamlation.flink.translate;

import java.io.Serializable;

/**
 * What a translator is told.
 *
 * @param context whether the model is given the sentence before
 * @param backlog so many finals of one session and target may wait before their input is held back
 */
public record TranslateSettings(boolean context, int backlog) implements Serializable {
  public static final TranslateSettings DEFAULT = new TranslateSettings(true, 64);

  public TranslateSettings {
    if (backlog < 1) {
      throw new IllegalArgumentException("translate.backlog must be at least 1, and is " + backlog);
    }
  }
}
