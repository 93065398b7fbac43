package io.streamlation.flink.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.v1.AudioArrival;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Target;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DoorsTest {
  private static final AudioFrame GOOD =
      AudioFrame.newBuilder()
          .setSessionId("s-17")
          .setEpoch(4)
          .setFrameNumber(812)
          .setStartSample(1_299_200)
          .setPcm(ByteString.copyFrom(new byte[3_200]))
          .setSourceLanguage("en")
          .build();
  private static final SessionPlan PLAN =
      SessionPlan.newBuilder()
          .setSessionId("s-17")
          .setRevision(1)
          .addTargets(Target.newBuilder().setLanguage("es-419"))
          .build();

  private static AudioArrival audio(String key, byte[] value) {
    return AudioDoor.admit(record("audio", key, value), 99);
  }

  private static PlanArrival plan(String key, byte[] value) {
    return PlanDoor.admit(record("sessions", key, value), 99);
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
    return new ConsumerRecord<>(
        topic, 2, 55, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
  }

  @Test
  void letsAGoodFrameIn() {
    assertThat(audio("s-17", GOOD.toByteArray()))
        .isEqualTo(AudioArrival.newBuilder().setFrame(GOOD).build());
  }

  static Stream<Arguments> badFrames() {
    return Stream.of(
        Arguments.of(GOOD.toBuilder().clearSessionId(), "names no session"),
        Arguments.of(GOOD.toBuilder().setSessionId("other"), "names session \"other\""),
        Arguments.of(GOOD.toBuilder().setEpoch(-1), "epoch -1"),
        Arguments.of(GOOD.toBuilder().setFrameNumber(-5), "frame -5"),
        Arguments.of(GOOD.toBuilder().setStartSample(-1), "start_sample -1"),
        Arguments.of(GOOD.toBuilder().setStartSample(Long.MAX_VALUE), "start_sample"),
        Arguments.of(GOOD.toBuilder().setPcm(ByteString.EMPTY), "0 bytes"),
        Arguments.of(GOOD.toBuilder().setPcm(ByteString.copyFrom(new byte[3_199])), "3199 bytes"),
        Arguments.of(GOOD.toBuilder().setPcm(ByteString.copyFrom(new byte[3_202])), "3202 bytes"),
        Arguments.of(GOOD.toBuilder().setGap(Gap.newBuilder().setSamples(0)), "0 samples"),
        Arguments.of(
            GOOD.toBuilder().setGap(Gap.newBuilder().setSamples(Long.MAX_VALUE)), "samples long"),
        Arguments.of(GOOD.toBuilder().clearContent(), "neither sound nor a gap nor an end"),
        Arguments.of(GOOD.toBuilder().setSourceLanguage("x".repeat(36)), "source_language"),
        Arguments.of(GOOD.toBuilder().setFrameNumber(Long.MAX_VALUE), "frame_number"),
        Arguments.of(GOOD.toBuilder().setEpochOffsetSamples(Long.MIN_VALUE), "epoch_offset"),
        Arguments.of(GOOD.toBuilder().setEpochOffsetSamples(Long.MAX_VALUE), "epoch_offset"),
        Arguments.of(GOOD.toBuilder().setTier("t".repeat(65)), "its tier"));
  }

  @ParameterizedTest
  @MethodSource("badFrames")
  void refusesABadFrameWithWhereAndWhy(AudioFrame.Builder frame, String why) {
    DeadLetter dead = audio("s-17", frame.build().toByteArray()).getRefused();
    assertThat(dead.getReason())
        .startsWith("record 55 of partition 2 of topic audio: ")
        .contains(why);
    assertThat(dead.getTopic()).isEqualTo("audio");
    assertThat(dead.getPartition()).isEqualTo(2);
    assertThat(dead.getOffset()).isEqualTo(55);
    assertThat(dead.getKey().toStringUtf8()).isEqualTo("s-17");
    assertThat(dead.getValue()).isEqualTo(frame.build().toByteString());
    assertThat(dead.getAtMs()).isEqualTo(99);
  }

  @Test
  void tellsCutOfARefusedFrameThatHasAnIdentity() {
    AudioFrame odd = GOOD.toBuilder().setPcm(ByteString.copyFrom(new byte[3])).build();
    assertThat(audio("s-17", odd.toByteArray()).getFrame())
        .isEqualTo(GOOD.toBuilder().clearPcm().build());
    assertThat(audio("s-17", new byte[] {1, 2, 3}).getFrame())
        .isEqualTo(AudioFrame.newBuilder().setSessionId("s-17").build());
    assertThat(audio(null, new byte[] {1, 2, 3}).hasFrame()).isFalse();
  }

  @Test
  void refusesARecordWithoutContent() {
    assertThat(audio("s-17", null).getRefused().getReason()).contains("it is empty");
  }

  @RepeatedTest(50)
  void throwsNothingAtRubbish(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    byte[] rubbish = GOOD.toByteArray();
    for (int i = 0; i < 8; i++) {
      rubbish[random.nextInt(40)] = (byte) random.nextInt();
    }
    byte[] key = new byte[random.nextInt(6)];
    random.nextBytes(key);
    var record = new ConsumerRecord<>("audio", 0, 0, key, rubbish);
    assertThat(AudioDoor.admit(record, 1)).isNotNull();
    assertThat(PlanDoor.admit(record, 1)).isNotNull();
  }

  @Test
  void letsPlansAndTombstonesIn() {
    assertThat(plan("s-17", PLAN.toByteArray()).getPlan()).isEqualTo(PLAN);
    assertThat(plan("s-17", null).hasGone()).isTrue();
  }

  static Stream<Arguments> badPlans() {
    SessionPlan.Builder many = PLAN.toBuilder();
    for (int i = 0; i < 65; i++) {
      many.addTargets(Target.newBuilder().setLanguage("es"));
    }
    return Stream.of(
        Arguments.of(PLAN.toBuilder().setSessionId("other"), "plans session \"other\""),
        Arguments.of(PLAN.toBuilder().setRevision(0), "revision is 0"),
        Arguments.of(PLAN.toBuilder().addTargets(Target.getDefaultInstance()), "no language tag"),
        Arguments.of(
            PLAN.toBuilder().addTargets(Target.newBuilder().setLanguage("../etc")),
            "no language tag"),
        Arguments.of(
            PLAN.toBuilder().addTargets(Target.newBuilder().setLanguage("es-419")), "twice"),
        Arguments.of(many, "66 targets"));
  }

  @ParameterizedTest
  @MethodSource("badPlans")
  void refusesABadPlan(SessionPlan.Builder plan, String why) {
    assertThat(plan("s-17", plan.build().toByteArray()).getRefused().getReason()).contains(why);
  }

  @Test
  void aLetterIsNeverTooLargeForTheBroker() {
    String endless = "s".repeat(400_000);
    byte[] frame = GOOD.toBuilder().setSessionId(endless).build().toByteArray();
    DeadLetter dead = audio(endless, frame).getRefused();
    byte[] letter = new Outgoing().serialize(dead, null, null).value();
    assertThat(letter.length).isLessThan(1_000_000);
    assertThat(dead.getReason()).hasSizeLessThan(1_200);
  }

  @Test
  void sendsDeadLettersBesideTheTopicTheyCameFrom() {
    DeadLetter dead = audio("s-17", new byte[] {1, 2, 3}).getRefused();
    ProducerRecord<byte[], byte[]> record = new Outgoing().serialize(dead, null, null);
    assertThat(record.topic()).isEqualTo("audio-dead-letters");
    assertThat(record.key()).asString().isEqualTo("s-17");
  }
}
