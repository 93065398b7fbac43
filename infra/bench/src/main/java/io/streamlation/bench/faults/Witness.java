package io.streamlation.bench.faults;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads everything that the bridge writes, from now on. */
final class Witness implements AutoCloseable, Runnable {
  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this, "witness");
  private final int audioPartitions;
  private volatile boolean closing;

  Witness(String bootstrap) {
    Properties settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Stream.of(Topics.AUDIO, Topics.EVENTS, Topics.LEDGER)
            .flatMap(topic -> consumer.partitionsFor(topic.topicName()).stream())
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    audioPartitions = consumer.partitionsFor(Topics.AUDIO.topicName()).size();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread.start();
  }

  int audioPartitions() {
    return audioPartitions;
  }

  Account of(String session) {
    return accounts.computeIfAbsent(session, id -> new Account());
  }

  @Override
  public void run() {
    while (!closing) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
        try {
          take(record);
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException("the bridge wrote what cannot be read", e);
        }
      }
    }
    consumer.close();
  }

  private void take(ConsumerRecord<String, byte[]> record) throws InvalidProtocolBufferException {
    Account account = of(record.key());
    if (record.topic().equals(Topics.AUDIO.topicName())) {
      account.add(AudioFrame.parseFrom(record.value()), System.currentTimeMillis());
    } else if (record.topic().equals(Topics.EVENTS.topicName())) {
      account.add(SessionEvent.parseFrom(record.value()));
    } else {
      account.add(LedgerTally.parseFrom(record.value()));
    }
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join();
  }
}
