package io.streamlation.flink.room;

import io.streamlation.contracts.v1.LedgerTally;
import java.util.Map;
import java.util.TreeMap;

/** The sums of one stage and epoch while a doer works: taken from state, put back into state. */
public final class Sums {
  private final Map<String, Long> sums;
  private final Outbox<?> outbox;

  private Sums(Map<String, Long> sums, Outbox<?> outbox) {
    this.sums = sums;
    this.outbox = outbox;
  }

  public static Sums of(Map<String, Long> remembered, Outbox<?> outbox) {
    return new Sums(new TreeMap<>(remembered), outbox);
  }

  public void add(String counter, long howMany) {
    if (howMany != 0) {
      sums.merge(counter, howMany, Long::sum);
      outbox.count(counter, howMany);
    }
  }

  public Map<String, Long> toMap() {
    return sums;
  }

  public void tally(String sessionId, long epoch, String stage, long asOfSample, boolean closed) {
    outbox.tally(
        LedgerTally.newBuilder()
            .setSessionId(sessionId)
            .setEpoch(epoch)
            .setStage(stage)
            .setAsOfSample(asOfSample)
            .setClosed(closed)
            .putAllCounters(sums)
            .build());
  }
}
