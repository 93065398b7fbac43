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

/** A sink for one kind of saying into a list of this JVM, at least once like ours. */
record Collected<M extends Message>(String run, Class<M> kind) implements Sink<Message> {
  private static final Map<String, List<Message>> ALL = new ConcurrentHashMap<>();

  String what() {
    return kind.getSimpleName();
  }

  @SuppressWarnings("unchecked") // only messages of that kind are put in
  List<M> messages() {
    return (List<M>) ALL.computeIfAbsent(run + "/" + what(), name -> new CopyOnWriteArrayList<>());
  }

  @Override
  public SinkWriter<Message> createWriter(WriterInitContext context) {
    List<M> messages = messages();
    return new SinkWriter<>() {
      @Override
      public void write(Message message, Context where) {
        if (kind.isInstance(message)) {
          messages.add(kind.cast(message));
        }
      }

      @Override
      public void flush(boolean endOfInput) throws IOException {}

      @Override
      public void close() {}
    };
  }
}
