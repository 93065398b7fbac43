package io.streamlation.flink.room;

import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;

/** Where a doer puts what leaves its room. The shell carries it on; a test reads it. */
public interface Outbox<O> {
  /** To the next room. */
  void give(O out);

  /** To topic {@code ledger}. */
  void tally(LedgerTally tally);

  /** To the topic of events. */
  void event(SessionEvent event);

  /** To the metrics of this process; names are those of the ledger where it has one. */
  void count(String counter, long howMany);

  /** To the metrics too, as one value of a distribution; the unit is in the name. */
  void measure(String what, long value);
}
