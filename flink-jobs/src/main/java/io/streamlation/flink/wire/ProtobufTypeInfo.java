package io.streamlation.flink.wire;

import com.google.protobuf.Message;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's name for a protobuf message: opaque to Flink, written as protobuf writes it. */
public final class ProtobufTypeInfo<M extends Message> extends TypeInformation<M> {
  private static final long serialVersionUID = 1;

  private final Class<M> message;

  private ProtobufTypeInfo(Class<M> message) {
    this.message = message;
  }

  public static <M extends Message> ProtobufTypeInfo<M> ofMessage(Class<M> message) {
    return new ProtobufTypeInfo<>(message);
  }

  @Override
  public TypeSerializer<M> createSerializer(SerializerConfig config) {
    return new ProtobufSerializer<>(message);
  }

  @Override
  public Class<M> getTypeClass() {
    return message;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public boolean isKeyType() {
    return false; // the bytes of equal messages may differ
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ProtobufTypeInfo;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProtobufTypeInfo<?> that && message == that.message;
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(message);
  }

  @Override
  public String toString() {
    return message.getSimpleName();
  }
}
