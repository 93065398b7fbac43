package io.streamlation.control.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.system.Loop;
import io.streamlation.control.system.Quietly;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Poll, keep in one transaction, commit the database, then the offsets. If the process dies in
 * between, the same records come again and change nothing. If the database is away, nothing is
 * committed and the same records are asked for again. If one record is what the database chokes on,
 * it alone goes to the dead letters.
 */
@Component
class IntakeLoop extends Loop {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int SESSION_TIMEOUT_MS =
      6_000; // how long a killed writer's partitions lie idle
  private static final int RECORDS_AT_ONCE = 1_000;

  private final Map<String, TopicIntake<?>> intakes;
  private final SessionDirectory directory;
  private final DeadLetters deadLetters;
  private final List<IntakeListener> listeners;
  private final TransactionTemplate transaction;
  private final ControlSettings settings;
  private final Counter records;
  private final Quietly log;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

  IntakeLoop(
      List<TopicIntake<?>> intakes,
      SessionDirectory directory,
      DeadLetters deadLetters,
      List<IntakeListener> listeners,
      PlatformTransactionManager transactions,
      ControlSettings settings,
      MeterRegistry metrics,
      Clock clock) {
    super("intake");
    this.intakes =
        intakes.stream().collect(Collectors.toMap(i -> i.topic().topicName(), Function.identity()));
    this.directory = directory;
    this.deadLetters = deadLetters;
    this.listeners = List.copyOf(listeners);
    this.transaction = new TransactionTemplate(transactions);
    this.settings = settings;
    this.records =
        Counter.builder("streamlation.intake.records")
            .description("Records read from Kafka, partials included")
            .register(metrics);
    this.log = new Quietly(LoggerFactory.getLogger(IntakeLoop.class), clock);
  }

  @Override
  protected void once() throws Exception {
    KafkaConsumer<byte[], byte[]> open = consumer;
    if (open == null) {
      open = open();
      consumer = open;
    }
    ConsumerRecords<byte[], byte[]> polled;
    try {
      polled = open.poll(POLL);
    } catch (WakeupException e) {
      return; // stopping
    }
    if (polled.isEmpty()) {
      return;
    }
    try {
      deadLetters.bury(keep(polled));
    } catch (Exception e) {
      rewind(open, polled);
      throw e;
    }
    commit(open, polled);
    records.increment(polled.count());
    listeners.forEach(IntakeListener::committed);
  }

  /** Stores what can be stored; answers what cannot, and never will be. */
  private List<Unreadable> keep(ConsumerRecords<byte[], byte[]> polled) {
    try {
      return keepTogether(polled);
    } catch (RuntimeException e) {
      if (passes(e)) {
        throw e;
      }
      log.warn("a batch could not be stored as a whole; its records are tried one by one", e);
    }
    List<Unreadable> unreadable = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      try {
        unreadable.addAll(keepTogether(List.of(record)));
      } catch (RuntimeException e) {
        if (passes(e)) {
          throw e;
        }
        unreadable.add(new Unreadable(record, "it could not be stored: " + e.getMessage()));
      }
    }
    return unreadable;
  }

  private List<Unreadable> keepTogether(Iterable<ConsumerRecord<byte[], byte[]>> some) {
    Batch batch = Batch.of(some, intakes, directory);
    if (!batch.isEmpty()) {
      transaction.executeWithoutResult(status -> batch.keep());
    }
    return batch.unreadable();
  }

  /** Lost contact: waiting helps. */
  private static boolean passes(RuntimeException e) {
    return e instanceof TransientDataAccessException
        || e instanceof RecoverableDataAccessException
        || e instanceof DataAccessResourceFailureException
        || e instanceof TransactionException;
  }

  private static void rewind(
      KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled) {
    for (TopicPartition partition : polled.partitions()) {
      if (consumer.assignment().contains(partition)) {
        consumer.seek(partition, polled.records(partition).get(0).offset());
      }
    }
  }

  private static void commit(
      KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled) {
    try {
      consumer.commitSync(offsets(polled));
    } catch (WakeupException e) {
      consumer.commitSync(offsets(polled)); // the wake-up came for poll; the rows are in
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsets(
      ConsumerRecords<byte[], byte[]> polled) {
    return polled.nextOffsets();
  }

  private KafkaConsumer<byte[], byte[]> open() {
    KafkaConsumer<byte[], byte[]> opened =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.kafka().bootstrap(),
                ConsumerConfig.GROUP_ID_CONFIG,
                settings.kafka().group(),
                ConsumerConfig.CLIENT_ID_CONFIG,
                "control-api-intake",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                SESSION_TIMEOUT_MS,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                SESSION_TIMEOUT_MS / 3,
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                5_000, // topics may be made after us
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                RECORDS_AT_ONCE),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    opened.subscribe(intakes.keySet());
    return opened;
  }

  @Override
  protected Duration trouble(Exception met) {
    if (met instanceof ExecutionException
        || (met instanceof RuntimeException runtime && passes(runtime))) {
      log.warn("PLATFORM: what came from Kafka could not be stored yet, it is tried again", met);
    } else {
      log.warn("PLATFORM: the intake lost its way and begins again at the last commit", met);
      close();
    }
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
      open.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
  }
}
