package io.streamlation.flink.cut;

import com.google.protobuf.Message;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.CutState;
import io.streamlation.flink.wire.FlinkOutbox;
import io.streamlation.flink.wire.ProtobufTypeInfo;
import io.streamlation.flink.wire.RoomMetrics;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Shell of {@link SpeechCutter}. Its timer only forgets sessions that ended a while ago. */
public final class CutSpeech extends KeyedProcessFunction<String, Message, Message> {
  public static final String UID = "cut-speech";

  private static final long serialVersionUID = 1;

  private final SpeechCutter cutter;
  private final long fenceMs;
  private transient ValueState<CutState> remembered;
  private transient RoomMetrics metrics;

  public CutSpeech(CutSettings settings) {
    this.cutter = new SpeechCutter(settings, new SpectralDetector(settings.quietRms()));
    this.fenceMs = settings.fence().toMillis();
  }

  @Override
  public void open(OpenContext context) {
    remembered =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "remembered", ProtobufTypeInfo.ofMessage(CutState.class)));
    metrics = new RoomMetrics(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(Message passing, Context context, Collector<Message> out)
      throws Exception {
    if (!(passing instanceof AudioFrame frame)) {
      out.collect(passing);
      return;
    }
    Optional<CutState> before = Optional.ofNullable(remembered.value());
    WallTime now = new WallTime(context.timerService().currentProcessingTime());
    Optional<CutState> after =
        cutter.take(before, frame, now, new FlinkOutbox<>(metrics, out::collect));
    remembered.update(after.orElse(null));
    if (after.isPresent() && after.get().getClosed() && !before.equals(after)) {
      context.timerService().registerProcessingTimeTimer(now.epochMs() + fenceMs);
    }
  }

  @Override
  public void onTimer(long atMs, OnTimerContext context, Collector<Message> out) throws Exception {
    CutState state = remembered.value();
    if (state != null && state.getClosed()) {
      remembered.clear();
    }
  }
}
