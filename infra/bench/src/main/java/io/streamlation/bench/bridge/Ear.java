package io.streamlation.bench.bridge;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.AudioFrame;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what the bridge publishes, and how old it is then. */
public final class Ear implements AutoCloseable, Runnable {
  private static final long LONGEST_MS = 600_000;

  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread thread = new Thread(this, "ear");
  private volatile boolean closing;
  private Map<String, Long> soundSamples = new HashMap<>();
  private Map<String, Long> gapSamples = new HashMap<>();
  private Histogram ageMs = new Histogram(LONGEST_MS, 3);

  /**
   * What was heard since the last time it was asked.
   *
   * @param ageMs of a frame when it can be read, since its last byte had arrived at the bridge
   */
  public record Heard(
      Map<String, Long> soundSamples, Map<String, Long> gapSamples, Histogram ageMs) {
    public double gapSeconds() {
      return AudioFormat.secondsOfSamples(
          gapSamples.values().stream().mapToLong(Long::longValue).sum());
    }
  }

  public Ear(String bootstrap) {
    Properties settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.AUDIO.topicName()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread.start();
  }

  @Override
  public void run() {
    while (!closing) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(50))) {
        hear(record, System.currentTimeMillis());
      }
    }
    consumer.close();
  }

  private synchronized void hear(ConsumerRecord<String, byte[]> record, long nowMs) {
    try {
      AudioFrame frame = AudioFrame.parseFrom(record.value());
      if (frame.hasPcm()) {
        soundSamples.merge(
            record.key(), frame.getPcm().size() / (long) AudioFormat.BYTES_PER_SAMPLE, Long::sum);
        ageMs.recordValue(Math.max(0, Math.min(LONGEST_MS, nowMs - frame.getCapturedAtMs())));
      } else if (frame.hasGap()) {
        gapSamples.merge(record.key(), frame.getGap().getSamples(), Long::sum);
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the bridge wrote what is no frame", e);
    }
  }

  public synchronized Heard heard() {
    Heard heard = new Heard(soundSamples, gapSamples, ageMs);
    soundSamples = new HashMap<>();
    gapSamples = new HashMap<>();
    ageMs = new Histogram(LONGEST_MS, 3);
    return heard;
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join();
  }
}
