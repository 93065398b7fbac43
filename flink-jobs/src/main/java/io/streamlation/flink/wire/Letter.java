package io.streamlation.flink.wire;

import io.streamlation.contracts.DeadLetters;
import io.streamlation.contracts.v1.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A Kafka record at the door. */
record Letter(ConsumerRecord<byte[], byte[]> record) {
  static final int LONGEST_SESSION_ID = 128;

  /** Empty where the key is no session id. */
  Optional<String> sessionId() {
    if (record.key() == null || record.key().length == 0) {
      return Optional.empty();
    }
    try {
      String key =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record.key())).toString();
      boolean plain = key.length() <= LONGEST_SESSION_ID && key.chars().noneMatch(c -> c < ' ');
      return plain ? Optional.of(key) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  boolean isTombstone() {
    return record.value() == null;
  }

  DeadLetter refused(String stage, String reason, long atMs) {
    return DeadLetters.of(
        record.topic(),
        record.partition(),
        record.offset(),
        record.key(),
        record.value(),
        stage,
        "record %d of partition %d of topic %s: %s"
            .formatted(record.offset(), record.partition(), record.topic(), reason),
        atMs);
  }
}
