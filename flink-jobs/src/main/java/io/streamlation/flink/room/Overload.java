package io.streamlation.flink.room;

import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.SessionEvent;
import java.time.Duration;

/**
 * What operators hear when a thinking room no longer keeps up: once when finals begin to suffer,
 * once when they no longer do. The only place where the wall clock reaches a final, and so nothing
 * of it is silent.
 */
public final class Overload {
  private static final String ACTION =
      "Take channels or languages off this machine, give it more cores or a GPU, or choose a smaller"
          + " tier; doctor shows the load.";

  private Overload() {}

  /**
   * Whether something that waits since then has waited for longer than that.
   *
   * @param limit zero = nothing ever has
   */
  public static boolean isOver(Duration limit, long waitingSinceMs, WallTime now) {
    return !limit.isZero() && now.epochMs() - waitingSinceMs > limit.toMillis();
  }

  /** Half of what is bearable, so that the alarm does not flutter. */
  public static boolean isCalm(Duration limit, long waitingSinceMs, WallTime now) {
    return now.epochMs() - waitingSinceMs <= limit.toMillis() / 2;
  }

  /**
   * @param code {@code overload}, or that with what is overloaded behind it
   * @param what it means, as the end of a sentence
   */
  public static SessionEvent begins(
      String room,
      String code,
      String sessionId,
      long epoch,
      long sample,
      WallTime now,
      String what) {
    return Happening.of(
        room,
        SessionEvent.Kind.KIND_DEGRADED,
        SessionEvent.Party.PARTY_PLATFORM,
        code,
        sessionId,
        epoch,
        sample,
        now,
        "This machine does not keep up with session %s: %s.".formatted(sessionId, what),
        ACTION);
  }

  public static SessionEvent ends(
      String room, String code, String sessionId, long epoch, long sample, WallTime now) {
    return Happening.of(
        room,
        SessionEvent.Kind.KIND_NOTE,
        SessionEvent.Party.PARTY_PLATFORM,
        code + "-over",
        sessionId,
        epoch,
        sample,
        now,
        "This machine keeps up with session %s again.".formatted(sessionId),
        "");
  }

  /** One thing that nobody will do any more. */
  public static SessionEvent skipped(
      String room,
      String code,
      String sessionId,
      long epoch,
      long sample,
      WallTime now,
      String sentence) {
    return Happening.of(
        room,
        SessionEvent.Kind.KIND_DEGRADED,
        SessionEvent.Party.PARTY_PLATFORM,
        code,
        sessionId,
        epoch,
        sample,
        now,
        sentence,
        ACTION);
  }
}
