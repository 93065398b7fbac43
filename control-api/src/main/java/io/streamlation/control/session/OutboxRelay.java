package io.streamlation.control.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.system.Loop;
import io.streamlation.control.system.Quietly;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Publishes the outbox in its order and marks what the broker has acknowledged. If it dies in
 * between, the same plans go out again: their revisions make that harmless. Nothing is marked
 * unless everything before it was acknowledged, so the newest plan of a key is always the last.
 */
@Component
class OutboxRelay extends Loop {
  private static final int AT_ONCE = 100;
  private static final Duration LOOKED_FOR_EVERY = Duration.ofMillis(500);
  private static final Duration PUBLISHED_KEPT_FOR = Duration.ofDays(7);

  private final Outbox outbox;
  private final Producer<String, byte[]> producer;
  private final TransactionTemplate transaction;
  private final ControlSettings settings;
  private final Clock clock;
  private final Counter published;
  private final Quietly log;

  OutboxRelay(
      Outbox outbox,
      Producer<String, byte[]> producer,
      PlatformTransactionManager transactions,
      ControlSettings settings,
      Clock clock,
      MeterRegistry metrics) {
    super("outbox-relay");
    this.outbox = outbox;
    this.producer = producer;
    this.transaction = new TransactionTemplate(transactions);
    this.settings = settings;
    this.clock = clock;
    this.log = new Quietly(LoggerFactory.getLogger(OutboxRelay.class), clock);
    this.published =
        Counter.builder("streamlation.outbox.published")
            .description("Plans the broker has acknowledged")
            .register(metrics);
    Gauge.builder("streamlation.outbox.unpublished", outbox, Outbox::unpublished)
        .description("Plans that wait for the broker; a rise means Kafka is away")
        .register(metrics);
  }

  @Override
  protected void once() throws Exception {
    Integer sent = transaction.execute(status -> publishSome());
    if (sent == null || sent < AT_ONCE) {
      outbox.awaitMore(LOOKED_FOR_EVERY);
    }
  }

  /** How many went out. */
  int publishSome() {
    if (!outbox.takeTheRelay()) {
      return 0;
    }
    List<Outbox.Letter> letters = outbox.oldest(AT_ONCE);
    if (letters.isEmpty()) {
      return 0;
    }
    List<Future<RecordMetadata>> acks = new ArrayList<>();
    for (Outbox.Letter letter : letters) {
      acks.add(
          producer.send(
              new ProducerRecord<>(letter.topic(), letter.key(), letter.payload().toByteArray())));
    }
    for (Future<RecordMetadata> ack : acks) {
      try {
        ack.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the broker was asked", e);
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException("the broker did not take a plan", e.getCause());
      }
    }
    outbox.markPublished(letters);
    published.increment(letters.size());
    return letters.size();
  }

  @Override
  protected Duration trouble(Exception met) {
    log.warn("PLATFORM: session plans wait in the outbox, they could not be published", met);
    return settings.kafka().retryAfter();
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void forgetOldOnes() {
    outbox.forgetPublishedBefore(clock.instant().minus(PUBLISHED_KEPT_FOR));
  }
}
