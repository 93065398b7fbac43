package io.streamlation.flink.speak;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a voice is told.
 *
 * @param skipAfter a line that has waited longer is not spoken any more; 0 = never
 * @param backlog so many lines of one session and target may wait before their input is held back
 */
public record SpeakSettings(Duration skipAfter, int backlog) implements Serializable {
  public static final SpeakSettings DEFAULT = new SpeakSettings(Duration.ofSeconds(20), 64);

  public SpeakSettings {
    if (backlog < 1) {
      throw new IllegalArgumentException("speak.backlog must be at least 1, and is " + backlog);
    }
  }
}
