package io.streamlation.flink.wire;

import com.google.protobuf.Message;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes each saying to the topic it belongs on, under its session's id. */
public final class Outgoing implements KafkaRecordSerializationSchema<Message> {
  private static final long serialVersionUID = 1;

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      Message message, KafkaSinkContext context, Long timestamp) {
    return message instanceof DeadLetter letter ? beside(letter) : said(message);
  }

  private static ProducerRecord<byte[], byte[]> said(Message message) {
    Passing passing = Passing.of(message);
    Topics topic =
        passing
            .topic()
            .orElseThrow(
                () -> new IllegalStateException("a " + passing + " has passed all the rooms"));
    return new ProducerRecord<>(
        topic.topicName(),
        Passing.sessionOf(message).getBytes(StandardCharsets.UTF_8),
        message.toByteArray());
  }

  /** To the dead-letter topic beside the one it came from, under the key it came with. */
  private static ProducerRecord<byte[], byte[]> beside(DeadLetter letter) {
    return new ProducerRecord<>(
        Topics.byName(letter.getTopic()).deadLetters().topicName(),
        letter.getKey().isEmpty() ? null : letter.getKey().toByteArray(),
        letter.toByteArray());
  }
}
