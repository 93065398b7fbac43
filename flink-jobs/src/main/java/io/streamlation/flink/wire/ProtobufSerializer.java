package io.streamlation.flink.wire;

import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;

/** Length (int32), then the message. What a newer schema wrote is kept as unknown fields. */
public final class ProtobufSerializer<M extends Message> extends TypeSerializer<M> {
  private static final long serialVersionUID = 1;

  private final Class<M> message;
  private transient Parser<M> parser;

  ProtobufSerializer(Class<M> message) {
    this.message = message;
  }

  @Override
  public void serialize(M value, DataOutputView target) throws IOException {
    byte[] bytes = value.toByteArray();
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  @Override
  public M deserialize(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    return parser().parseFrom(bytes);
  }

  @SuppressWarnings("unchecked") // a message's parser gives messages of its class
  private Parser<M> parser() {
    if (parser == null) {
      parser = (Parser<M>) Internal.getDefaultInstance(message).getParserForType();
    }
    return parser;
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    int length = source.readInt();
    target.writeInt(length);
    target.write(source, length);
  }

  @Override
  public M copy(M from) {
    return from; // messages do not change
  }

  @Override
  public M copy(M from, M reuse) {
    return from;
  }

  @Override
  public M deserialize(M reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public M createInstance() {
    return Internal.getDefaultInstance(message);
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<M> duplicate() {
    return this; // a parser is safe for all threads
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProtobufSerializer<?> that && message == that.message;
  }

  @Override
  public int hashCode() {
    return message.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<M> snapshotConfiguration() {
    return new Snapshot<>(message);
  }

  /** Which message the bytes are; the rest are protobuf's rules. */
  public static final class Snapshot<M extends Message> implements TypeSerializerSnapshot<M> {
    private Class<M> message;

    /** For Flink, which then calls {@link #readSnapshot}. */
    public Snapshot() {}

    private Snapshot(Class<M> message) {
      this.message = message;
    }

    @Override
    public int getCurrentVersion() {
      return 1;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(message.getName());
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
      message = InstantiationUtil.resolveClassByName(in, loader);
    }

    @Override
    public TypeSerializer<M> restoreSerializer() {
      return new ProtobufSerializer<>(message);
    }

    @Override
    public TypeSerializerSchemaCompatibility<M> resolveSchemaCompatibility(
        TypeSerializerSnapshot<M> old) {
      return old instanceof Snapshot<M> that && message.getName().equals(that.message.getName())
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
