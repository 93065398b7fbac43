package io.streamlation.flink.room;

import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An outbox that one can look into. */
public final class Box<O> implements Outbox<O> {
  public final List<O> given = new ArrayList<>();
  public final List<LedgerTally> tallies = new ArrayList<>();
  public final List<SessionEvent> events = new ArrayList<>();
  public final Map<String, Long> counted = new TreeMap<>();

  @Override
  public void give(O out) {
    given.add(out);
  }

  @Override
  public void tally(LedgerTally tally) {
    tallies.add(tally);
  }

  @Override
  public void event(SessionEvent event) {
    events.add(event);
  }

  @Override
  public void count(String counter, long howMany) {
    counted.merge(counter, howMany, Long::sum);
  }

  @Override
  public void measure(String what, long value) {}

  public O last() {
    return given.get(given.size() - 1);
  }

  public LedgerTally lastTally() {
    return tallies.get(tallies.size() - 1);
  }

  public long sum(String counter) {
    return lastTally().getCountersOrDefault(counter, 0);
  }
}
