package io.streamlation.flink.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.AudioArrival;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.DeadLetter;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads topic {@code audio}. What is no frame is refused, and never thrown at anybody. */
public final class AudioDoor implements KafkaRecordDeserializationSchema<AudioArrival> {
  static final String STAGE = "audio-door";

  private static final long serialVersionUID = 1;
  private static final long LONGEST_GAP_SAMPLES = 24L * 3600 * AudioFormat.SAMPLE_RATE_HZ;

  /** No channel is on air for 300 years. */
  private static final long LAST_SAMPLE = 1L << 47;

  private static final int LONGEST_LANGUAGE = 35;
  private static final int LONGEST_TIER = 64;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<AudioArrival> out) {
    out.collect(admit(record, System.currentTimeMillis()));
  }

  static AudioArrival admit(ConsumerRecord<byte[], byte[]> record, long nowMs) {
    Letter letter = new Letter(record);
    Optional<String> key = letter.sessionId();
    if (letter.isTombstone()) {
      return refused(key, letter.refused(STAGE, "it is empty, and no frame is", nowMs));
    }
    try {
      AudioFrame frame = AudioFrame.parseFrom(record.value());
      Optional<String> complaint = complaint(key, frame);
      if (complaint.isEmpty()) {
        return AudioArrival.newBuilder().setFrame(frame).build();
      }
      DeadLetter dead = letter.refused(STAGE, complaint.get(), nowMs);
      return key.filter(frame.getSessionId()::equals).isPresent()
          ? AudioArrival.newBuilder()
              .setFrame(frame.toBuilder().clearContent())
              .setRefused(dead)
              .build()
          : refused(key, dead);
    } catch (InvalidProtocolBufferException e) {
      return refused(
          key, letter.refused(STAGE, "it is not an AudioFrame: " + e.getMessage(), nowMs));
    }
  }

  /** Nothing is known of the frame but, perhaps, whose it is. */
  private static AudioArrival refused(Optional<String> sessionId, DeadLetter dead) {
    AudioArrival.Builder arrival = AudioArrival.newBuilder().setRefused(dead);
    sessionId.ifPresent(id -> arrival.setFrame(AudioFrame.newBuilder().setSessionId(id)));
    return arrival.build();
  }

  private static Optional<String> complaint(Optional<String> key, AudioFrame frame) {
    if (frame.getSessionId().isEmpty()) {
      return Optional.of("it names no session");
    }
    if (!key.equals(Optional.of(frame.getSessionId()))) {
      return Optional.of(
          "it names session \"%s\" and its key \"%s\""
              .formatted(frame.getSessionId(), key.orElse("(none)")));
    }
    if (frame.getEpoch() < 0 || frame.getFrameNumber() < 0) {
      return Optional.of(
          "epoch %d, frame %d: neither may be negative"
              .formatted(frame.getEpoch(), frame.getFrameNumber()));
    }
    if (frame.getFrameNumber() > LAST_SAMPLE) {
      return Optional.of(
          "its frame_number %d lies beyond %d".formatted(frame.getFrameNumber(), LAST_SAMPLE));
    }
    if (Math.abs(frame.getEpochOffsetSamples()) > LAST_SAMPLE
        || frame.getEpochOffsetSamples() == Long.MIN_VALUE) {
      return Optional.of(
          "its epoch_offset_samples %d lies outside -%d … %d"
              .formatted(frame.getEpochOffsetSamples(), LAST_SAMPLE, LAST_SAMPLE));
    }
    if (frame.getStartSample() < 0 || frame.getStartSample() > LAST_SAMPLE) {
      return Optional.of(
          "its start_sample %d lies outside 0 … %d".formatted(frame.getStartSample(), LAST_SAMPLE));
    }
    if (frame.getSourceLanguage().length() > LONGEST_LANGUAGE) {
      return Optional.of("its source_language is longer than any language tag");
    }
    if (frame.getTier().length() > LONGEST_TIER) {
      return Optional.of("its tier is longer than %d characters".formatted(LONGEST_TIER));
    }
    return switch (frame.getContentCase()) {
      case PCM -> soundComplaint(frame.getPcm().size());
      case GAP -> gapComplaint(frame.getGap().getSamples());
      case END -> Optional.empty();
      case CONTENT_NOT_SET -> Optional.of("it carries neither sound nor a gap nor an end");
    };
  }

  private static Optional<String> soundComplaint(int bytes) {
    boolean holds =
        bytes > 0
            && bytes <= AudioFormat.BYTES_PER_FRAME
            && bytes % AudioFormat.BYTES_PER_SAMPLE == 0;
    return holds
        ? Optional.empty()
        : Optional.of(
            "its sound has %d bytes; a frame has an even number, at most %d"
                .formatted(bytes, AudioFormat.BYTES_PER_FRAME));
  }

  private static Optional<String> gapComplaint(long samples) {
    return samples > 0 && samples <= LONGEST_GAP_SAMPLES
        ? Optional.empty()
        : Optional.of(
            "its gap is %d samples long; a gap has 1 … %d".formatted(samples, LONGEST_GAP_SAMPLES));
  }

  @Override
  public TypeInformation<AudioArrival> getProducedType() {
    return ProtobufTypeInfo.ofMessage(AudioArrival.class);
  }
}
