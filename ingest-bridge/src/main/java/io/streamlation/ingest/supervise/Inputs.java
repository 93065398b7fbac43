package io.streamlation.ingest.supervise;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.StreamSource;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The inputs of one channel: one of them is on air. While that is a backup the main one is listened
 * to beside it, in a thread of its own, and what it brings is thrown away: so it is known to be
 * well, and its connection stands, before it is gone back to.
 *
 * <p>Used by the channel's thread, except {@link #current} and {@link #close}.
 */
final class Inputs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Inputs.class);
  private static final int MOST_DOUBLINGS = 4;
  private static final Duration LET_GO_LIMIT = Duration.ofSeconds(2);
  private static final Duration WATCH_AGAIN = Duration.ofSeconds(1);
  private static final long LONGEST_LOOK_MS = 500;

  private final IntFunction<StreamSource> opener;
  private final int count;
  private final Duration wellFor;
  private final LongSupplier nanoTime;
  private final Set<Integer> hopeless = new HashSet<>();
  private int onAir;
  private int returnsInVain;
  private long returnedAtNanos;
  private boolean returned;
  private volatile StreamSource current;
  private volatile Watch watch;
  private volatile boolean closed;

  /**
   * @param wellFor the main input is gone back to when it brought sound without trouble for so
   *     long; longer each time that it failed soon after
   */
  Inputs(
      IntFunction<StreamSource> opener,
      int count,
      int first,
      Duration wellFor,
      LongSupplier nanoTime) {
    this.opener = opener;
    this.count = count;
    this.wellFor = wellFor;
    this.nanoTime = nanoTime;
    this.onAir = first;
    this.current = opener.apply(first);
    watchMain();
  }

  StreamSource current() {
    return current;
  }

  int onAir() {
    return onAir;
  }

  /** The one to try after the one on air; empty if there is none with hope. */
  OptionalInt other() {
    for (int step = 1; step < count; step++) {
      int next = (onAir + step) % count;
      if (!hopeless.contains(next)) {
        return OptionalInt.of(next);
      }
    }
    return OptionalInt.empty();
  }

  /** Asking the one on air again would not help. */
  void giveUpOnCurrent() {
    hopeless.add(onAir);
  }

  /** The main input could be gone back to. */
  boolean isMainWell() {
    Watch now = watch;
    return now != null && now.wellNanos() > needed().toNanos();
  }

  private Duration needed() {
    return wellFor.multipliedBy(1L << Math.min(returnsInVain, MOST_DOUBLINGS));
  }

  /** The other one is on air from now on; of the one before nothing more is heard. */
  void change(int to) {
    current.close();
    long now = nanoTime.getAsLong();
    if (onAir == 0) {
      boolean inVain = returned && now - returnedAtNanos < 2 * needed().toNanos();
      returnsInVain = inVain ? returnsInVain + 1 : 0;
    }
    Optional<StreamSource> heard = to == 0 ? takeFromWatch() : Optional.empty();
    if (to == 0) {
      returned = heard.isPresent();
      returnedAtNanos = now;
    }
    onAir = to;
    current = heard.orElseGet(() -> opener.apply(to));
    watchMain();
    if (closed) {
      close();
    }
  }

  private void watchMain() {
    if (onAir != 0 && watch == null && !hopeless.contains(0)) {
      watch = new Watch(opener.apply(0));
      watch.thread.start();
    }
  }

  private Optional<StreamSource> takeFromWatch() {
    Watch last = watch;
    watch = null;
    return last == null ? Optional.empty() : last.letGo();
  }

  @Override
  public void close() {
    closed = true;
    current.close();
    Watch last = watch;
    if (last != null) {
      last.close();
    }
  }

  /** Listens to the main input. */
  private final class Watch {
    private final Thread thread;
    private final Map<String, String> context = MDC.getCopyOfContextMap();
    private final StreamSource source;
    private volatile boolean over;
    private volatile boolean healthy;
    private volatile long wellSinceNanos;
    private volatile long pieceDueNanos;

    Watch(StreamSource source) {
      this.source = source;
      this.thread = new Thread(this::run, "main-input-watch");
      this.thread.setDaemon(true);
    }

    /** How long it has brought sound without trouble; 0 if it does not. */
    long wellNanos() {
      long now = nanoTime.getAsLong();
      return healthy && now < pieceDueNanos ? now - wellSinceNanos : 0;
    }

    private void run() {
      if (context != null) {
        MDC.setContextMap(context);
      }
      try {
        while (!over) {
          listen();
        }
      } catch (InterruptedException e) {
        LOG.debug("the main input is not listened to any more");
      } catch (RuntimeException e) {
        LOG.error("the main input cannot be listened to; the backup stays on air", e);
      } finally {
        healthy = healthy && over;
      }
    }

    private void listen() throws InterruptedException {
      try {
        Piece piece = source.next();
        if (piece instanceof Piece.Media media) {
          heard(media);
        } else if (piece instanceof Piece.Later later) {
          Thread.sleep(Math.min(LONGEST_LOOK_MS, Math.max(1, later.pause().toMillis())));
        } else if (piece instanceof Piece.Ended) {
          healthy = false;
          Thread.sleep(WATCH_AGAIN.toMillis());
        }
      } catch (SourceTrouble e) {
        healthy = false;
        if (e.hope() == SourceTrouble.Hope.PIECE_GONE) {
          source.giveUp(e);
        }
        Thread.sleep(WATCH_AGAIN.toMillis());
      }
    }

    private void heard(Piece.Media media) {
      long now = nanoTime.getAsLong();
      boolean wasWell = healthy && now < pieceDueNanos;
      if (!wasWell) {
        wellSinceNanos = now;
      }
      long lengthMs = AudioFormat.msOfSamples(media.durationSamples());
      pieceDueNanos = now + Math.max(2_000, 3 * lengthMs) * 1_000_000;
      healthy = true;
    }

    /** Its source, if it let go of it in time. */
    Optional<StreamSource> letGo() {
      over = true;
      try {
        thread.join(LET_GO_LIMIT.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (thread.isAlive() || !healthy) {
        close();
        return Optional.empty();
      }
      return Optional.of(source);
    }

    void close() {
      over = true;
      source.close();
      thread.interrupt();
    }
  }
}
