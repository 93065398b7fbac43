package io.streamlation.ingest.supervise;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether this bridge may take its sessions for its own. A process that stood still (stopped, or
 * its machine was suspended) wakes up as if nothing had happened, while another bridge has its
 * sessions. Its own pulse tells it how long it was away: then it is in doubt, and keeps silent
 * until the group has confirmed that it is still a member.
 */
public final class Tenure implements AutoCloseable {
  private static final long BEAT_MS = 250;

  private final long longestPauseNanos;
  private final LongSupplier nanoTime;
  private volatile long beatNanos;
  private volatile boolean doubtful;
  private ScheduledExecutorService pulse;

  /**
   * @param longestPause shorter than others wait before they take the sessions
   */
  public Tenure(Duration longestPause, LongSupplier nanoTime) {
    this.longestPauseNanos = longestPause.toNanos();
    this.nanoTime = nanoTime;
    this.beatNanos = nanoTime.getAsLong();
  }

  /** Beats by itself until it is closed. */
  public Tenure beating() {
    pulse =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "pulse");
              thread.setDaemon(true);
              return thread;
            });
    pulse.scheduleWithFixedDelay(this::beat, BEAT_MS, BEAT_MS, TimeUnit.MILLISECONDS);
    return this;
  }

  /** Whoever wakes up first notices. */
  void beat() {
    isSure();
    beatNanos = nanoTime.getAsLong();
  }

  public boolean isSure() {
    if (nanoTime.getAsLong() - beatNanos > longestPauseNanos) {
      doubtful = true;
    }
    return !doubtful;
  }

  /** The group says that we belong to it, asked after the doubt arose. */
  public void confirm() {
    beatNanos = nanoTime.getAsLong();
    doubtful = false;
  }

  @Override
  public void close() {
    if (pulse != null) {
      pulse.shutdownNow();
    }
  }
}
