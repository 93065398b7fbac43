package io.streamlation.control.playout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides, for one language, when the next entry is listed and which finals are in it. Drafts never
 * are. An entry is listed once no final that begins before its end is still to come, or at its
 * deadline; what comes after that goes into the next one, with its true times. Pure.
 */
final class CaptionLine {
  private static final Comparator<Final> IN_ORDER =
      Comparator.comparingLong(Final::startSample).thenComparing(f -> f.cue().id());

  private CaptionLine() {}

  /**
   * How far a language is listed.
   *
   * @param number of the newest entry that is; empty = none
   * @param untilSample where that entry ends: the next begins there, whatever its own stamps say
   * @param place up to which finals were known when it was listed
   */
  record Standing(OptionalLong number, long untilSample, long place) {
    static final Standing NONE = new Standing(OptionalLong.empty(), Long.MIN_VALUE, 0);
  }

  /**
   * An entry with its captions.
   *
   * @param onTime finals that are shown by it and by none before it, and begin in it
   * @param late finals that were missed by the entry in which they begin
   */
  record Listing(Entry entry, List<Final> finals, int onTime, int late, Standing standing) {}

  /** Whether the entry is to be listed now. */
  static boolean isDue(Entry entry, OptionalLong frontierSample, Budget budget, Instant now) {
    Instant arrived = Instant.ofEpochMilli(entry.arrivedAtMs());
    if (now.isBefore(budget.notBefore(arrived))) {
      return false;
    }
    boolean settled = frontierSample.isPresent() && frontierSample.getAsLong() >= entry.endSample();
    Duration length = Duration.ofNanos(Math.round(entry.seconds() * 1e9));
    return settled || !now.isBefore(budget.deadline(arrived, length));
  }

  /**
   * @param finals all that are known and may matter: those that end behind what is listed, and
   *     those with a later place
   * @param place up to which they are known
   */
  static Listing list(Standing before, Entry entry, List<Final> finals, long place) {
    boolean isFirst = before.number().isEmpty();
    long begin = isFirst ? entry.startSample() : before.untilSample();
    long end = Math.max(begin, entry.endSample());
    List<Final> shown = new ArrayList<>();
    int onTime = 0;
    int late = 0;
    for (Final one : finals) {
      boolean isNew = one.place() > before.place();
      boolean isIn = one.startSample() < end && one.endSample() > begin;
      boolean wasMissed = !isFirst && isNew && one.startSample() < begin;
      if (!isIn && !wasMissed) {
        continue;
      }
      shown.add(one);
      if (wasMissed) {
        late++;
      } else if (one.startSample() >= begin) {
        onTime++;
      }
    }
    shown.sort(IN_ORDER);
    return new Listing(
        entry, shown, onTime, late, new Standing(OptionalLong.of(entry.number()), end, place));
  }

  /** Whether a final can still matter to what is listed next. */
  static boolean matters(Standing standing, Final one) {
    return one.endSample() > standing.untilSample() || one.place() > standing.place();
  }

  static Optional<Entry> next(Standing standing, List<Entry> entries) {
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    if (standing.number().isEmpty()) {
      return Optional.of(entries.get(0));
    }
    long wanted = standing.number().getAsLong() + 1;
    long index = wanted - entries.get(0).number();
    return index < 0
        ? Optional.of(entries.get(0))
        : index < entries.size() ? Optional.of(entries.get((int) index)) : Optional.empty();
  }
}
