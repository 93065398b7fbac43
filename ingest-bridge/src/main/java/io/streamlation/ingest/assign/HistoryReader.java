package io.streamlation.ingest.assign;

import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.Claim;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a session's history: its partition of {@code claims}, then of {@code audio} from there on.
 */
final class HistoryReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int MOST_IDLE = 2;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Supplier<Consumer<String, byte[]>> consumers;
  private final BlockingQueue<Consumer<String, byte[]>> idle = new ArrayBlockingQueue<>(MOST_IDLE);

  /**
   * @param consumers of no group, that begin at the earliest record where an offset is gone
   */
  HistoryReader(Supplier<Consumer<String, byte[]>> consumers) {
    this.consumers = consumers;
  }

  /**
   * @param audioEnd where the audio partition ended when it was read
   */
  record Found(History history, long audioEnd) {}

  Found read(String sessionId, int partition) {
    Consumer<String, byte[]> consumer = idle.poll();
    consumer = consumer == null ? consumers.get() : consumer;
    boolean whole = false;
    try {
      Found found = read(sessionId, partition, consumer);
      whole = true;
      return found;
    } finally {
      if (!whole || !idle.offer(consumer)) {
        consumer.close();
      }
    }
  }

  private static Found read(String sessionId, int partition, Consumer<String, byte[]> consumer) {
    NewestClaim newest = new NewestClaim(sessionId);
    TopicPartition claims = new TopicPartition(Topics.CLAIMS.topicName(), partition);
    readToEnd(consumer, claims, Optional.empty(), newest);
    History.Gatherer gatherer = new History.Gatherer(sessionId, newest.claim());
    TopicPartition audio = new TopicPartition(Topics.AUDIO.topicName(), partition);
    long audioEnd =
        readToEnd(
            consumer,
            audio,
            newest.claim().map(Claim::getAudioOffset),
            record -> gatherer.frame(record.key(), record.value()));
    return new Found(gatherer.gathered(), audioEnd);
  }

  /** Reads once, for nobody: the first time takes longest, and then somebody is off air. */
  void warmUp() {
    read("", 0);
  }

  @Override
  public void close() {
    for (Consumer<String, byte[]> c = idle.poll(); c != null; c = idle.poll()) {
      c.close();
    }
  }

  /** A session without a claim has no audio: then only the end is looked up. */
  private static long readToEnd(
      Consumer<String, byte[]> consumer,
      TopicPartition partition,
      Optional<Long> from,
      java.util.function.Consumer<ConsumerRecord<String, byte[]>> reader) {
    consumer.assign(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    boolean isClaims = partition.topic().equals(Topics.CLAIMS.topicName());
    if (from.isPresent()) {
      consumer.seek(partition, from.get());
    } else if (isClaims) {
      consumer.seekToBeginning(List.of(partition));
    } else {
      return end;
    }
    long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
    while (consumer.position(partition) < end) {
      consumer.poll(POLL).records(partition).forEach(reader);
      if (System.nanoTime() > deadlineNanos) {
        throw new KafkaException(partition + " could not be read to its end in " + LIMIT);
      }
    }
    return end;
  }
}
