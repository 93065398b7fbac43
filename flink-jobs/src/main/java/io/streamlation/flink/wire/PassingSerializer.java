package io.streamlation.flink.wire;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.AudioFrame;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Which message (a byte), length (int32), then the message. */
final class PassingSerializer extends TypeSerializerSingleton<Message> {
  static final PassingSerializer INSTANCE = new PassingSerializer();

  private static final long serialVersionUID = 1;
  private static final Passing[] ALL = Passing.values();

  private PassingSerializer() {}

  @Override
  public void serialize(Message value, DataOutputView target) throws IOException {
    byte[] bytes = value.toByteArray();
    target.writeByte(Passing.of(value).ordinal());
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  @Override
  public Message deserialize(DataInputView source) throws IOException {
    Passing passing = ALL[source.readByte()];
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    return passing.parser().parseFrom(bytes);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    target.writeByte(source.readByte());
    int length = source.readInt();
    target.writeInt(length);
    target.write(source, length);
  }

  @Override
  public Message copy(Message from) {
    return from; // messages do not change
  }

  @Override
  public Message copy(Message from, Message reuse) {
    return from;
  }

  @Override
  public Message deserialize(Message reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public Message createInstance() {
    return AudioFrame.getDefaultInstance();
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public TypeSerializerSnapshot<Message> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Nothing but that it is this one. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Message> {
    /** For Flink too. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
