package io.streamlation.control.playout;

import java.time.Duration;
import java.time.Instant;

/**
 * Until when captions may be waited for. A player shows the beginning of a segment so long after
 * the segment appeared at the origin:
 *
 * <pre>
 *   hold-back       3 × target duration: so far behind the edge players begin (RFC 8216bis §4.4.3.8)
 * - segment         its own length: the edge is its end, and its beginning is due first
 * - reload          half a target duration: after so long a player that found nothing new comes again
 *                   (§6.3.4); one that waits for the next entry (§6.2.5.2) has it at once
 * - fetch           the captions themselves, through a CDN
 * - noticing        until the bridge had the segment that players could have: its poll and its fetch
 * + delay           what the operator holds the playlists back
 * </pre>
 *
 * For segments of six seconds that is 18 − 6 − 3 − 0.5 − 0.5 = 8 s after the segment arrived at the
 * bridge: the next one brings the rest of an utterance after 6 s, and 2 s are left for hearing and
 * translating it. Pure.
 */
record Budget(Duration target, Duration delay) {
  static final int HOLD_BACK_TARGETS = 3;
  static final Duration FETCH = Duration.ofMillis(500);
  static final Duration NOTICING = Duration.ofMillis(500);

  /** How far behind the edge players are. */
  Duration holdBack() {
    return target.multipliedBy(HOLD_BACK_TARGETS);
  }

  /** What is left for hearing and translating, once the segment has arrived; never less than 0. */
  Duration left(Duration segment) {
    Duration left =
        holdBack()
            .minus(segment)
            .minus(target.dividedBy(2))
            .minus(FETCH)
            .minus(NOTICING)
            .plus(delay);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Before this nobody is to know of it: the playlists are held back. */
  Instant notBefore(Instant arrived) {
    return arrived.plus(delay);
  }

  /** From then on it is listed with what is there. */
  Instant deadline(Instant arrived, Duration segment) {
    return arrived.plus(left(segment));
  }
}
