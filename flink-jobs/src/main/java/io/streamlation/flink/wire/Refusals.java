package io.streamlation.flink.wire;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.SessionEvent;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;

/** What becomes of a refused record: dead letters, log, metrics; and an event, where we say it. */
final class Refusals {
  private static final SparingLog LOG = new SparingLog(Refusals.class);

  private final RoomMetrics metrics;

  Refusals(MetricGroup group) {
    this.metrics = new RoomMetrics(group);
  }

  /** Nobody else reads this topic: the operator hears of it from here. */
  void tell(DeadLetter dead, Collector<Message> out) {
    bury(dead, out);
    String key = key(dead);
    if (!key.isEmpty()) {
      out.collect(
          SessionEvent.newBuilder()
              .setId(
                  "%s.%s.%d.%d.refused"
                      .formatted(key, dead.getTopic(), dead.getPartition(), dead.getOffset()))
              .setSessionId(key)
              .setAtMs(dead.getAtMs())
              .setKind(SessionEvent.Kind.KIND_NOTE)
              .setParty(SessionEvent.Party.PARTY_PLATFORM)
              .setCode("record-refused")
              .setMessage(dead.getReason() + "; it is left out")
              .setAction(
                  "Find out who wrote it; it lies in topic " + dead.getTopic() + "-dead-letters.")
              .setReporter("flink-jobs/" + dead.getStage())
              .build());
    }
  }

  /** Somebody else who reads it too says what it means for the session. */
  void bury(DeadLetter dead, Collector<Message> out) {
    LOG.warn(key(dead), "refused-" + dead.getTopic(), dead.getReason());
    metrics.count("refused", 1);
    out.collect(dead);
  }

  private static String key(DeadLetter dead) {
    String key = dead.getKey().isValidUtf8() ? dead.getKey().toStringUtf8() : "";
    return key.length() <= Letter.LONGEST_SESSION_ID ? key : "";
  }
}
