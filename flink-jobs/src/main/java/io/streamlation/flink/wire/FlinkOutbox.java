package io.streamlation.flink.wire;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.flink.room.Outbox;
import java.util.function.Consumer;

/** A doer's outbox on Flink's output and metrics: whatever leaves a room leaves in one stream. */
public final class FlinkOutbox<O extends Message> implements Outbox<O> {
  private static final SparingLog LOG = new SparingLog(FlinkOutbox.class);

  private final RoomMetrics metrics;
  private final Consumer<Message> output;

  public FlinkOutbox(RoomMetrics metrics, Consumer<Message> output) {
    this.metrics = metrics;
    this.output = output;
  }

  @Override
  public void give(O out) {
    output.accept(out);
  }

  @Override
  public void tally(LedgerTally tally) {
    output.accept(tally);
  }

  @Override
  public void event(SessionEvent event) {
    LOG.warn(event.getSessionId(), event.getCode(), event.getMessage());
    output.accept(event);
  }

  @Override
  public void count(String counter, long howMany) {
    metrics.count(counter, howMany);
  }

  @Override
  public void measure(String what, long value) {
    metrics.measure(what, value);
  }
}
