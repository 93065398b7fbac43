package io.streamlation.contracts;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A caption's id is a function of where its sound lies, never of a clock or a counter in memory: a
 * replay writes the same ids again and every consumer upserts.
 */
public final class CaptionIds {
  private static final Pattern SHAPE = Pattern.compile("(.+)\\.(\\d+)\\.(\\d+)\\.(\\d+)");

  private CaptionIds() {}

  /** {@code <session>.<epoch>.<utterance start sample>.<segment>} */
  public static String of(
      String sessionId, long epoch, long utteranceStartSample, int segmentNumber) {
    return sessionId + "." + epoch + "." + utteranceStartSample + "." + segmentNumber;
  }

  /** The part of the id that does not name the session: the same sound under another session. */
  public static String withoutSession(String captionId) {
    Matcher m = SHAPE.matcher(captionId);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "not a caption id (<session>.<epoch>.<start>.<segment>): " + captionId);
    }
    return m.group(2) + "." + m.group(3) + "." + m.group(4);
  }
}
