package io.streamlation.flink.think;

import com.google.protobuf.Message;
import io.streamlation.flink.wire.Passing;
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
   * @param input what is meant for the room; the rest goes by
   * @param keyed keys order what is asked and answered; keys do not wait for each other
   */
  public static <
          K extends Comparable<K>, I extends Message, S extends Message, Q, A, O extends Message>
      SingleOutputStreamOperator<Message> about(
          String name,
          KeyedStream<Message, K> keyed,
          Class<I> input,
          Thinker<I, S, Q, A, O> thinker,
          Model.Source<Q, A> source,
          ThinkSettings settings,
          Class<S> state) {
    return keyed.transform(
        name,
        Passing.TYPE,
        new ThinkOperator.Factory<>(
            input, thinker, source, settings, ProtobufTypeInfo.ofMessage(state)));
  }
}
