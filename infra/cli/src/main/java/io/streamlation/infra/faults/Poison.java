package io.streamlation.infra.faults;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.AudioFrame;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Records that nobody should have written. */
final class Poison {
  private static final byte[] GARBAGE =
      "\u0007no message of ours\uffff".getBytes(StandardCharsets.UTF_8);
  private static final long AN_HOUR_SAMPLES = 3_600L * AudioFormat.SAMPLE_RATE_HZ;
  private static final int NEWEST = 2_000;

  /** Behind every number that the bridge may use before the frame is read. */
  private static final int NUMBERS_AHEAD = 100_000;

  private final String bootstrap;
  private final AudioTopic audio;

  Poison(String bootstrap, AudioTopic audio) {
    this.bootstrap = bootstrap;
    this.audio = audio;
  }

  void unreadableFrame(OnAir channel) throws InterruptedException, ExecutionException {
    audio.weWrote(write(Topics.AUDIO, channel, GARBAGE));
  }

  void tooLongFrame(OnAir channel) throws InterruptedException, ExecutionException {
    AudioFrame last = newestOf(channel);
    frame(
        channel,
        last.toBuilder()
            .setFrameNumber(last.getFrameNumber() + NUMBERS_AHEAD)
            .setPcm(ByteString.copyFrom(new byte[4 * AudioFormat.BYTES_PER_FRAME]))
            .build());
  }

  /** One far ahead, one behind: neither may be believed, nor cost a frame that is right. */
  void misplacedFrames(OnAir channel) throws InterruptedException, ExecutionException {
    AudioFrame last = newestOf(channel);
    AudioFrame.Builder wrong =
        last.toBuilder()
            .setFrameNumber(last.getFrameNumber() + NUMBERS_AHEAD)
            .setPcm(ByteString.copyFrom(new byte[AudioFormat.BYTES_PER_FRAME]));
    frame(channel, wrong.setStartSample(last.getStartSample() + AN_HOUR_SAMPLES).build());
    frame(channel, wrong.setStartSample(0).build());
  }

  void unreadablePlan(OnAir channel) throws InterruptedException, ExecutionException {
    write(Topics.SESSIONS, channel, GARBAGE);
  }

  private void frame(OnAir channel, AudioFrame frame)
      throws InterruptedException, ExecutionException {
    audio.weWrote(write(Topics.AUDIO, channel, frame.toByteArray()));
  }

  private AudioFrame newestOf(OnAir channel) {
    AtomicReference<AudioFrame> newest = new AtomicReference<>();
    audio.newest(
        NEWEST,
        (session, frame) -> {
          if (session.equals(channel.sessionId()) && frame.hasPcm()) {
            newest.set(frame);
          }
        });
    if (newest.get() == null) {
      throw new IllegalStateException("no frame of channel " + channel.name() + " is stored yet");
    }
    return newest.get();
  }

  private RecordMetadata write(Topics topic, OnAir channel, byte[] value)
      throws InterruptedException, ExecutionException {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.ACKS_CONFIG,
                "all"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      return producer
          .send(new ProducerRecord<>(topic.topicName(), channel.sessionId(), value))
          .get();
    }
  }
}
