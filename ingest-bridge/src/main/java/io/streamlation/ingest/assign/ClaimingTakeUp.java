package io.streamlation.ingest.assign;

import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.ingest.publish.Bus;
import io.streamlation.ingest.supervise.TakeUp;
import io.streamlation.ingest.supervise.TakenUp;
import io.streamlation.ingest.supervise.Tenure;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a session up: reads where it stands, closes what a dead bridge left open, writes the claim.
 */
final class ClaimingTakeUp implements TakeUp {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimingTakeUp.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HistoryReader histories;
  private final Bus bus;
  private final String bridgeId;
  private final Partitions partitions;
  private final Tenure tenure;
  private final Clock clock;

  /** Where a session of ours lives. */
  @FunctionalInterface
  interface Partitions {
    Optional<Integer> of(String sessionId);
  }

  ClaimingTakeUp(
      HistoryReader histories,
      Bus bus,
      String bridgeId,
      Partitions partitions,
      Tenure tenure,
      Clock clock) {
    this.histories = histories;
    this.bus = bus;
    this.bridgeId = bridgeId;
    this.partitions = partitions;
    this.tenure = tenure;
    this.clock = clock;
  }

  @Override
  public Optional<TakenUp> takeUp(SessionPlan plan) throws KafkaAway, InterruptedException {
    Optional<Integer> partition = partitions.of(plan.getSessionId());
    if (partition.isEmpty()) {
      return Optional.empty();
    }
    try {
      HistoryReader.Found found = histories.read(plan.getSessionId(), partition.get());
      History history = found.history();
      history.unclosed().ifPresent(bus::count);
      if (history.isOverUnder(plan)) {
        LOG.info(
            "session {} is over under revision {}: {}",
            plan.getSessionId(),
            plan.getRevision(),
            history.end().map(e -> e.getReason() + ", " + e.getDetail()).orElse(""));
        return Optional.empty();
      }
      if (!tenure.isSure()) {
        throw new KafkaAway("this bridge stood still, and asks first whether it is its own", null);
      }
      RecordMetadata stored = bus.claim(claim(plan, history, found, partition.get()), PATIENCE);
      if (!stored.hasOffset()) {
        throw new KafkaAway("the claim was stored, but not where", null);
      }
      return Optional.of(
          new TakenUp(
              stored.offset(),
              history.nextOffsetSamples(),
              history.goOnAt(plan),
              history.unclosed().isPresent()));
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      throw new KafkaAway("Kafka does not answer (" + e.getMessage() + ")", e);
    }
  }

  /** From here on this claim is the newest of its key: it carries on what the one before knew. */
  private Claim claim(SessionPlan plan, History history, HistoryReader.Found found, int partition) {
    Claim.Builder claim =
        Claim.newBuilder()
            .setSessionId(plan.getSessionId())
            .setBridgeId(bridgeId)
            .setKind(Claim.Kind.KIND_TAKEN)
            .setPlanRevision(plan.getRevision())
            .setAtMs(clock.millis())
            .setEpoch(history.epoch())
            .setAudioPartition(partition)
            .setAudioOffset(found.audioEnd())
            .setEndSample(history.endSample())
            .setEpochOffsetSamples(history.epochOffsetSamples())
            .setSource(plan.getSource());
    history.goOnAt(plan).ifPresent(claim::setNextPosition);
    return claim.build();
  }
}
