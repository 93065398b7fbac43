package io.streamlation.control.ledger;

import java.util.Map;

/** What one stage says of one epoch. */
record Tally(long asOfSample, boolean closed, Map<String, Long> counters) {
  static final Tally NOTHING = new Tally(0, false, Map.of());

  Tally {
    counters = Map.copyOf(counters);
  }

  long count(String counter) {
    return counters.getOrDefault(counter, 0L);
  }
}
