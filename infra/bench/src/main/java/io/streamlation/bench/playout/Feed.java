package io.streamlation.bench.playout;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.CaptionIds;
import io.streamlation.contracts.LedgerCounters;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.contracts.v1.Translation;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Says of one channel what bridge and job would have said, at no cost. */
final class Feed {
  static final int SEGMENT_SECONDS = 6;
  static final int MEDIA_BYTES = 750_000;
  static final List<String> TRANSLATED = List.of("es", "fr", "de");

  /** Of each segment: an utterance every two seconds. */
  static final int FINALS = 3;

  private static final int RATE = AudioFormat.SAMPLE_RATE_HZ;
  private static final long EPOCH = 1;

  private final KafkaProducer<String, byte[]> kafka;
  private final String session;
  private final boolean rehosted;
  private long finals;
  private long segments;

  Feed(KafkaProducer<String, byte[]> kafka, String session, boolean rehosted) {
    this.kafka = kafka;
    this.session = session;
    this.rehosted = rehosted;
  }

  static KafkaProducer<String, byte[]> producer(String bootstrap) {
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  static String media(long number) {
    return "seg-%08d.m4s".formatted(number);
  }

  static String initialisation() {
    return "init-1.mp4";
  }

  String session() {
    return session;
  }

  /** How many there were: the number of the next. */
  long segments() {
    return segments;
  }

  /** The next segment, all that was said in it in four languages, and that this was all. */
  void next() {
    segment();
    sayAll();
    settle();
  }

  /** What was said in the newest segment. */
  void sayAll() {
    long start = (segments - 1) * SEGMENT_SECONDS * RATE;
    for (int i = 0; i < FINALS; i++) {
      say(
          start + (long) i * 2 * RATE,
          "And in other news, the minister spoke of sentence " + finals);
    }
  }

  void segment() {
    long start = segments * SEGMENT_SECONDS * RATE;
    SourceSegment.Builder segment =
        SourceSegment.newBuilder()
            .setSessionId(session)
            .setEpoch(EPOCH)
            .setStartSample(start)
            .setDurationSamples((long) SEGMENT_SECONDS * RATE)
            .setMediaSequence(segments)
            .setUri("https://origin.example/live/" + segments + ".ts")
            .setPts90Khz(segments * SEGMENT_SECONDS * 90_000)
            .setProgramDateTimeUs(1_795_000_000_000_000L + segments * SEGMENT_SECONDS * 1_000_000)
            .setArrivedAtMs(System.currentTimeMillis());
    if (rehosted) {
      segment.setRehosted(
          SourceSegment.Rehosted.newBuilder()
              .setName(media(segments))
              .setInitialisation(initialisation())
              .setSizeBytes(MEDIA_BYTES)
              .setCodecs("avc1.64001f,mp4a.40.2")
              .setWidth(1280)
              .setHeight(720)
              .setFramesPerSecondMilli(25_000));
    }
    send(Topics.SEGMENTS, segment.build().toByteArray());
    segments++;
  }

  /** A final of a second and a half, and its translations. */
  void say(long startSample, String text) {
    long end = startSample + RATE * 3 / 2;
    LagTrace lag = LagTrace.newBuilder().setCapturedAtMs(System.currentTimeMillis()).build();
    Caption caption =
        Caption.newBuilder()
            .setId(CaptionIds.of(session, EPOCH, startSample, 0))
            .setSessionId(session)
            .setEpoch(EPOCH)
            .setUtteranceStartSample(startSample)
            .setRevision(1)
            .setState(Caption.State.STATE_FINAL)
            .setText(text)
            .addLines(text)
            .setStablePrefixLength(text.length())
            .setLanguage("en")
            .setMediaStartSample(startSample)
            .setMediaEndSample(end)
            .setPlanRevision(1)
            .setLag(lag)
            .build();
    send(Topics.CAPTIONS, caption.toByteArray());
    for (String language : TRANSLATED) {
      Translation translation =
          Translation.newBuilder()
              .setCaptionId(caption.getId())
              .setSessionId(session)
              .setTargetLanguage(language)
              .setCaptionRevision(1)
              .setState(Caption.State.STATE_FINAL)
              .setText(text)
              .addLines(text)
              .setEpoch(EPOCH)
              .setUtteranceStartSample(startSample)
              .setMediaStartSample(startSample)
              .setMediaEndSample(end)
              .setSourceLanguage("en")
              .setSourceText(text)
              .setLag(lag)
              .build();
      send(Topics.TRANSLATIONS, translation.toByteArray());
    }
    finals++;
  }

  /** Nothing is still to come of the segments there were. */
  void settle() {
    long asOf = segments * SEGMENT_SECONDS * RATE;
    tally("settle", asOf, Map.of(LedgerCounters.FINALS, finals));
    for (String language : TRANSLATED) {
      tally("translate:" + language, asOf, Map.of(LedgerCounters.TRANSLATED, finals));
    }
  }

  private void tally(String stage, long asOf, Map<String, Long> counters) {
    send(
        Topics.LEDGER,
        LedgerTally.newBuilder()
            .setSessionId(session)
            .setEpoch(EPOCH)
            .setStage(stage)
            .setAsOfSample(asOf)
            .putAllCounters(counters)
            .build()
            .toByteArray());
  }

  private void send(Topics topic, byte[] value) {
    kafka.send(new ProducerRecord<>(topic.topicName(), session, value));
  }
}
