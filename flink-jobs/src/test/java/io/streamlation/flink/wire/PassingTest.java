package io.streamlation.flink.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.Hypothesis;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.SpeechChunk;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.contracts.v1.TargetedCaption;
import io.streamlation.contracts.v1.TranslatedCaption;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.contracts.v1.Word;
import io.streamlation.flink.room.SessionTarget;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class PassingTest {
  private static final Message CAPTION = Caption.newBuilder().setSessionId("s").build();

  /** In the order of their numbers on the wire. */
  private static final List<Message> ONE_OF_EACH =
      List.of(
          AudioFrame.newBuilder().setSessionId("s").build(),
          PlanArrival.newBuilder().setSessionId("s").build(),
          SpeechChunk.newBuilder().setSessionId("s").build(),
          Hypothesis.newBuilder().setSessionId("s").build(),
          SettledCaption.newBuilder().setSessionId("s").build(),
          TargetedCaption.newBuilder().setSessionId("s").build(),
          TranslatedCaption.newBuilder().setSessionId("s").build(),
          CAPTION,
          Translation.newBuilder().setSessionId("s").build(),
          SpokenSegment.newBuilder().setSessionId("s").build(),
          LedgerTally.newBuilder().setSessionId("s").build(),
          SessionEvent.newBuilder().setSessionId("s").build(),
          DeadLetter.newBuilder().setReason("its sound has 3 bytes").build());

  private final TypeSerializer<Message> serializer =
      Passing.TYPE.createSerializer(new SerializerConfigImpl());

  @Test
  void readsWhatItWroteWhateverItIs() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    DataOutputSerializer copy = new DataOutputSerializer(16);
    for (Message message : ONE_OF_EACH) {
      serializer.serialize(message, out);
    }
    DataInputDeserializer written = new DataInputDeserializer(out.getCopyOfBuffer());
    for (int i = 0; i < ONE_OF_EACH.size(); i++) {
      serializer.copy(written, copy);
    }
    DataInputDeserializer in = new DataInputDeserializer(copy.getCopyOfBuffer());
    for (Message message : ONE_OF_EACH) {
      assertThat(serializer.deserialize(in)).isEqualTo(message);
    }
    assertThat(ONE_OF_EACH).hasSameSizeAs(Passing.values());
  }

  @Test
  void keepsItsNumbersOnTheWire() throws IOException {
    for (int number = 0; number < ONE_OF_EACH.size(); number++) {
      DataOutputSerializer out = new DataOutputSerializer(16);
      serializer.serialize(ONE_OF_EACH.get(number), out);
      assertThat(out.getCopyOfBuffer()[0]).isEqualTo((byte) number);
    }
  }

  @Test
  void isCompatibleWithItself() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    TypeSerializerSnapshot<Message> old =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
    assertThat(
            serializer.snapshotConfiguration().resolveSchemaCompatibility(old).isCompatibleAsIs())
        .isTrue();
  }

  @Test
  void refusesWhatNoRoomKnows() {
    assertThatThrownBy(() -> Passing.sessionOf(Word.getDefaultInstance()))
        .hasMessage("no room gives or takes a streamlation.v1.Word");
  }

  @Test
  void writesEachSayingToItsTopicUnderItsSession() {
    assertThat(ONE_OF_EACH.subList(7, 12))
        .extracting(saying -> new Outgoing().serialize(saying, null, null))
        .allSatisfy(record -> assertThat(record.key()).asString().isEqualTo("s"))
        .extracting(ProducerRecord::topic)
        .containsExactly("captions", "translations", "speech", "ledger", "events");
  }

  @Test
  void writesNothingThatIsMeantForARoom() {
    Message hypothesis = Hypothesis.newBuilder().setSessionId("s").build();
    assertThatThrownBy(() -> new Outgoing().serialize(hypothesis, null, null))
        .hasMessage("a HYPOTHESIS has passed all the rooms");
  }

  @Test
  void keepsATargetWhereItsSessionIs() {
    for (int i = 0; i < 200; i++) {
      String session = "session-" + i;
      assertThat(KeyGroupRangeAssignment.assignToKeyGroup(new SessionTarget(session, "es"), 128))
          .isEqualTo(KeyGroupRangeAssignment.assignToKeyGroup(session, 128));
    }
  }

  @Test
  void readsATargetAsItWroteIt() throws IOException {
    TypeSerializer<SessionTarget> keys =
        Types.POJO(SessionTarget.class).createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(16);
    keys.serialize(new SessionTarget("s", "es"), out);
    assertThat(keys.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(new SessionTarget("s", "es"))
        .isNotEqualTo(new SessionTarget("s", "fr"));
  }
}
