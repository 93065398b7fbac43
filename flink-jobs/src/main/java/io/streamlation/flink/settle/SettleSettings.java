package io.streamlation.flink.settle;

import io.streamlation.contracts.v1.CaptionLayout;
import io.streamlation.flink.room.ScreenLines;
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
    if (charsPerLine < ScreenLines.FEWEST_CHARS || lines < 1 || charsPerSecond < 1) {
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

  /**
   * The times that a session's plan asks for: zero leaves a figure as it is, and what cannot be is
   * taken as the nearest that can.
   */
  SettleSettings under(CaptionLayout asked) {
    Duration longestAsked =
        asked.getMaxDurationMs() == 0
            ? longest
            : Duration.ofMillis(within(asked.getMaxDurationMs(), 1_000, 60_000));
    Duration shortestAsked =
        asked.getMinDurationMs() == 0
            ? shortest
            : Duration.ofMillis(within(asked.getMinDurationMs(), 0, 60_000));
    return new SettleSettings(
        charsPerLine,
        lines,
        shortestAsked.compareTo(longestAsked) > 0 ? longestAsked : shortestAsked,
        longestAsked,
        asked.getMaxCharsPerSecond() == 0
            ? charsPerSecond
            : within(asked.getMaxCharsPerSecond(), 1, 100));
  }

  private static int within(int figure, int least, int most) {
    return Math.max(least, Math.min(most, figure));
  }
}
