import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.CaptionIds;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Translation;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Says a few sentences in languages that are written from right to left, as the job would: finals on {@code captions}
 * and {@code translations}. For the walk through the pages; no installed pack translates into them.
 *
 * <p>{@code java -cp … SayRightToLeft.java BOOTSTRAP SESSION}
 */
public final class SayRightToLeft {
  private record Sentence(String english, String arabic, String hebrew) {}

  private static final List<Sentence> SAID =
      List.of(
          new Sentence("Good evening.", "مساء الخير.", "ערב טוב."),
          new Sentence(
              "The price of bread rose by 12% in Amman.",
              "ارتفع سعر الخبز بنسبة 12% في عمّان.",
              "מחיר הלחם עלה ב-12% בעמאן."),
          new Sentence(
              "“We will rebuild the bridge”, the minister said.",
              "قال الوزير: «سنعيد بناء الجسر».",
              "השר אמר: ״נבנה מחדש את הגשר״."),
          new Sentence(
              "NASA will launch the probe on 3 May at 14:30.",
              "ستطلق وكالة NASA المسبار في 3 مايو الساعة 14:30.",
              "סוכנות NASA תשגר את הגשושית ב-3 במאי בשעה 14:30."),
          new Sentence("And now the weather.", "والآن حالة الطقس.", "ועכשיו מזג האוויר."));

  private SayRightToLeft() {}

  public static void main(String[] arguments) {
    String session = arguments[1];
    try (KafkaProducer<String, byte[]> kafka =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", arguments[0]),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < SAID.size(); i++) {
        Sentence said = SAID.get(i);
        long start = i * 4L * AudioFormat.SAMPLE_RATE_HZ;
        Caption caption =
            Caption.newBuilder()
                .setId(CaptionIds.of(session, 1, start, 0))
                .setSessionId(session)
                .setEpoch(1)
                .setUtteranceStartSample(start)
                .setRevision(1)
                .setState(Caption.State.STATE_FINAL)
                .setText(said.english())
                .addLines(said.english())
                .setLanguage("en")
                .setMediaStartSample(start)
                .setMediaEndSample(start + 3L * AudioFormat.SAMPLE_RATE_HZ)
                .setPlanRevision(1)
                .build();
        kafka.send(new ProducerRecord<>("captions", session, caption.toByteArray()));
        kafka.send(translated(caption, "ar", said.arabic()));
        kafka.send(translated(caption, "he", said.hebrew()));
      }
    }
  }

  private static ProducerRecord<String, byte[]> translated(
      Caption caption, String language, String text) {
    Translation translation =
        Translation.newBuilder()
            .setCaptionId(caption.getId())
            .setSessionId(caption.getSessionId())
            .setTargetLanguage(language)
            .setCaptionRevision(caption.getRevision())
            .setState(Caption.State.STATE_FINAL)
            .setText(text)
            .addLines(text)
            .setEpoch(caption.getEpoch())
            .setUtteranceStartSample(caption.getUtteranceStartSample())
            .setMediaStartSample(caption.getMediaStartSample())
            .setMediaEndSample(caption.getMediaEndSample())
            .setSourceLanguage("en")
            .setSourceText(caption.getText())
            .build();
    return new ProducerRecord<>("translations", caption.getSessionId(), translation.toByteArray());
  }
}
