package io.streamlation.flink.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Word;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ProtobufSerializerTest {
  private final TypeSerializer<Caption> captions = new ProtobufSerializer<>(Caption.class);

  @Test
  void readsWhatItWrote() throws IOException {
    Caption caption = Caption.newBuilder().setId("s.1.0.0").setText("¡hola!").build();
    DataOutputSerializer out = new DataOutputSerializer(16);
    captions.serialize(caption, out);
    captions.serialize(Caption.getDefaultInstance(), out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(captions.deserialize(in)).isEqualTo(caption);
    assertThat(captions.deserialize(in)).isEqualTo(Caption.getDefaultInstance());
  }

  @Test
  void copiesBytesAndSharesMessages() throws IOException {
    Caption caption = Caption.newBuilder().setText("hello").build();
    DataOutputSerializer out = new DataOutputSerializer(16);
    captions.serialize(caption, out);
    DataOutputSerializer copy = new DataOutputSerializer(16);
    captions.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copy);
    assertThat(copy.getCopyOfBuffer()).isEqualTo(out.getCopyOfBuffer());
    assertThat(captions.copy(caption)).isSameAs(caption);
  }

  @Test
  void keepsFieldsOfANewerSchema() throws IOException {
    // Field 5 of a frame is bytes; of a word there is none: it stands for a field added later.
    AudioFrame newer = AudioFrame.newBuilder().setPcm(ByteString.copyFromUtf8("later")).build();
    TypeSerializer<Word> words = new ProtobufSerializer<>(Word.class);
    DataOutputSerializer out = new DataOutputSerializer(16);
    new ProtobufSerializer<>(AudioFrame.class).serialize(newer, out);
    Word read = words.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(read.toByteArray()).isEqualTo(newer.toByteArray());
  }

  @Test
  void isCompatibleWithTheSameMessageOnly() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, captions.snapshotConfiguration());
    TypeSerializerSnapshot<Caption> old =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());

    assertThat(captions.snapshotConfiguration().resolveSchemaCompatibility(old).isCompatibleAsIs())
        .isTrue();
    assertThat(old.restoreSerializer()).isEqualTo(captions);
    @SuppressWarnings({"unchecked", "rawtypes"}) // as after a mistaken change of a state's type
    boolean wordsReadCaptions =
        new ProtobufSerializer<>(Word.class)
            .snapshotConfiguration()
            .resolveSchemaCompatibility((TypeSerializerSnapshot) old)
            .isIncompatible();
    assertThat(wordsReadCaptions).isTrue();
  }
}
