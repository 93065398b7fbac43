package io.streamlation.flink.job;

import io.streamlation.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asked once before the job starts. Without a broker Flink would start the job, fail a minute later
 * in the middle of its sources, and begin again for ever, with nobody told why.
 */
final class Broker {
  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ANSWERS_WITHIN_MS = 5_000;
  private static final int PAUSE_MS = 500;

  private Broker() {}

  /**
   * Returns once every topic is there.
   *
   * @throws BrokerAway when that is not so within a minute
   */
  static void await(String bootstrap) throws InterruptedException {
    await(bootstrap, PATIENCE);
  }

  static void await(String bootstrap, Duration patience) throws InterruptedException {
    List<String> topics = Topics.all().stream().map(Topics::topicName).toList();
    int answersWithinMs = (int) Math.min(ANSWERS_WITHIN_MS, patience.toMillis());
    long endNanos = System.nanoTime() + patience.toNanos();
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                answersWithinMs,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                answersWithinMs))) {
      while (true) {
        try {
          admin.describeTopics(topics).allTopicNames().get();
          return;
        } catch (ExecutionException e) {
          if (System.nanoTime() > endNanos) {
            throw new BrokerAway(
                "PLATFORM: Kafka at kafka.bootstrap=%s, or its topics, cannot be had within %d s (%s); see whether the broker runs"
                    .formatted(bootstrap, patience.toSeconds(), e.getCause().getMessage()),
                e.getCause());
          }
          LOG.warn("Waiting for Kafka and its topics: {}", e.getCause().getMessage());
          TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
      }
    }
  }

  /** The process ends with it; whoever watches it starts it again. */
  static final class BrokerAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerAway(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
