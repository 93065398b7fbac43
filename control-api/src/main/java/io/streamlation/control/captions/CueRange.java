package io.streamlation.control.captions;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.control.problem.Complaint;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From when to when cues are wanted: those that begin in it, so that each is in one of two ranges
 * that adjoin. Either end may be a position on the session's own time line, a date-time of the
 * source's clock, or open.
 */
record CueRange(Bound from, Bound to) {
  private static final long LATEST_MS = Long.MAX_VALUE / AudioFormat.SAMPLES_PER_MS;

  /** At most one of the two is there; neither = open. */
  record Bound(Optional<Long> ms, Optional<Instant> date) {
    static final Bound OPEN = new Bound(Optional.empty(), Optional.empty());
  }

  static CueRange parse(@Nullable String from, @Nullable String to) {
    List<Complaint> complaints = new ArrayList<>();
    Bound begins = bound("from", from, complaints);
    Bound ends = bound("to", to, complaints);
    if (begins.ms().isPresent() && ends.ms().isPresent() && ends.ms().get() < begins.ms().get()
        || begins.date().isPresent()
            && ends.date().isPresent()
            && ends.date().get().isBefore(begins.date().get())) {
      complaints.add(
          Complaint.of(ProblemType.INVALID_FIELD, "to", to, "\"to\" lies before \"from\"."));
    }
    if (!complaints.isEmpty()) {
      throw Refusal.of(complaints);
    }
    return new CueRange(begins, ends);
  }

  private static Bound bound(String field, @Nullable String value, List<Complaint> complaints) {
    if (value == null || value.isEmpty()) {
      return Bound.OPEN;
    }
    try {
      if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
        long ms = Long.parseLong(value);
        if (ms <= LATEST_MS) {
          return new Bound(Optional.of(ms), Optional.empty());
        }
      } else {
        return new Bound(Optional.empty(), Optional.of(OffsetDateTime.parse(value).toInstant()));
      }
    } catch (NumberFormatException | DateTimeException e) {
      // said below
    }
    complaints.add(
        Complaint.of(
            ProblemType.INVALID_FIELD,
            field,
            value,
            "\"" + field + "\" is neither milliseconds nor a date-time with its offset.",
            List.of("90000", "2026-03-01T20:00:00Z")));
    return Bound.OPEN;
  }

  /** Whether the source's clock must be asked. */
  boolean isByDate() {
    return from.date().isPresent() || to.date().isPresent();
  }

  /** On the session's time line, inclusive. */
  long firstSample() {
    return from.ms().map(AudioFormat::samplesOfMs).orElse(Long.MIN_VALUE);
  }

  /** On the session's time line, exclusive. */
  long endSample() {
    return to.ms().map(AudioFormat::samplesOfMs).orElse(Long.MAX_VALUE);
  }

  /** A cue whose date nobody knows lies in no range of dates. */
  boolean holds(Optional<Instant> date) {
    return date.isPresent()
        && from.date().map(first -> !date.get().isBefore(first)).orElse(true)
        && to.date().map(end -> date.get().isBefore(end)).orElse(true);
  }
}
