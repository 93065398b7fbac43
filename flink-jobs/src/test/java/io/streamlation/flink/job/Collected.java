package io.streamlation.flink.job;

import com.google.protobuf.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** A sink into a list of this JVM, at least once like ours. */
record Collected<M extends Message>(String run, String what) implements Sink<M> {
  private static final Map<String, List<Message>> ALL = new ConcurrentHashMap<>();

  @SuppressWarnings("unchecked") // a name is used for one kind of message
  List<M> messages() {
    return (List<M>) ALL.computeIfAbsent(run + "/" + what, name -> new CopyOnWriteArrayList<>());
  }

  @Override
  public SinkWriter<M> createWriter(WriterInitContext context) {
    List<M> messages = messages();
    return new SinkWriter<>() {
      @Override
      public void write(M message, Context where) {
        messages.add(message);
      }

      @Override
      public void flush(boolean endOfInput) throws IOException {}

      @Override
      public void close() {}
    };
  }
}
