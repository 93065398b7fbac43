package io.streamlation.ingest.source.hls;

import io.streamlation.contracts.AudioFormat;
import java.util.OptionalLong;

/**
 * When a live playlist is looked at again. RFC 8216 §6.3.4 sets the least pause: a target duration
 * after a change, half of one otherwise. Kept to the letter it also keeps the phase of the first
 * look: who came five seconds after a segment has every segment five seconds late. So where the
 * origin tells how old its playlist is, a pause is once made longer, to come soon after the next
 * change.
 */
final class ReloadPace {
  private static final long SHORTEST_MS = 250;
  private static final long LONGEST_MS = 10_000;

  /** An age is the difference of two times in whole seconds: it may be wrong by so much. */
  private static final long MARGIN_MS = 1_000;

  /** Up to this the phase is as good as it gets with the margin. */
  private static final long GOOD_AGE_MS = 2 * MARGIN_MS;

  private static final int MOST_TRIES = 3;

  private boolean isFirst = true;
  private int oldOnes;
  private int tries;

  /**
   * @param unchangedForMs how long the playlist had been as it is, if its origin says so
   */
  long pauseMs(boolean changed, MediaPlaylistView view, OptionalLong unchangedForMs) {
    long targetMs = view.targetDurationMs();
    long leastMs = Math.max(SHORTEST_MS, Math.min(LONGEST_MS, changed ? targetMs : targetMs / 2));
    boolean isWorthIt = changed && !view.isEmpty() && unchangedForMs.isPresent();
    if (isWorthIt) {
      isWorthIt = isWorthIt(unchangedForMs.getAsLong());
      isFirst = false;
    }
    return isWorthIt ? untilNextChangeMs(view, unchangedForMs.getAsLong(), leastMs) : leastMs;
  }

  /**
   * It costs one segment that is noticed later than it would have been; at first nobody waits for
   * one. Later it takes two old playlists in a row, as one may be an accident. Ages that are as bad
   * after some tries are not what they seem.
   */
  private boolean isWorthIt(long ageMs) {
    if (ageMs <= GOOD_AGE_MS) {
      oldOnes = 0;
      tries = 0;
      return false;
    }
    oldOnes++;
    if ((!isFirst && oldOnes < 2) || tries >= MOST_TRIES) {
      return false;
    }
    oldOnes = 0;
    tries++;
    return true;
  }

  private static long untilNextChangeMs(MediaPlaylistView view, long ageMs, long leastMs) {
    HlsSegment newest = view.at(view.last()).orElseThrow();
    long everyMs = Math.max(SHORTEST_MS, AudioFormat.msOfSamples(newest.durationSamples()));
    if (ageMs > 2 * everyMs) {
      return leastMs; // it stands still: nobody knows when it goes on
    }
    long pauseMs = everyMs - ageMs + MARGIN_MS;
    while (pauseMs < leastMs) {
      pauseMs += everyMs;
    }
    return pauseMs;
  }
}
