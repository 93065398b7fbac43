package io.streamlation.ingest.supervise;

import io.streamlation.contracts.v1.SessionPlan;
import java.util.Optional;

/**
 * Makes a session ours: finds where it stands, and writes the claim. Talks to Kafka, may take long.
 */
@FunctionalInterface
public interface TakeUp {

  /**
   * Empty if the session is over under this plan: it ended by itself, failed or was stopped, and
   * nobody has wished for it anew since.
   *
   * @throws KafkaAway if it cannot be found out now
   */
  Optional<TakenUp> takeUp(SessionPlan plan) throws KafkaAway, InterruptedException;

  /** Kafka does not answer; asking again later may help. */
  final class KafkaAway extends Exception {
    private static final long serialVersionUID = 1L;

    public KafkaAway(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
