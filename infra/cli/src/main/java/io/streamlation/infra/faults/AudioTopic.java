package io.streamlation.infra.faults;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.AudioFrame;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The record of what sound there was, read from outside. Leaves out what we wrote there. */
final class AudioTopic {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String bootstrap;
  private final Set<String> ours = new HashSet<>();

  AudioTopic(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  void weWrote(RecordMetadata record) {
    ours.add(record.partition() + "/" + record.offset());
  }

  /** Every readable frame in the order of its session, from the beginning to where it ends now. */
  void each(BiConsumer<String, AudioFrame> sink) {
    read(Long.MAX_VALUE, sink);
  }

  /** Only the newest of each partition. */
  void newest(long records, BiConsumer<String, AudioFrame> sink) {
    read(records, sink);
  }

  private void read(long most, BiConsumer<String, AudioFrame> sink) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(Topics.AUDIO.topicName()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(all);
      Map<TopicPartition, Long> from = consumer.beginningOffsets(all);
      Map<TopicPartition, Long> to = consumer.endOffsets(all);
      all.forEach(p -> consumer.seek(p, Math.max(from.get(p), to.get(p) - most)));
      long end = System.nanoTime() + LIMIT.toNanos();
      Set<TopicPartition> open =
          all.stream().filter(p -> to.get(p) > from.get(p)).collect(Collectors.toSet());
      while (!open.isEmpty()) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException(
              "topic audio could not be read to its end within " + LIMIT.toSeconds() + " s");
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          take(record, sink);
        }
        open.removeIf(p -> consumer.position(p) >= to.get(p));
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> record, BiConsumer<String, AudioFrame> sink) {
    if (ours.contains(record.partition() + "/" + record.offset())
        || record.key() == null
        || record.value() == null) {
      return;
    }
    try {
      sink.accept(record.key(), AudioFrame.parseFrom(record.value()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "audio/" + record.partition() + " offset " + record.offset() + " is no frame of ours", e);
    }
  }
}
