package io.streamlation.control.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.control.system.Quietly;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Where records go that cannot be kept: as they came, with the reason. Counted, said, passed by.
 */
@Component
class DeadLetters {
  private static final String STAGE = "control-api";

  private final Producer<String, byte[]> producer;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final Quietly log;

  DeadLetters(Producer<String, byte[]> producer, Clock clock, MeterRegistry metrics) {
    this.producer = producer;
    this.clock = clock;
    this.metrics = metrics;
    this.log = new Quietly(LoggerFactory.getLogger(DeadLetters.class), clock);
  }

  /** Returns when the broker has them all. */
  void bury(List<Unreadable> letters) throws InterruptedException, ExecutionException {
    List<Future<RecordMetadata>> acks = new ArrayList<>();
    for (Unreadable letter : letters) {
      ConsumerRecord<byte[], byte[]> record = letter.record();
      DeadLetter message = message(letter);
      acks.add(
          producer.send(
              new ProducerRecord<>(
                  Topics.byName(record.topic()).deadLetters().topicName(),
                  message.getKey().toStringUtf8(),
                  message.toByteArray())));
    }
    for (Future<RecordMetadata> ack : acks) {
      ack.get();
    }
    for (Unreadable letter : letters) {
      metrics
          .counter("streamlation.records.unreadable", "topic", letter.record().topic())
          .increment();
      log.warn(
          "record "
              + letter.record().offset()
              + " of "
              + letter.record().topic()
              + "-"
              + letter.record().partition()
              + " is put aside: "
              + message(letter).getReason());
    }
  }

  private DeadLetter message(Unreadable letter) {
    ConsumerRecord<byte[], byte[]> record = letter.record();
    return io.streamlation.contracts.DeadLetters.of(
        record.topic(),
        record.partition(),
        record.offset(),
        record.key(),
        record.value(),
        STAGE,
        letter.reason(),
        clock.millis());
  }
}
