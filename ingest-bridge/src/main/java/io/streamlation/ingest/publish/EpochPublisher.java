package io.streamlation.ingest.publish;

import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.ingest.frame.EpochLine;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the frames of one epoch, with at most so many under way to Kafka. What comes while they
 * are waits on disk, and goes out in its order once Kafka takes frames again. When the disk's share
 * is full too, a source that keeps what is not taken is held back; of any other frames are dropped,
 * and declared.
 *
 * <p>Frames in = stored + under way + spooled + dropped.
 */
public final class EpochPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(EpochPublisher.class);
  private static final long LOOK_MS = 500;

  private final Bus bus;
  private final EpochLine line;
  private final String sessionId;
  private final Supplier<SessionPlan> plan;
  private final int mostInFlight;
  private final BooleanSupplier mayWait;
  private final Consumer<Gap> declared;
  private final Metrics metrics;
  private final Clock clock;
  private final Semaphore room;

  /** Keeps the order of what goes to Kafka; guards the spool. */
  private final Object order = new Object();

  private final Spool spool;
  private final long mostSpooled;
  private boolean draining;
  private volatile int spooled;

  private final IngestTally tally = new IngestTally();
  private AudioFrame lastStored;
  private RecordMetadata lastStoredAt;
  private long outstanding;
  private volatile Exception failure;

  /** Where frames wait while Kafka is away, and how many of one channel. */
  public record SpoolSettings(Path folder, long frames) {}

  /**
   * @param plan as it stands when a frame is published
   * @param mostInFlight frames handed to the producer and not stored yet
   * @param mayWait whether a frame that finds no room may wait for it
   * @param declared told of each gap that stands for dropped frames, when it goes out
   */
  public EpochPublisher(
      Bus bus,
      EpochLine line,
      Supplier<SessionPlan> plan,
      int mostInFlight,
      SpoolSettings spool,
      BooleanSupplier mayWait,
      Consumer<Gap> declared,
      Metrics metrics,
      Clock clock) {
    this.bus = bus;
    this.line = line;
    this.sessionId = plan.get().getSessionId();
    this.plan = plan;
    this.mostInFlight = mostInFlight;
    this.spool = new Spool(spool.folder(), spool.frames());
    this.mostSpooled = spool.frames();
    this.mayWait = mayWait;
    this.declared = declared;
    this.metrics = metrics;
    this.clock = clock;
    this.room = new Semaphore(mostInFlight);
  }

  /**
   * Publishes, spools or drops.
   *
   * @return false if it was dropped
   */
  public boolean publish(AudioFrame cut) throws InterruptedException {
    Optional<AudioFrame> owed = line.owedGap();
    boolean admitted = false;
    synchronized (order) {
      try {
        admitted = admit(owed, cut);
        while (!admitted && mayWait.getAsBoolean()) {
          order.wait(LOOK_MS);
          admitted = admit(owed, cut);
        }
      } finally {
        if (!admitted) {
          line.drop(cut);
          metrics.framesDropped.inc();
        }
      }
    }
    return admitted;
  }

  /** The frame, and before it the gap for those that were dropped. */
  private boolean admit(Optional<AudioFrame> owed, AudioFrame cut) {
    checkFailure();
    int needed = owed.isPresent() ? 2 : 1;
    boolean direct = spool.isEmpty() && room.tryAcquire(needed);
    if (!direct && !spool.hasRoomFor(needed)) {
      return false;
    }
    return passOwed(owed, direct) && pass(cut, direct);
  }

  private boolean passOwed(Optional<AudioFrame> owed, boolean direct) {
    if (owed.isPresent()) {
      if (!pass(owed.get(), direct)) {
        return false;
      }
      line.settle();
      declared.accept(owed.get().getGap());
    }
    return true;
  }

  /** False if the disk does not take it: it is numbered by the next that goes out. */
  private boolean pass(AudioFrame cut, boolean direct) {
    AudioFrame frame = line.stamp(cut, plan.get());
    if (!direct) {
      try {
        spool.append(frame);
      } catch (IOException e) {
        line.takeBack(frame);
        LOG.warn("a frame cannot wait for Kafka on disk: {}", e.getMessage());
        return false;
      }
    }
    synchronized (tally) {
      outstanding++;
    }
    if (direct) {
      send(frame);
    } else {
      metrics.framesSpooled.inc();
      noteSpooled();
      drain();
    }
    return true;
  }

  private void noteSpooled() {
    int now = spool.frames();
    metrics.spooledFrames.inc(now - spooled);
    spooled = now;
  }

  /** Sends what is spooled as Kafka takes it, beside whoever brings more. */
  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    Thread drainer = new Thread(this::drainAll, "spool-" + sessionId);
    drainer.setDaemon(true);
    drainer.start();
  }

  private void drainAll() {
    try {
      boolean more = true;
      while (more && failure == null) {
        if (!room.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS)) {
          continue;
        }
        synchronized (order) {
          AudioFrame frame = spool.take();
          noteSpooled();
          send(frame);
          more = !spool.isEmpty();
          draining = more;
          order.notifyAll();
        }
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    } catch (InterruptedException e) {
      fail(e);
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      giveUpSpool();
    }
  }

  /** Numbered, but not sent: this epoch cannot go on, and the next goes on from what is stored. */
  private void giveUpSpool() {
    synchronized (order) {
      int lost = spool.frames();
      metrics.framesDropped.inc(lost);
      try {
        spool.close();
      } catch (IOException e) {
        LOG.debug("the spool could not be closed", e);
      }
      noteSpooled();
      synchronized (tally) {
        outstanding -= lost;
        tally.notifyAll();
      }
      order.notifyAll();
    }
  }

  private void fail(Exception e) {
    synchronized (tally) {
      failure = failure == null ? e : failure;
      tally.notifyAll();
    }
  }

  /** Publishes the end, which is never dropped, and waits until all is stored. */
  public boolean finish(AudioFrame end, Duration limit) throws InterruptedException {
    if (failure != null) {
      return false;
    }
    Optional<AudioFrame> owed = line.owedGap();
    synchronized (order) {
      boolean passed = passOwed(owed, owed.isPresent() && takeRoom()) && pass(end, takeRoom());
      if (!passed) {
        return false;
      }
    }
    return awaitStored(limit) && failure == null;
  }

  private boolean takeRoom() {
    return spool.isEmpty() && room.tryAcquire();
  }

  /**
   * Waits until nothing is under way or spooled: whoever looks then where the epoch stands sees all
   * of it. Gives up when nothing more was stored for so long.
   */
  public boolean awaitStored(Duration limit) throws InterruptedException {
    synchronized (tally) {
      long left = outstanding;
      long deadlineNanos = System.nanoTime() + limit.toNanos();
      while (outstanding > 0 && failure == null) {
        if (outstanding < left) {
          left = outstanding;
          deadlineNanos = System.nanoTime() + limit.toNanos();
        }
        long waitMs = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (waitMs <= 0) {
          return false;
        }
        tally.wait(waitMs);
      }
      return outstanding == 0;
    }
  }

  private void send(AudioFrame frame) {
    metrics.framesInFlight.inc();
    bus.send(Topics.AUDIO, sessionId, frame, (metadata, e) -> stored(frame, metadata, e));
  }

  private void stored(AudioFrame frame, RecordMetadata metadata, Exception e) {
    metrics.framesInFlight.dec();
    if (e != null) {
      fail(e);
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
      outstanding--;
      tally.notifyAll();
    }
    room.release();
    // Whoever is held back looks again by itself: this may run within the producer's own lock.
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

  /** There is room neither under way nor on disk: Kafka holds the channel back. */
  public boolean isFull() {
    return room.availablePermits() == 0 && spooled >= mostSpooled;
  }

  /** Frames that wait on disk. */
  public int spooled() {
    return spooled;
  }
}
