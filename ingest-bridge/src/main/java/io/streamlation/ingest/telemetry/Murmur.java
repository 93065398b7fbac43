package io.streamlation.ingest.telemetry;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Says a repeated trouble at most once a second, with how often it happened since it was last said.
 */
public final class Murmur {
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Logger log;
  private long saidAtNanos;
  private long unsaid;

  public Murmur(Logger log) {
    this.log = log;
    this.saidAtNanos = System.nanoTime() - QUIET_NANOS;
  }

  public synchronized void warn(String message) {
    unsaid++;
    long now = System.nanoTime();
    if (now - saidAtNanos >= QUIET_NANOS) {
      if (unsaid == 1) {
        log.warn("{}", message);
      } else {
        log.warn("{} ({} times since it was last said)", message, unsaid);
      }
      saidAtNanos = now;
      unsaid = 0;
    }
  }
}
