package io.streamlation.bench.road;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.AudioArrival;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.flink.cut.CutSettings;
import io.streamlation.flink.job.KafkaDoors;
import io.streamlation.flink.wire.Passing;
import io.streamlation.flink.wire.ProtobufTypeInfo;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * What every road through Flink costs: a frame is read, shuffled to its session's key, counted in
 * state, and answered with a record where an utterance ends.
 */
final class BareHop extends KeyedProcessFunction<String, AudioFrame, Message> {
  private static final long serialVersionUID = 1;

  private final int framesOfARun;
  private transient Map<Integer, Map<Integer, Long>> startsByEnd;
  private transient ValueState<Long> frames;

  private BareHop(int framesOfARun) {
    this.framesOfARun = framesOfARun;
  }

  static void build(DataStream<AudioArrival> audio, KafkaDoors doors, int framesOfARun) {
    doors.write(
        audio
            .map(AudioArrival::getFrame, ProtobufTypeInfo.ofMessage(AudioFrame.class))
            .uid("frames")
            .keyBy(AudioFrame::getSessionId, Types.STRING)
            .process(new BareHop(framesOfARun), Passing.TYPE)
            .uid("hop")
            .name("hop"));
  }

  @Override
  public void open(OpenContext context) {
    frames = getRuntimeContext().getState(new ValueStateDescriptor<>("frames", Types.LONG));
    startsByEnd = new HashMap<>();
    for (int kind = 0; kind < Tape.kinds(); kind++) {
      Map<Integer, Long> starts = new HashMap<>();
      Tape.utterances(kind, framesOfARun, CutSettings.DEFAULT)
          .forEach((start, end) -> starts.put(end, start));
      startsByEnd.put(kind, starts);
    }
  }

  @Override
  public void processElement(AudioFrame frame, Context context, Collector<Message> out)
      throws Exception {
    if (frame.hasEnd()) {
      frames.clear();
      return;
    }
    Long before = frames.value();
    frames.update(before == null ? 1 : before + 1);
    int kind = Tape.kindOf(Channels.numberOf(frame.getSessionId()));
    Long start = startsByEnd.get(kind).get((int) frame.getFrameNumber());
    if (start != null) {
      out.collect(
          Caption.newBuilder()
              .setSessionId(frame.getSessionId())
              .setUtteranceStartSample(start)
              .setState(Caption.State.STATE_FINAL)
              .build());
    }
  }
}
