package io.streamlation.control.live;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.system.Loop;
import io.streamlation.control.system.Quietly;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Partials, from Kafka to whoever watches: every control-api reads all partitions, from their end
 * on, and remembers no place. What it cannot read the intake reports.
 */
@Component
class LiveFeed extends Loop {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PARTITIONS_LOOKED_FOR_EVERY = Duration.ofSeconds(5);
  private static final List<String> TOPICS =
      List.of(Topics.CAPTIONS.topicName(), Topics.TRANSLATIONS.topicName());

  private final LiveHub hub;
  private final ControlSettings settings;
  private final Clock clock;
  private final Quietly log;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private long partitionsSoughtAtMs;

  LiveFeed(LiveHub hub, ControlSettings settings, Clock clock) {
    super("live-feed");
    this.hub = hub;
    this.settings = settings;
    this.clock = clock;
    this.log = new Quietly(LoggerFactory.getLogger(LiveFeed.class), clock);
  }

  @Override
  protected void once() throws Exception {
    KafkaConsumer<byte[], byte[]> open = consumer;
    if (open == null) {
      open = open();
      consumer = open;
      partitionsSoughtAtMs = 0;
    }
    try {
      seekNewPartitions(open);
      if (open.assignment().isEmpty()) {
        throw new IllegalStateException("the topics " + TOPICS + " are not there yet");
      }
      for (ConsumerRecord<byte[], byte[]> record : open.poll(POLL)) {
        show(record);
      }
    } catch (WakeupException e) {
      // stopping
    }
  }

  private void show(ConsumerRecord<byte[], byte[]> record) {
    Optional<UUID> session = session(record.key());
    if (session.isEmpty() || record.value() == null || !hub.isWatched(session.get())) {
      return;
    }
    try {
      if (record.topic().equals(Topics.CAPTIONS.topicName())) {
        Caption caption = Caption.parseFrom(record.value());
        if (caption.getState() == Caption.State.STATE_PARTIAL) {
          show(
              session.get(),
              caption.getSessionId(),
              Finals.key(caption.getId(), ""),
              caption.getLanguage(),
              LiveJson.body(caption));
        }
      } else {
        Translation translation = Translation.parseFrom(record.value());
        if (translation.getState() == Caption.State.STATE_PARTIAL) {
          show(
              session.get(),
              translation.getSessionId(),
              Finals.key(translation.getCaptionId(), translation.getTargetLanguage()),
              translation.getTargetLanguage(),
              LiveJson.body(translation));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      log.warn("a record that cannot be read is not shown; the intake puts it aside");
    }
  }

  /** What speaks of another session than its key, or fits into no frame, is shown to nobody. */
  private void show(UUID session, String spokenOf, String key, String language, String body) {
    if (spokenOf.equals(session.toString()) && LiveJson.fits(body)) {
      hub.partial(session, key, language, body);
    } else {
      log.warn("a partial of session " + session + " is not shown: it is too large or not its own");
    }
  }

  /** Begins at the end of partitions not read yet. */
  private void seekNewPartitions(KafkaConsumer<byte[], byte[]> open) {
    long nowMs = clock.millis();
    if (nowMs - partitionsSoughtAtMs < PARTITIONS_LOOKED_FOR_EVERY.toMillis()) {
      return;
    }
    partitionsSoughtAtMs = nowMs;
    Set<TopicPartition> all = new HashSet<>();
    for (String topic : TOPICS) {
      open.partitionsFor(topic).forEach(p -> all.add(new TopicPartition(topic, p.partition())));
    }
    Collection<TopicPartition> fresh = new HashSet<>(all);
    fresh.removeAll(open.assignment());
    if (!fresh.isEmpty()) {
      open.assign(all);
      open.seekToEnd(fresh);
    }
  }

  private KafkaConsumer<byte[], byte[]> open() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            settings.kafka().bootstrap(),
            ConsumerConfig.CLIENT_ID_CONFIG,
            "control-api-live",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "latest",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            5_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static Optional<UUID> session(byte @Nullable [] key) {
    try {
      return key == null
          ? Optional.empty()
          : Optional.of(UUID.fromString(new String(key, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  protected Duration trouble(Exception met) {
    log.warn("PLATFORM: no partials for viewers: " + met.getMessage());
    close();
    return settings.kafka().retryAfter();
  }

  @Override
  protected void wake() {
    KafkaConsumer<byte[], byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
  }

  @Override
  protected void ended() {
    close();
  }

  private void close() {
    KafkaConsumer<byte[], byte[]> open = consumer;
    consumer = null;
    if (open != null) {
      open.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
  }
}
