package io.streamlation.flink.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Says the same trouble at most once a second, and how often it was meant to be said. */
public final class SparingLog {
  private static final long PAUSE_NANOS = 1_000_000_000;

  private final Logger log;
  private final Map<String, Said> said = new ConcurrentHashMap<>();

  public SparingLog(Class<?> speaker) {
    this.log = LoggerFactory.getLogger(speaker);
  }

  /**
   * Warns, unless it has just done so.
   *
   * @param code what counts as the same trouble; one of few
   */
  public void warn(String sessionId, String code, String message) {
    Said kept = said.computeIfAbsent(code, c -> new Said());
    long unsaid;
    synchronized (kept) {
      long now = System.nanoTime();
      if (kept.ever && now - kept.atNanos < PAUSE_NANOS) {
        kept.unsaid++;
        return;
      }
      unsaid = kept.unsaid;
      kept.unsaid = 0;
      kept.ever = true;
      kept.atNanos = now;
    }
    try (MDC.MDCCloseable ignored = MDC.putCloseable("session.id", sessionId)) {
      log.warn("{} ({} more of \"{}\" since it was last said)", message, unsaid, code);
    }
  }

  private static final class Said {
    boolean ever;
    long atNanos;
    long unsaid;
  }
}
