package io.streamlation.bench.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What became of one session when its bridge went.
 *
 * @param keeps whether the source still has what nobody fetched in time
 * @param heardAfterMs from the blow to the first sound of another epoch that could be read; the
 *     longest of several
 * @param silentMs the longest time between two frames of sound
 * @param awaySeconds declared missing because no bridge was there
 * @param declaredSeconds declared missing in all
 * @param byClockSeconds missing by the machine's clock
 * @param skippedMs of the programme, missing without a word; below zero: there twice
 * @param epochs begun
 * @param staleFrames of an epoch that was over, read behind frames of the next
 * @param trouble what was waited for in vain; empty if nothing was
 */
record HandOverCell(
    String protocol,
    boolean keeps,
    String deed,
    OptionalLong heardAfterMs,
    long silentMs,
    double awaySeconds,
    double declaredSeconds,
    double byClockSeconds,
    long skippedMs,
    int epochs,
    long staleFrames,
    long unaccountedMs,
    String trouble) {

  static final long HEARD_WITHIN_MS = 10_000;

  /** Of dates and stamps, each rounded by somebody. */
  private static final long ROUNDING_MS = 40;

  /** Of a line the clock tells no better: it comes in pieces, and after its start in a burst. */
  private static final double CLOCK_SECONDS = 1.5;

  /** What is not as it should be. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    if (!trouble.isEmpty()) {
      complaints.add(trouble);
    }
    if (heardAfterMs.stream().anyMatch(ms -> ms > HEARD_WITHIN_MS)) {
      complaints.add("heard too late");
    }
    if (epochs < 1) {
      complaints.add("no other epoch began");
    }
    if (keeps && awaySeconds > 0) {
      complaints.add("the source still had what is declared missing");
    }
    if (Math.abs(skippedMs) > ROUNDING_MS) {
      complaints.add(skippedMs > 0 ? "missing without a word" : "there twice");
    }
    if (!keeps && Math.abs(declaredSeconds - byClockSeconds) > CLOCK_SECONDS) {
      complaints.add("the gap is not as long as the clock says");
    }
    if (unaccountedMs != 0) {
      complaints.add("sound is unaccounted for");
    }
    return complaints;
  }

  boolean isGood() {
    return complaints().isEmpty();
  }
}
