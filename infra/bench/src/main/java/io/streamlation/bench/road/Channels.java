package io.streamlation.bench.road;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Target;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.flink.cut.CutSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** So many channels on one road, paced in real time, and what became of their utterances. */
final class Channels {
  /** What is heard before is not counted: state is made, the first utterances are cut short. */
  static final Duration HEAD = Duration.ofSeconds(4);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TARGET = "es";

  private final Road road;
  private final String bootstrap;
  private final String name;
  private final int channels;
  private final int frames;

  /** By kind of channel: start of an utterance → the frame that ends it. */
  private final List<Map<Long, Integer>> utterances = new ArrayList<>();

  private final long[][] sentNanos;
  private final Histogram lagMicros = new Histogram(3);
  private final Histogram lateMicros = new Histogram(3);
  private final Set<String> arrived = ConcurrentHashMap.newKeySet();
  private final AtomicInteger doubled = new AtomicInteger();
  private final CountDownLatch allArrived;

  Channels(Road road, String bootstrap, String name, int channels, Duration length) {
    this.road = road;
    this.bootstrap = bootstrap;
    this.name = name;
    this.channels = channels;
    this.frames = framesOf(length);
    this.sentNanos = new long[channels][frames];
    int expected = 0;
    for (int kind = 0; kind < Math.min(channels, Tape.kinds()); kind++) {
      Map<Long, Integer> all = Tape.utterances(kind, frames, CutSettings.DEFAULT);
      all.values().removeIf(end -> end < framesOf(HEAD));
      utterances.add(all);
    }
    for (int channel = 0; channel < channels; channel++) {
      expected += utterances.get(Tape.kindOf(channel)).size();
    }
    this.allArrived = new CountDownLatch(expected);
  }

  static int framesOf(Duration length) {
    return (int) (length.toMillis() / AudioFormat.FRAME_MS);
  }

  static int numberOf(String sessionId) {
    return Integer.parseInt(sessionId.substring(sessionId.lastIndexOf('-') + 1));
  }

  private String sessionId(int channel) {
    return name + "-" + channel;
  }

  /**
   * @param lagMicros from the sending of an utterance's last needed frame to its final
   * @param lateMicros how late frames were sent: the driver's own trouble
   * @param lost finals that did not come
   * @param doubled finals that came again
   * @param cpuShare of one core
   * @param compilerShare of the time, in which the job's JVM was compiling
   */
  record Outcome(
      Histogram lagMicros,
      Histogram lateMicros,
      int lost,
      int doubled,
      double cpuShare,
      double compilerShare,
      long heapBytes,
      long residentBytes) {}

  Outcome run(JobProcess job) throws IOException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer = producer();
        KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Thread listener = new Thread(() -> listen(consumer), "listen");
      listener.setDaemon(true);
      listener.start();
      plan(producer);
      CountDownLatch headIsOver = new CountDownLatch(1);
      Thread pacer = new Thread(() -> pace(producer, headIsOver), "pace");
      pacer.setDaemon(true);
      pacer.start();
      headIsOver.await();
      JobProcess.Cost before = job.cost();
      long from = System.nanoTime();
      pacer.join();
      JobProcess.Cost after = job.cost();
      double nanos = System.nanoTime() - from;
      double cpuShare = (after.cpuNanos() - before.cpuNanos()) / nanos;
      double compilerShare =
          (after.compilerMillis() - before.compilerMillis())
              * (double) TimeUnit.MILLISECONDS.toNanos(1)
              / nanos;
      boolean complete = allArrived.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      JobProcess.Cost held = job.costAfterCollection();
      end(producer);
      consumer.wakeup();
      listener.join();
      return new Outcome(
          lagMicros,
          lateMicros,
          complete ? 0 : (int) allArrived.getCount(),
          doubled.get(),
          cpuShare,
          compilerShare,
          held.heapBytes(),
          held.residentBytes());
    }
  }

  private void plan(KafkaProducer<byte[], byte[]> producer) {
    for (int channel = 0; channel < channels; channel++) {
      send(
          producer,
          Topics.SESSIONS,
          sessionId(channel),
          SessionPlan.newBuilder()
              .setSessionId(sessionId(channel))
              .setRevision(1)
              .setDesired(SessionPlan.Desired.DESIRED_ON_AIR)
              .setSourceLanguage("en")
              .addTargets(Target.newBuilder().setLanguage(TARGET))
              .build()
              .toByteArray());
    }
    producer.flush();
  }

  /** Every channel's frame each 100 ms, the channels spread evenly over them. */
  private void pace(KafkaProducer<byte[], byte[]> producer, CountDownLatch headIsOver) {
    long frameNanos = Duration.ofMillis(AudioFormat.FRAME_MS).toNanos();
    long begin = System.nanoTime() + frameNanos;
    for (int frame = 0; frame < frames; frame++) {
      if (frame == framesOf(HEAD)) {
        headIsOver.countDown();
      }
      for (int channel = 0; channel < channels; channel++) {
        long due = begin + frame * frameNanos + frameNanos * channel / channels;
        long now = System.nanoTime();
        while (now < due) {
          LockSupport.parkNanos(due - now);
          now = System.nanoTime();
        }
        lateMicros.recordValue((now - due) / 1000);
        sentNanos[channel][frame] = now;
        AudioFrame sound =
            Tape.frame(sessionId(channel), channel, frame, System.currentTimeMillis());
        send(producer, Topics.AUDIO, sessionId(channel), sound.toByteArray());
      }
    }
  }

  private void end(KafkaProducer<byte[], byte[]> producer) {
    for (int channel = 0; channel < channels; channel++) {
      AudioFrame end =
          Tape.frame(sessionId(channel), channel, frames, System.currentTimeMillis()).toBuilder()
              .setEnd(End.newBuilder().setReason(End.Reason.REASON_STOPPED))
              .build();
      send(producer, Topics.AUDIO, sessionId(channel), end.toByteArray());
    }
    producer.flush();
  }

  private void listen(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          arrive(record, System.nanoTime());
        }
      }
    } catch (WakeupException e) {
      // The run is over.
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the road wrote something unreadable", e);
    }
  }

  private void arrive(ConsumerRecord<byte[], byte[]> record, long nowNanos)
      throws InvalidProtocolBufferException {
    String sessionId = new String(record.key(), StandardCharsets.UTF_8);
    if (!sessionId.startsWith(name + "-")) {
      return;
    }
    long start;
    if (road == Road.BARE) {
      start = Caption.parseFrom(record.value()).getUtteranceStartSample();
    } else {
      Translation translation = Translation.parseFrom(record.value());
      if (translation.getState() != Caption.State.STATE_FINAL || translation.getSegment() > 0) {
        return;
      }
      start = translation.getUtteranceStartSample();
    }
    int channel = numberOf(sessionId);
    Integer end = utterances.get(Tape.kindOf(channel)).get(start);
    if (end == null) {
      return; // of the head, or cut short by the end of the run
    }
    if (!arrived.add(sessionId + "/" + start)) {
      doubled.incrementAndGet();
      return;
    }
    lagMicros.recordValue((nowNanos - sentNanos[channel][end]) / 1000);
    allArrived.countDown();
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, Topics topic, String key, byte[] value) {
    producer.send(
        new ProducerRecord<>(topic.topicName(), key.getBytes(StandardCharsets.UTF_8), value));
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.ACKS_CONFIG,
            "all"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all =
        consumer.partitionsFor(road.exit().topicName()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToEnd(all);
    all.forEach(consumer::position); // or the end is only looked up at the first poll
    return consumer;
  }
}
