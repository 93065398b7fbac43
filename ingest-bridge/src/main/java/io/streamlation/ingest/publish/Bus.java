package io.streamlation.ingest.publish;

import com.google.protobuf.MessageLite;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.ingest.telemetry.Murmur;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One producer for all channels. Key = session id, Kafka's own partitioner: so a session has the
 * same partition number on every topic. A record once accepted is sent until it is stored: frames
 * are numbered, and a hole would go unnoticed here.
 */
public final class Bus implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
  private static final int LARGEST_FRAME_BYTES = 4096;
  private static final int LINGER_MS = 20;
  private static final int BATCH_BYTES = 128 << 10;
  private static final long SMALLEST_BUFFER_BYTES = 32L << 20;

  private final Producer<String, byte[]> producer;
  private final Murmur murmur = new Murmur(LOG);

  public Bus(Producer<String, byte[]> producer) {
    this.producer = producer;
  }

  /**
   * @param framesInFlight of all channels together, at most
   */
  public static Bus connect(String bootstrap, String clientId, long framesInFlight) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // A segment's frames come out of its decoder within milliseconds, and so do those of a piece of
    // a line: they go in one request, and not in one each.
    config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    config.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 1_000);
    config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    // Otherwise it forgets every topic when no broker answers, and takes no frame into its queue.
    config.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
    config.put(
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        Math.max(SMALLEST_BUFFER_BYTES, framesInFlight * LARGEST_FRAME_BYTES));
    return new Bus(new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer()));
  }

  /** How many partitions a topic has; asks the broker if need be. */
  public int partitions(Topics topic) {
    return producer.partitionsFor(topic.topicName()).size();
  }

  void send(Topics topic, String sessionId, MessageLite message, Callback callback) {
    byte[] value = message == null ? null : message.toByteArray();
    producer.send(new ProducerRecord<>(topic.topicName(), sessionId, value), callback);
  }

  /** Writes a claim and waits until it is stored. Of a TAKEN claim the offset is the epoch. */
  public RecordMetadata claim(Claim claim, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    return producer
        .send(
            new ProducerRecord<>(
                Topics.CLAIMS.topicName(), claim.getSessionId(), claim.toByteArray()))
        .get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Writes a claim that nobody waits for. */
  public void note(Claim claim) {
    send(Topics.CLAIMS, claim.getSessionId(), claim, complaint("claim", claim.getSessionId()));
  }

  /** Forgets the claims of a session that is gone. */
  public void forget(String sessionId) {
    send(Topics.CLAIMS, sessionId, null, complaint("tombstone", sessionId));
  }

  public void say(SessionEvent event) {
    send(Topics.EVENTS, event.getSessionId(), event, complaint("event", event.getSessionId()));
  }

  public void count(LedgerTally tally) {
    send(Topics.LEDGER, tally.getSessionId(), tally, complaint("tally", tally.getSessionId()));
  }

  public void mark(SourceSegment segment) {
    send(
        Topics.SEGMENTS,
        segment.getSessionId(),
        segment,
        complaint("mark", segment.getSessionId()));
  }

  public void bury(Topics origin, String key, DeadLetter letter) {
    send(origin.deadLetters(), key, letter, complaint("dead letter", key));
  }

  private Callback complaint(String what, String key) {
    return (metadata, e) -> {
      if (e != null) {
        murmur.warn("a " + what + " of session " + key + " was not stored: " + e.getMessage());
      }
    };
  }

  /** Sends what is under way, for so long and no longer. */
  public void close(Duration patience) {
    producer.close(patience);
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(3));
  }
}
