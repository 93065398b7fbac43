package io.streamlation.ingest.publish;

import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.ingest.frame.EpochLine;
import io.streamlation.ingest.telemetry.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Publishes the frames of one epoch, with at most so many under way. When they are it waits: as
 * long as it takes where the source keeps what is not taken, else a while; then it drops, and
 * declares.
 */
public final class EpochPublisher {
  private final Bus bus;
  private final EpochLine line;
  private final String sessionId;
  private final Supplier<SessionPlan> plan;
  private final int mostInFlight;
  private final Duration patience;
  private final Metrics metrics;
  private final Clock clock;
  private final Semaphore room;
  private final BooleanSupplier mayWait;
  private final Consumer<Gap> declared;

  private final IngestTally tally = new IngestTally();
  private AudioFrame lastStored;
  private RecordMetadata lastStoredAt;
  private volatile Exception failure;

  /**
   * @param plan as it stands when a frame goes out
   * @param patience how long a frame waits before it is dropped
   * @param mayWait whether it may wait once more instead
   * @param declared told of each gap that stands for dropped frames, when it goes out
   */
  public EpochPublisher(
      Bus bus,
      EpochLine line,
      Supplier<SessionPlan> plan,
      int mostInFlight,
      Duration patience,
      BooleanSupplier mayWait,
      Consumer<Gap> declared,
      Metrics metrics,
      Clock clock) {
    this.bus = bus;
    this.line = line;
    this.sessionId = plan.get().getSessionId();
    this.plan = plan;
    this.mostInFlight = mostInFlight;
    this.patience = patience;
    this.mayWait = mayWait;
    this.declared = declared;
    this.metrics = metrics;
    this.clock = clock;
    this.room = new Semaphore(mostInFlight);
  }

  /**
   * Publishes or drops.
   *
   * @return false if it was dropped
   */
  public boolean publish(AudioFrame cut) throws InterruptedException {
    checkFailure();
    Optional<AudioFrame> owed = line.owedGap();
    int needed = owed.isPresent() ? 2 : 1;
    boolean admitted = false;
    try {
      do {
        admitted = room.tryAcquire(needed, patience.toMillis(), TimeUnit.MILLISECONDS);
        checkFailure();
      } while (!admitted && mayWait.getAsBoolean());
    } finally {
      if (!admitted) {
        line.drop(cut);
        metrics.framesDropped.inc();
      }
    }
    if (!admitted) {
      return false;
    }
    owed.ifPresent(this::sendOwed);
    send(line.stamp(cut, plan.get()));
    return true;
  }

  private void sendOwed(AudioFrame gap) {
    send(line.stamp(gap, plan.get()));
    line.settle();
    declared.accept(gap.getGap());
  }

  /** Publishes the end, which is never dropped, and waits until all is stored. */
  public boolean finish(AudioFrame end, Duration limit) throws InterruptedException {
    if (failure != null) {
      return false;
    }
    line.owedGap().ifPresent(this::sendOwed);
    send(line.stamp(end, plan.get()));
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    synchronized (tally) {
      while (!tally.ended() && failure == null) {
        long leftMs = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
          return false;
        }
        tally.wait(leftMs);
      }
    }
    return failure == null;
  }

  /** Waits until nothing is under way: whoever looks then where the epoch stands sees all of it. */
  public boolean awaitStored(Duration limit) throws InterruptedException {
    boolean all = room.tryAcquire(mostInFlight, limit.toMillis(), TimeUnit.MILLISECONDS);
    if (all) {
      room.release(mostInFlight);
    }
    return all;
  }

  private void send(AudioFrame frame) {
    metrics.framesInFlight.inc();
    bus.send(Topics.AUDIO, sessionId, frame, (metadata, e) -> stored(frame, metadata, e));
  }

  private void stored(AudioFrame frame, RecordMetadata metadata, Exception e) {
    metrics.framesInFlight.dec();
    if (e != null) {
      failure = e;
    } else {
      metrics.framesPublished.inc();
      metrics.publishLag.observe((clock.millis() - frame.getCapturedAtMs()) / 1000.0);
    }
    synchronized (tally) {
      if (e == null) {
        tally.add(frame);
        if (metadata.hasOffset()) { // not after some retries: then an earlier one must do
          lastStored = frame;
          lastStoredAt = metadata;
        }
      }
      tally.notifyAll();
    }
    room.release();
  }

  /** Throws what keeps this epoch from going on, if anything does. */
  public void checkFailure() {
    if (failure != null) {
      throw new PublishFailed(
          "a frame of session "
              + sessionId
              + " was not stored: "
              + failure.getMessage()
              + "; a new epoch goes on from what is",
          failure);
    }
  }

  /** What is stored so far, for the ledger. */
  public LedgerTally tally() {
    synchronized (tally) {
      return tally.toLedger(sessionId, line.epoch(), tally.ended());
    }
  }

  /** Where a successor begins to look; empty before the first frame is stored. */
  public Optional<Claim.Builder> progress() {
    synchronized (tally) {
      if (lastStored == null) {
        return Optional.empty();
      }
      Claim.Builder claim =
          Claim.newBuilder()
              .setSessionId(sessionId)
              .setKind(Claim.Kind.KIND_PROGRESS)
              .setPlanRevision(lastStored.getPlanRevision())
              .setAtMs(clock.millis())
              .setEpoch(line.epoch())
              .setAudioPartition(lastStoredAt.partition())
              .setAudioOffset(lastStoredAt.offset())
              .setLastFrameNumber(tally.lastFrameNumber())
              .setEndSample(tally.endSample())
              .setEpochOffsetSamples(line.epochOffsetSamples())
              .setNextPosition(lastStored.getNextPosition())
              .setSource(plan.get().getSource())
              .putAllCounters(tally.counters());
      if (lastStored.hasEnd()) {
        claim.setKind(Claim.Kind.KIND_RELEASED).setEnd(lastStored.getEnd());
      }
      return Optional.of(claim);
    }
  }

  /** Frames handed over and not stored yet. */
  public int inFlight() {
    return mostInFlight - room.availablePermits();
  }
}
