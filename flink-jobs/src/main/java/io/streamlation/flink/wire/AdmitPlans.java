package io.streamlation.flink.wire;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.PlanArrival;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Sends plans in and dead letters out; the bridge, which reads them too, tells the operator. */
public final class AdmitPlans extends ProcessFunction<PlanArrival, Message> {
  private static final long serialVersionUID = 1;

  private transient Refusals refusals;

  @Override
  public void open(OpenContext context) {
    refusals = new Refusals(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(PlanArrival arrival, Context context, Collector<Message> out) {
    if (arrival.hasRefused()) {
      refusals.bury(arrival.getRefused(), out);
    } else {
      out.collect(arrival);
    }
  }
}
