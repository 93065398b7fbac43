package io.streamlation.flink.wire;

import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.flink.room.Outbox;
import java.util.function.Consumer;
import org.apache.flink.util.OutputTag;

/** A doer's outbox on Flink's outputs and metrics. */
public final class FlinkOutbox<O> implements Outbox<O> {
  private static final SparingLog LOG = new SparingLog(FlinkOutbox.class);

  private final RoomMetrics metrics;
  private final Consumer<O> main;
  private final SideOutput sides;

  /** Flink's ways to write to a side output differ from operator to operator. */
  public interface SideOutput {
    <T> void put(OutputTag<T> tag, T out);
  }

  public FlinkOutbox(RoomMetrics metrics, Consumer<O> main, SideOutput sides) {
    this.metrics = metrics;
    this.main = main;
    this.sides = sides;
  }

  @Override
  public void give(O out) {
    main.accept(out);
  }

  @Override
  public void tally(LedgerTally tally) {
    sides.put(Sides.LEDGER, tally);
  }

  @Override
  public void event(SessionEvent event) {
    LOG.warn(event.getSessionId(), event.getCode(), event.getMessage());
    sides.put(Sides.EVENTS, event);
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
