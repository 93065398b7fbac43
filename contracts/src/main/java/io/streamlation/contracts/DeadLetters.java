package io.streamlation.contracts;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.v1.DeadLetter;

/**
 * Dead letters as every reader writes them. A record may be as large as the broker takes; its
 * letter, which holds it and more, must still be taken, or the reader would stand before it for
 * ever. So what is very large is cut, and the reason says so.
 */
public final class DeadLetters {
  /** Half of the largest record that Kafka takes by default. */
  static final int MOST_VALUE_BYTES = 512 * 1024;

  static final int MOST_KEY_BYTES = 1024;
  static final int LONGEST_REASON = 1000;

  private DeadLetters() {}

  /**
   * @param key as it came, or null
   * @param value as it came, or null
   * @param stage who refuses it
   */
  public static DeadLetter of(
      String topic,
      int partition,
      long offset,
      byte[] key,
      byte[] value,
      String stage,
      String reason,
      long atMs) {
    StringBuilder why =
        new StringBuilder(
            reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…");
    return DeadLetter.newBuilder()
        .setTopic(topic)
        .setPartition(partition)
        .setOffset(offset)
        .setKey(cut("key", key, MOST_KEY_BYTES, why))
        .setValue(cut("value", value, MOST_VALUE_BYTES, why))
        .setStage(stage)
        .setReason(why.toString())
        .setAtMs(atMs)
        .build();
  }

  private static ByteString cut(String what, byte[] bytes, int most, StringBuilder why) {
    if (bytes == null) {
      return ByteString.EMPTY;
    }
    if (bytes.length <= most) {
      return ByteString.copyFrom(bytes);
    }
    why.append(" (of the %s's %d bytes the first %d are kept)".formatted(what, bytes.length, most));
    return ByteString.copyFrom(bytes, 0, most);
  }
}
