package io.streamlation.flink.wire;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.AudioArrival;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Sends frames in and dead letters out. */
public final class AdmitAudio extends ProcessFunction<AudioArrival, Message> {
  private static final long serialVersionUID = 1;

  private transient Refusals refusals;

  @Override
  public void open(OpenContext context) {
    refusals = new Refusals(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(AudioArrival arrival, Context context, Collector<Message> out) {
    if (arrival.hasRefused()) {
      refusals.tell(arrival.getRefused(), out);
    }
    if (arrival.hasFrame()) {
      out.collect(arrival.getFrame());
    }
  }
}
