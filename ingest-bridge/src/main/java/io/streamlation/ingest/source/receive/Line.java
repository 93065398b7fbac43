package io.streamlation.ingest.source.receive;

import io.streamlation.ingest.source.SourceTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection and the thread that reads from it. It reads ahead by so many bytes and no more:
 * then the far side has to wait, as it would for any slow reader.
 */
public final class Line implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Line.class);
  private static final int READ_BYTES = 64 * 1024;
  private static final long MOST_AHEAD_BYTES = 16L << 20;

  /** What has come is given out after this long although its border has not been seen. */
  private static final long IDLE_NANOS = 600_000_000L;

  /** What stands behind a line. */
  public interface FarEnd {
    /**
     * Why the stream is over. Asked once it is.
     *
     * @param heard whether any of it came
     */
    SourceTrouble over(boolean heard);

    /** Bytes that came from the far side, with sound in them or without; -1 if nobody counts. */
    long bytes();

    /** Lets go of everything, from any thread: reading ends. */
    void hangUp();
  }

  private final FarEnd farEnd;
  private final StreamCutter cutter;
  private final LongSupplier nanoTime;
  private final Object lock = new Object();
  private final Deque<Cut> cuts = new ArrayDeque<>();
  private long aheadBytes;
  private long readAtNanos;
  private boolean heard;
  private boolean ended;
  private boolean closed;

  public Line(
      String name, InputStream in, StreamCutter cutter, FarEnd farEnd, LongSupplier nanoTime) {
    this.farEnd = farEnd;
    this.cutter = cutter;
    this.nanoTime = nanoTime;
    this.readAtNanos = nanoTime.getAsLong();
    Thread reader = new Thread(() -> read(in), "line-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream in) {
    byte[] buffer = new byte[READ_BYTES];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!pass(buffer, n)) {
          return;
        }
      }
    } catch (IOException e) {
      LOG.debug("a line broke", e);
    } catch (InterruptedException e) {
      LOG.debug("a line's reader was interrupted");
    } finally {
      synchronized (lock) {
        cutter.rest().ifPresent(this::add);
        ended = true;
        lock.notifyAll();
      }
    }
  }

  private boolean pass(byte[] buffer, int count) throws InterruptedException {
    synchronized (lock) {
      while (aheadBytes > MOST_AHEAD_BYTES && !closed) {
        lock.wait();
      }
      readAtNanos = nanoTime.getAsLong();
      List<Cut> whole = cutter.take(buffer, count, readAtNanos);
      whole.forEach(this::add);
      if (!whole.isEmpty()) {
        lock.notifyAll();
      }
      return !closed;
    }
  }

  private void add(Cut cut) {
    cuts.add(cut);
    heard = true;
    aheadBytes += cut.bytes().length;
  }

  /** The next stretch of the stream; waits for it, but no longer than this. */
  Optional<Cut> next(Duration limit) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    synchronized (lock) {
      while (cuts.isEmpty() && !ended && !closed) {
        long leftMs = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
          break;
        }
        lock.wait(leftMs);
      }
      if (cuts.isEmpty() && nanoTime.getAsLong() - readAtNanos > IDLE_NANOS) {
        cutter.rest().ifPresent(this::add);
      }
      Cut cut = cuts.poll();
      if (cut != null) {
        aheadBytes -= cut.bytes().length;
        lock.notifyAll();
      }
      return Optional.ofNullable(cut);
    }
  }

  /** Why nothing more will come; empty while something may. */
  Optional<SourceTrouble> over() {
    synchronized (lock) {
      if (!ended || !cuts.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(farEnd.over(heard));
  }

  long bytes() {
    return farEnd.bytes();
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    farEnd.hangUp();
  }
}
