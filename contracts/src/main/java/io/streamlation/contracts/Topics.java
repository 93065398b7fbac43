package io.streamlation.contracts;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every topic, with what a broker must know about it. The key is the session id everywhere: order
 * within a session is Kafka's order within a partition.
 */
public enum Topics {
  SESSIONS("sessions", Keep.NEWEST_OF_KEY, null, -1),
  CLAIMS("claims", Keep.NEWEST_OF_KEY, null, -1),
  /** 32 kB a second and channel: 200 channels are 23 GB an hour. */
  AUDIO("audio", Keep.FOR_A_WHILE, Duration.ofHours(2), 2L << 30),
  CAPTIONS("captions", Keep.FOR_A_WHILE, Duration.ofDays(7), 512L << 20),
  TRANSLATIONS("translations", Keep.FOR_A_WHILE, Duration.ofDays(7), 512L << 20),
  SPEECH("speech", Keep.FOR_A_WHILE, Duration.ofHours(2), 1L << 30),
  EVENTS("events", Keep.FOR_A_WHILE, Duration.ofDays(7), 256L << 20),
  LEDGER("ledger", Keep.FOR_A_WHILE, Duration.ofDays(7), 256L << 20),
  SEGMENTS("segments", Keep.FOR_A_WHILE, Duration.ofDays(1), 256L << 20),
  SESSIONS_DEAD_LETTERS("sessions-dead-letters", Keep.FOR_A_WHILE, Duration.ofDays(7), 64L << 20),
  CLAIMS_DEAD_LETTERS("claims-dead-letters", Keep.FOR_A_WHILE, Duration.ofDays(7), 64L << 20),
  AUDIO_DEAD_LETTERS("audio-dead-letters", Keep.FOR_A_WHILE, Duration.ofDays(7), 64L << 20),
  CAPTIONS_DEAD_LETTERS("captions-dead-letters", Keep.FOR_A_WHILE, Duration.ofDays(7), 64L << 20),
  TRANSLATIONS_DEAD_LETTERS(
      "translations-dead-letters", Keep.FOR_A_WHILE, Duration.ofDays(7), 64L << 20),
  SPEECH_DEAD_LETTERS("speech-dead-letters", Keep.FOR_A_WHILE, Duration.ofDays(7), 64L << 20),
  EVENTS_DEAD_LETTERS("events-dead-letters", Keep.FOR_A_WHILE, Duration.ofDays(7), 64L << 20),
  LEDGER_DEAD_LETTERS("ledger-dead-letters", Keep.FOR_A_WHILE, Duration.ofDays(7), 64L << 20),
  SEGMENTS_DEAD_LETTERS("segments-dead-letters", Keep.FOR_A_WHILE, Duration.ofDays(7), 64L << 20);

  /** {@code audio}, {@code claims} and {@code sessions} must agree on it; so all do. */
  public static final int DEFAULT_PARTITIONS = 4;

  private final String topicName;
  private final Keep keep;
  private final Duration retention;
  private final long retentionBytesPerPartition;

  Topics(String topicName, Keep keep, Duration retention, long retentionBytesPerPartition) {
    this.topicName = topicName;
    this.keep = keep;
    this.retention = retention;
    this.retentionBytesPerPartition = retentionBytesPerPartition;
  }

  public String topicName() {
    return topicName;
  }

  public Keep keep() {
    return keep;
  }

  /** How long records are kept; empty for compacted topics. */
  public Optional<Duration> retention() {
    return Optional.ofNullable(retention);
  }

  /** Upper bound of a partition's size; -1 for compacted topics. */
  public long retentionBytesPerPartition() {
    return retentionBytesPerPartition;
  }

  /** The topic that takes what could not be read from this one. */
  public Topics deadLetters() {
    return byName(topicName + "-dead-letters");
  }

  public static Topics byName(String name) {
    return Arrays.stream(values())
        .filter(t -> t.topicName.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no topic is called \"" + name + "\""));
  }

  public static List<Topics> all() {
    return List.of(values());
  }

  /** What the broker throws away. */
  public enum Keep {
    /** {@code cleanup.policy=compact} */
    NEWEST_OF_KEY,
    /** {@code cleanup.policy=delete} */
    FOR_A_WHILE
  }
}
