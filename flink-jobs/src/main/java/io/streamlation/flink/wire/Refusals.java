package io.streamlation.flink.wire;

import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.SessionEvent;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;

/** Tells everybody who must know of a refused record: dead letters, events, log, metrics. */
final class Refusals {
  private static final SparingLog LOG = new SparingLog(Refusals.class);

  private final RoomMetrics metrics;

  Refusals(MetricGroup group) {
    this.metrics = new RoomMetrics(group);
  }

  void tell(DeadLetter dead, ProcessFunction<?, ?>.Context context) {
    String key = dead.getKey().isValidUtf8() ? dead.getKey().toStringUtf8() : "";
    LOG.warn(key, "refused-" + dead.getTopic(), dead.getReason());
    metrics.count("refused", 1);
    context.output(Sides.DEAD_LETTERS, dead);
    if (!key.isEmpty()) {
      context.output(
          Sides.EVENTS,
          SessionEvent.newBuilder()
              .setId(
                  "%s.%s.%d.%d.refused"
                      .formatted(key, dead.getTopic(), dead.getPartition(), dead.getOffset()))
              .setSessionId(key)
              .setAtMs(dead.getAtMs())
              .setKind(SessionEvent.Kind.KIND_NOTE)
              .setParty(SessionEvent.Party.PARTY_PLATFORM)
              .setCode("record-refused")
              .setMessage(dead.getReason())
              .setAction("The record lies in topic " + dead.getTopic() + "-dead-letters.")
              .setReporter("flink-jobs/" + dead.getStage())
              .build());
    }
  }
}
