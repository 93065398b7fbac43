package io.streamlation.control;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.CaptionIds;
import io.streamlation.contracts.ClipFormat;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Clip;
import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.Skipped;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.contracts.v1.Untranslated;
import java.util.Map;
import java.util.UUID;

/** What the other rooms would say, in words of the tests. Seconds are media time. */
public final class Said {
  public static final long EPOCH = 7;
  public static final long SEGMENT_SAMPLES = 6 * AudioFormat.SAMPLE_RATE_HZ;

  /** Ten seconds before the 33 bits are used up. */
  public static final long FIRST_PTS = (1L << 33) - 10 * 90_000;

  private Said() {}

  public static Caption.Builder caption(UUID session, double atSeconds, String text) {
    long start = Math.round(atSeconds * AudioFormat.SAMPLE_RATE_HZ);
    return Caption.newBuilder()
        .setId(CaptionIds.of(session.toString(), EPOCH, start, 0))
        .setSessionId(session.toString())
        .setEpoch(EPOCH)
        .setUtteranceStartSample(start)
        .setRevision(9)
        .setState(Caption.State.STATE_FINAL)
        .setText(text)
        .addLines(text)
        .setStablePrefixLength(text.length())
        .setLanguage("en")
        .setMediaStartSample(start)
        .setMediaEndSample(start + AudioFormat.SAMPLE_RATE_HZ)
        .setPlanRevision(1)
        .setLag(LagTrace.newBuilder().setCapturedAtMs(System.currentTimeMillis() - 800));
  }

  public static Caption.Builder partial(UUID session, double atSeconds, String text) {
    return caption(session, atSeconds, text)
        .setState(Caption.State.STATE_PARTIAL)
        .setRevision(1)
        .setStablePrefixLength(0);
  }

  public static Translation.Builder translation(Caption caption, String language, String text) {
    return about(caption, language).setText(text).addLines(text);
  }

  public static Translation.Builder untranslated(
      Caption caption, String language, Untranslated.Reason reason) {
    return about(caption, language).setUntranslated(Untranslated.newBuilder().setReason(reason));
  }

  private static Translation.Builder about(Caption caption, String language) {
    return Translation.newBuilder()
        .setCaptionId(caption.getId())
        .setSessionId(caption.getSessionId())
        .setTargetLanguage(language)
        .setCaptionRevision(caption.getRevision())
        .setState(Caption.State.STATE_FINAL)
        .setEpoch(caption.getEpoch())
        .setUtteranceStartSample(caption.getUtteranceStartSample())
        .setSegment(caption.getSegment())
        .setMediaStartSample(caption.getMediaStartSample())
        .setMediaEndSample(caption.getMediaEndSample())
        .setEpochOffsetSamples(caption.getEpochOffsetSamples())
        .setSourceLanguage(caption.getLanguage())
        .setSourceText(caption.getText())
        .setLag(caption.getLag());
  }

  /** Spoken at 22,050 Hz. */
  public static SpokenSegment.Builder clip(
      Caption caption, String language, String text, byte[] pcm) {
    return spoken(caption, language)
        .setText(text)
        .setVoice("espeak-ng")
        .setClip(
            Clip.newBuilder()
                .setCodec(ClipFormat.PCM_S16LE)
                .setSampleRateHz(22_050)
                .setAudio(ByteString.copyFrom(pcm))
                .setTempo(1)
                .setDurationMs(ClipFormat.durationMs(pcm.length, 22_050)));
  }

  public static SpokenSegment.Builder skipped(
      Caption caption, String language, String reason, String detail) {
    return spoken(caption, language)
        .setSkipped(Skipped.newBuilder().setReason(reason).setDetail(detail));
  }

  private static SpokenSegment.Builder spoken(Caption caption, String language) {
    return SpokenSegment.newBuilder()
        .setCaptionId(caption.getId())
        .setSessionId(caption.getSessionId())
        .setTargetLanguage(language)
        .setEpoch(caption.getEpoch())
        .setUtteranceStartSample(caption.getUtteranceStartSample())
        .setSegment(caption.getSegment())
        .setMediaStartSample(caption.getMediaStartSample())
        .setMediaEndSample(caption.getMediaEndSample())
        .setEpochOffsetSamples(caption.getEpochOffsetSamples())
        .setLag(caption.getLag());
  }

  public static SessionEvent.Builder event(UUID session, String id, SessionEvent.Kind kind) {
    return SessionEvent.newBuilder()
        .setId(id)
        .setSessionId(session.toString())
        .setAtMs(System.currentTimeMillis())
        .setEpoch(EPOCH)
        .setKind(kind)
        .setCode("told-by-a-test")
        .setMessage("A test says " + kind + ".")
        .setReporter("test")
        .setPlanRevision(1);
  }

  public static LedgerTally.Builder tally(
      UUID session, String stage, long asOf, boolean closed, Map<String, Long> counters) {
    return LedgerTally.newBuilder()
        .setSessionId(session.toString())
        .setEpoch(EPOCH)
        .setStage(stage)
        .setAsOfSample(asOf)
        .setClosed(closed)
        .putAllCounters(counters);
  }

  public static void say(Caption caption) {
    RealKafka.start().send(Topics.CAPTIONS, caption.getSessionId(), caption.toByteArray());
  }

  public static void say(Translation translation) {
    RealKafka.start()
        .send(Topics.TRANSLATIONS, translation.getSessionId(), translation.toByteArray());
  }

  public static void say(SpokenSegment segment) {
    RealKafka.start().send(Topics.SPEECH, segment.getSessionId(), segment.toByteArray());
  }

  public static void say(SessionEvent event) {
    RealKafka.start().send(Topics.EVENTS, event.getSessionId(), event.toByteArray());
  }

  /** A segment of six seconds, as an origin's encoder counts them. */
  public static SourceSegment.Builder segment(UUID session, long number) {
    long start = number * SEGMENT_SAMPLES;
    return SourceSegment.newBuilder()
        .setSessionId(session.toString())
        .setEpoch(EPOCH)
        .setStartSample(start)
        .setDurationSamples(SEGMENT_SAMPLES)
        .setMediaSequence(100 + number)
        .setDiscontinuitySequence(3)
        .setUri("https://cdn.example/live/" + (100 + number) + ".ts")
        .setPts90Khz((FIRST_PTS + number * 6 * 90_000) % (1L << 33))
        .setProgramDateTimeUs(1_795_000_000_000_000L + number * 6_000_000)
        .setArrivedAtMs(System.currentTimeMillis());
  }

  public static void say(SourceSegment segment) {
    RealKafka.start().send(Topics.SEGMENTS, segment.getSessionId(), segment.toByteArray());
  }

  public static void say(LedgerTally tally) {
    RealKafka.start().send(Topics.LEDGER, tally.getSessionId(), tally.toByteArray());
  }
}
