package io.streamlation.flink.engine;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An end of patience. At most once, and never after {@link #close}, its action is run. */
public final class Deadline implements AutoCloseable {
  private static final ScheduledThreadPoolExecutor WATCH = watch();

  private final long endNanos;
  private final Runnable action;
  private final ScheduledFuture<?> alarm;
  private boolean closed;

  private Deadline(Duration patience, Runnable action) {
    this.endNanos = System.nanoTime() + patience.toNanos();
    this.action = action;
    this.alarm = WATCH.schedule(this::ring, Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
  }

  /**
   * @param action cancels what is running; called from another thread
   */
  public static Deadline in(Duration patience, Runnable action) {
    return new Deadline(patience, action);
  }

  public boolean passed() {
    return System.nanoTime() - endNanos >= 0;
  }

  private synchronized void ring() {
    if (!closed) {
      action.run();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    alarm.cancel(false);
  }

  private static ScheduledThreadPoolExecutor watch() {
    ScheduledThreadPoolExecutor watch =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "engine-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    watch.setRemoveOnCancelPolicy(true);
    return watch;
  }
}
