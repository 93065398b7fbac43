package io.streamlation.flink.settle;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a caption may look like.
 *
 * @param charsPerLine of a caption; wide scripts have fewer
 * @param lines of a caption
 * @param shortest a caption stays this long where the sound leaves room
 * @param longest a caption spans no more than this
 * @param charsPerSecond reading speed: a caption stays long enough for it where there is room
 */
public record SettleSettings(
    int charsPerLine, int lines, Duration shortest, Duration longest, int charsPerSecond)
    implements Serializable {

  /** Netflix timed text style guide. */
  public static final SettleSettings DEFAULT =
      new SettleSettings(42, 2, Duration.ofSeconds(1), Duration.ofSeconds(7), 17);

  public SettleSettings {
    if (charsPerLine < 8 || lines < 1 || charsPerSecond < 1) {
      throw new IllegalArgumentException(
          "captions need at least 8 characters a line, 1 line and 1 character a second; they are"
              + " %d, %d, %d".formatted(charsPerLine, lines, charsPerSecond));
    }
    if (shortest.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "settle.shortest <= settle.longest must hold, and they are %s and %s"
              .formatted(shortest, longest));
    }
  }
}
