package io.streamlation.flink.fanout;

import com.google.protobuf.Message;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.FanOutState;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.TargetedCaption;
import io.streamlation.flink.wire.FlinkOutbox;
import io.streamlation.flink.wire.ProtobufTypeInfo;
import io.streamlation.flink.wire.RoomMetrics;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Shell of {@link FanOutTargets}. Its timer limits the wait for a plan. */
public final class FanOutCaptions extends KeyedProcessFunction<String, Message, Message> {
  public static final String UID = "fan-out-captions";

  private static final long serialVersionUID = 1;

  private final FanOutTargets targets;
  private final long patienceMs;
  private transient ValueState<FanOutState> remembered;
  private transient ValueState<Long> patienceEndsMs;
  private transient RoomMetrics metrics;

  public FanOutCaptions(FanOutSettings settings) {
    this.targets = new FanOutTargets(settings);
    this.patienceMs = settings.planPatience().toMillis();
  }

  @Override
  public void open(OpenContext context) {
    remembered =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "remembered", ProtobufTypeInfo.ofMessage(FanOutState.class)));
    patienceEndsMs =
        getRuntimeContext().getState(new ValueStateDescriptor<>("patience-ends", Types.LONG));
    metrics = new RoomMetrics(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(Message passing, Context context, Collector<Message> out)
      throws Exception {
    if (passing instanceof SettledCaption caption) {
      remember(targets.take(state(), caption, now(context), outbox(out)), context);
    } else if (passing instanceof PlanArrival plan) {
      remember(targets.take(state(), plan, now(context), outbox(out)), context);
    } else {
      out.collect(passing);
    }
  }

  @Override
  public void onTimer(long atMs, OnTimerContext context, Collector<Message> out) throws Exception {
    patienceEndsMs.clear();
    remember(targets.giveUp(state(), now(context), outbox(out)), context);
  }

  private Optional<FanOutState> state() throws Exception {
    return Optional.ofNullable(remembered.value());
  }

  private void remember(Optional<FanOutState> state, Context context) throws Exception {
    remembered.update(state.orElse(null));
    boolean waits = state.isPresent() && targets.waits(state.get());
    Long endsMs = patienceEndsMs.value();
    if (waits && endsMs == null) {
      long atMs = context.timerService().currentProcessingTime() + patienceMs;
      context.timerService().registerProcessingTimeTimer(atMs);
      patienceEndsMs.update(atMs);
    } else if (!waits && endsMs != null) {
      context.timerService().deleteProcessingTimeTimer(endsMs);
      patienceEndsMs.clear();
    }
  }

  private FlinkOutbox<TargetedCaption> outbox(Collector<Message> out) {
    return new FlinkOutbox<>(metrics, out::collect);
  }

  private static WallTime now(KeyedProcessFunction<?, ?, ?>.Context context) {
    return new WallTime(context.timerService().currentProcessingTime());
  }
}
