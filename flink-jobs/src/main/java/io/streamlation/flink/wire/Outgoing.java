package io.streamlation.flink.wire;

import com.google.protobuf.Message;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.DeadLetter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes messages as Kafka records whose key is the session id. */
public final class Outgoing {
  private Outgoing() {}

  /** A function that travels with the job. */
  public interface SessionOf<M> extends Function<M, String>, Serializable {}

  public static <M extends Message> KafkaRecordSerializationSchema<M> of(
      Topics topic, SessionOf<M> session) {
    return (message, context, timestamp) ->
        new ProducerRecord<>(
            topic.topicName(),
            session.apply(message).getBytes(StandardCharsets.UTF_8),
            message.toByteArray());
  }

  /** To the dead-letter topic beside the one it came from, under the key it came with. */
  public static KafkaRecordSerializationSchema<DeadLetter> deadLetters() {
    return (letter, context, timestamp) ->
        new ProducerRecord<>(
            Topics.byName(letter.getTopic()).deadLetters().topicName(),
            letter.getKey().isEmpty() ? null : letter.getKey().toByteArray(),
            letter.toByteArray());
  }
}
