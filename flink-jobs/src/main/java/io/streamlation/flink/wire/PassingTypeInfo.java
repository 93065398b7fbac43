package io.streamlation.flink.wire;

import com.google.protobuf.Message;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's name for any of {@link Passing}. */
final class PassingTypeInfo extends TypeInformation<Message> {
  static final PassingTypeInfo INSTANCE = new PassingTypeInfo();

  private static final long serialVersionUID = 1;

  private PassingTypeInfo() {}

  @Override
  public TypeSerializer<Message> createSerializer(SerializerConfig config) {
    return PassingSerializer.INSTANCE;
  }

  @Override
  public Class<Message> getTypeClass() {
    return Message.class;
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
    return false;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof PassingTypeInfo;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PassingTypeInfo;
  }

  @Override
  public int hashCode() {
    return PassingTypeInfo.class.hashCode();
  }

  @Override
  public String toString() {
    return "Passing";
  }
}
