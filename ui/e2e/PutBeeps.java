import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.CaptionIds;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Translation;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Listens to a channel that is silent but for beeps, and captions each of them at its very sample: so the way to the
 * players is measured apart from the recogniser's own timing.
 *
 * <p>{@code java -cp … PutBeeps.java BOOTSTRAP SESSION}, until it is killed.
 */
public final class PutBeeps {
  private static final int LOUD = 2_000;
  private static final int QUIET_SAMPLES_BETWEEN = 16_000;
  private static final int CAPTION_SAMPLES = 16_000;

  /** Channels that do not ask for it leave it aside. */
  private static final Map<String, String> BEEPS = Map.of("es", "pitido");

  private PutBeeps() {}

  public static void main(String[] arguments) throws InvalidProtocolBufferException {
    String session = arguments[1];
    Map<String, Object> broker = Map.of("bootstrap.servers", arguments[0]);
    try (KafkaConsumer<String, byte[]> audio =
            new KafkaConsumer<>(broker, new StringDeserializer(), new ByteArrayDeserializer());
        KafkaProducer<String, byte[]> captions =
            new KafkaProducer<>(broker, new StringSerializer(), new ByteArraySerializer())) {
      List<TopicPartition> all =
          IntStream.range(0, audio.partitionsFor("audio").size())
              .mapToObj(i -> new TopicPartition("audio", i))
              .toList();
      audio.assign(all);
      audio.seekToBeginning(all);
      long beepedAt = Long.MIN_VALUE / 2;
      while (true) {
        for (ConsumerRecord<String, byte[]> record : audio.poll(Duration.ofMillis(100))) {
          AudioFrame frame = AudioFrame.parseFrom(record.value());
          if (!session.equals(frame.getSessionId()) || !frame.hasPcm()) {
            continue;
          }
          ShortBuffer pcm =
              frame.getPcm().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
          for (int i = 0; i < pcm.limit(); i++) {
            long at = frame.getEpochOffsetSamples() + frame.getStartSample() + i;
            if (Math.abs(pcm.get(i)) < LOUD) {
              continue;
            }
            if (at - beepedAt > QUIET_SAMPLES_BETWEEN) {
              Caption beep = beep(frame, i);
              captions.send(new ProducerRecord<>("captions", session, beep.toByteArray()));
              BEEPS.forEach(
                  (language, text) ->
                      captions.send(
                          new ProducerRecord<>(
                              "translations", session, translated(beep, language, text))));
              captions.flush();
              System.out.println("beep at sample " + at);
            }
            beepedAt = at;
          }
        }
      }
    }
  }

  private static Caption beep(AudioFrame frame, int sampleInFrame) {
    long start = frame.getStartSample() + sampleInFrame;
    Caption.Builder caption =
        Caption.newBuilder()
            .setId(CaptionIds.of(frame.getSessionId(), frame.getEpoch(), start, 0))
            .setSessionId(frame.getSessionId())
            .setEpoch(frame.getEpoch())
            .setEpochOffsetSamples(frame.getEpochOffsetSamples())
            .setUtteranceStartSample(start)
            .setRevision(1)
            .setState(Caption.State.STATE_FINAL)
            .setText("beep")
            .addLines("beep")
            .setLanguage("en")
            .setMediaStartSample(start)
            .setMediaEndSample(start + CAPTION_SAMPLES)
            .setPlanRevision(1);
    caption.getLagBuilder().setCapturedAtMs(frame.getCapturedAtMs());
    return caption.build();
  }

  private static byte[] translated(Caption beep, String language, String text) {
    return Translation.newBuilder()
        .setCaptionId(beep.getId())
        .setSessionId(beep.getSessionId())
        .setTargetLanguage(language)
        .setCaptionRevision(beep.getRevision())
        .setState(Caption.State.STATE_FINAL)
        .setText(text)
        .addLines(text)
        .setEpoch(beep.getEpoch())
        .setEpochOffsetSamples(beep.getEpochOffsetSamples())
        .setUtteranceStartSample(beep.getUtteranceStartSample())
        .setMediaStartSample(beep.getMediaStartSample())
        .setMediaEndSample(beep.getMediaEndSample())
        .setSourceLanguage(beep.getLanguage())
        .setSourceText(beep.getText())
        .build()
        .toByteArray();
  }
}
