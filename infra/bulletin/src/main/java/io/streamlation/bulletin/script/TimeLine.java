package io.streamlation.bulletin.script;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Finds each piece its place. The beeps stand on their grid of ten seconds; it is speech that makes
 * way, and keeps clear of them by more than the pause at which a listener takes an utterance for
 * ended.
 */
public final class TimeLine {
  public static final long BEEP_EVERY_MS = 10_000;
  public static final long BEEP_MS = 120;
  public static final long BEEP_CLEARANCE_MS = 700;

  /** The longest sentence that fits between two beeps. */
  public static final long LONGEST_SENTENCE_MS =
      BEEP_EVERY_MS - BEEP_MS - 2 * BEEP_CLEARANCE_MS; // 8,480

  private long nowMs;

  private TimeLine(long nowMs) {
    this.nowMs = nowMs;
  }

  public static TimeLine start() {
    return new TimeLine(0);
  }

  public TimeLine copy() {
    return new TimeLine(nowMs);
  }

  public long nowMs() {
    return nowMs;
  }

  public void pass(long ms) {
    nowMs += ms;
  }

  public void passTo(long ms) {
    nowMs = ms;
  }

  /** Takes the first stretch of this length in which no beep can be heard; returns its start. */
  public long placeSpeech(long lengthMs) {
    if (lengthMs > LONGEST_SENTENCE_MS) {
      throw new IllegalArgumentException(
          "a sentence of %d ms does not fit between two beeps, which leave %d ms"
              .formatted(lengthMs, LONGEST_SENTENCE_MS));
    }
    long startMs = nowMs;
    long beepMs = lastBeepAtOrBefore(startMs + lengthMs + BEEP_CLEARANCE_MS - 1);
    long clearMs = beepMs + BEEP_MS + BEEP_CLEARANCE_MS;
    if (beepMs > 0 && startMs < clearMs) {
      startMs = clearMs;
    }
    nowMs = startMs + lengthMs;
    return startMs;
  }

  /** Takes the next stretch as it comes; returns its start. */
  public long placeInterlude(long lengthMs) {
    long startMs = nowMs;
    nowMs += lengthMs;
    return startMs;
  }

  /** Where the beeps begin of which anything is heard in {@code [fromMs, toMs)}. None at zero. */
  public static List<Long> beepsTouching(long fromMs, long toMs) {
    long first = Math.max(BEEP_EVERY_MS, lastBeepAtOrBefore(fromMs));
    return LongStream.iterate(first, ms -> ms < toMs, ms -> ms + BEEP_EVERY_MS)
        .filter(ms -> ms + BEEP_MS > fromMs)
        .boxed()
        .toList();
  }

  private static long lastBeepAtOrBefore(long ms) {
    return ms / BEEP_EVERY_MS * BEEP_EVERY_MS;
  }
}
