package io.streamlation.flink.settle;

import com.google.protobuf.Message;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Hypothesis;
import io.streamlation.contracts.v1.SettleState;
import io.streamlation.flink.wire.FlinkOutbox;
import io.streamlation.flink.wire.ProtobufTypeInfo;
import io.streamlation.flink.wire.RoomMetrics;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Shell of {@link CaptionSettler}. */
public final class SettleCaptions extends KeyedProcessFunction<String, Message, Message> {
  public static final String UID = "settle-captions";

  private static final long serialVersionUID = 1;

  private final CaptionSettler settler;
  private transient ValueState<SettleState> remembered;
  private transient RoomMetrics metrics;

  public SettleCaptions(SettleSettings settings) {
    this.settler = new CaptionSettler(settings);
  }

  @Override
  public void open(OpenContext context) {
    remembered =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "remembered", ProtobufTypeInfo.ofMessage(SettleState.class)));
    metrics = new RoomMetrics(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(Message passing, Context context, Collector<Message> out)
      throws Exception {
    if (!(passing instanceof Hypothesis hypothesis)) {
      out.collect(passing);
      return;
    }
    Optional<SettleState> after =
        settler.take(
            Optional.ofNullable(remembered.value()),
            hypothesis,
            new WallTime(context.timerService().currentProcessingTime()),
            new FlinkOutbox<>(metrics, out::collect));
    remembered.update(after.orElse(null));
  }
}
