package io.streamlation.control.system;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;

/** Repeated trouble is said at most once a second, with a count. */
public final class Quietly {
  private static final Duration ONCE_IN = Duration.ofSeconds(1);

  private final Logger log;
  private final Clock clock;
  private long saidAtMs = Long.MIN_VALUE;
  private long unsaid;

  public Quietly(Logger log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  public synchronized void warn(String message, Throwable cause) {
    if (maySpeak()) {
      log.warn("{}{}", message, repeats(), cause);
      unsaid = 0;
    } else {
      unsaid++;
    }
  }

  public synchronized void warn(String message) {
    if (maySpeak()) {
      log.warn("{}{}", message, repeats());
      unsaid = 0;
    } else {
      unsaid++;
    }
  }

  private boolean maySpeak() {
    long nowMs = clock.millis();
    if (saidAtMs != Long.MIN_VALUE && nowMs - saidAtMs < ONCE_IN.toMillis()) {
      return false;
    }
    saidAtMs = nowMs;
    return true;
  }

  private String repeats() {
    return unsaid == 0 ? "" : " (and " + unsaid + " more like it)";
  }
}
