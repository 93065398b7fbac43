package io.streamlation.flink.think;

import com.google.protobuf.Message;
import io.streamlation.flink.wire.ProtobufTypeInfo;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Puts a thinking room into a stream. */
public final class Think {
  private Think() {}

  /**
   * The room as a step of a stream.
   *
   * @param name what people read on the dashboard
   * @param keyed keys order what is asked and answered; keys do not wait for each other
   */
  public static <I, S extends Message, Q, A, O extends Message> SingleOutputStreamOperator<O> about(
      String name,
      KeyedStream<I, String> keyed,
      Thinker<I, S, Q, A, O> thinker,
      Model.Source<Q, A> source,
      ThinkSettings settings,
      Class<S> state,
      Class<O> out) {
    return keyed.transform(
        name,
        ProtobufTypeInfo.ofMessage(out),
        new ThinkOperator.Factory<>(thinker, source, settings, ProtobufTypeInfo.ofMessage(state)));
  }
}
