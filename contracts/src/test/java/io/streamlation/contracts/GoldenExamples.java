package io.streamlation.contracts;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.CaptionLayout;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.Clip;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.Heartbeat;
import io.streamlation.contracts.v1.Identify;
import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.Live;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.LiveRequest;
import io.streamlation.contracts.v1.LogPosition;
import io.streamlation.contracts.v1.Playout;
import io.streamlation.contracts.v1.Refused;
import io.streamlation.contracts.v1.Replay;
import io.streamlation.contracts.v1.Reset;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SessionStatus;
import io.streamlation.contracts.v1.Skipped;
import io.streamlation.contracts.v1.Snapshot;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.contracts.v1.Spoken;
import io.streamlation.contracts.v1.SpokenClip;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.contracts.v1.StageTime;
import io.streamlation.contracts.v1.Target;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.contracts.v1.Untranslated;
import io.streamlation.contracts.v1.Unwatch;
import io.streamlation.contracts.v1.Watch;
import io.streamlation.contracts.v1.Welcome;
import io.streamlation.contracts.v1.Word;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One example of every message that crosses a border, and one more for each other shape it can take
 * ({@code <Message>.<shape>}). All tell of the same half minute of the same channel.
 */
final class GoldenExamples {
  private static final String SESSION = "019abcde-0000-7000-8000-00000000c0de";
  private static final long EPOCH = 41;
  private static final long EPOCH_OFFSET_SAMPLES = 16_000L * 3600; // the channel's second hour
  private static final long ON_AIR_AT_MS = 1_795_000_000_000L;
  private static final long ON_AIR_AT_US = ON_AIR_AT_MS * 1000;
  private static final long UTTERANCE_START = 1_299_200; // sample, 81.2 s into the epoch
  private static final String CAPTION_ID = CaptionIds.of(SESSION, EPOCH, UTTERANCE_START, 0);
  private static final String SAID = "The minister said “we’ll see” 😀 in Málaga.";
  private static final SourcePosition NEXT_POSITION =
      SourcePosition.newBuilder()
          .setMediaSequence(13)
          .setDiscontinuitySequence(1)
          .setSampleInSegment(19_200)
          .setProgramDateTimeUs(ON_AIR_AT_US + 81_200_000)
          .setSegmentUri("http://origin.example/live/13.ts")
          .setInput(1)
          .build();
  private static final Source SOURCE =
      Source.newBuilder()
          .setProtocol(Source.Protocol.PROTOCOL_HLS)
          .setUrl("http://origin.example/live/main.m3u8")
          .setAudioTrack("English")
          .setPush(Source.Push.newBuilder().setKeyNumber(2))
          .addBackupUrls("srt://backup.example:9000?streamid=main")
          .build();
  private static final LogPosition PLACE =
      LogPosition.newBuilder().setLog("019abcde-1111").setPosition(207).build();

  private GoldenExamples() {}

  /** File name without ending → example. */
  static Map<String, Message> all() {
    Map<String, Message> examples = new LinkedHashMap<>();
    examples.put("SessionPlan", plan());
    examples.put("Claim", claim());
    examples.put(
        "AudioFrame",
        frame().setPcm(ByteString.copyFrom(new byte[] {0, 0, 1, 0, -1, -1, -128, 127})).build());
    examples.put("AudioFrame.gap", frame().setGap(gap()).build());
    examples.put("AudioFrame.end", frame().setEnd(end()).build());
    examples.put("Caption", heard());
    examples.put("Caption.partial", partial());
    examples.put("Caption.withdrawn", withdrawn());
    examples.put("Translation", translated());
    examples.put("Translation.untranslated", untranslated());
    examples.put("SpokenSegment", spoken().setClip(clip()).build());
    examples.put("SpokenSegment.skipped", spoken().setVoice("").setSkipped(noVoice()).build());
    examples.put("SessionEvent", event());
    examples.put("LedgerTally", tally());
    examples.put("SourceSegment", segment().build());
    examples.put("SourceSegment.rehosted", segment().setRehosted(rehosted()).build());
    examples.put("DeadLetter", deadLetter());
    examples.put("LiveRequest", LiveRequest.newBuilder().setIdentify(identify()).build());
    examples.put("LiveRequest.watch", LiveRequest.newBuilder().setWatch(watch()).build());
    examples.put(
        "LiveRequest.unwatch",
        LiveRequest.newBuilder().setUnwatch(Unwatch.newBuilder().setSessionId(SESSION)).build());
    examples.put("LiveMessage", live().setAt(PLACE).setCaption(heard()).build());
    examples.put(
        "LiveMessage.translation", live().setAt(PLACE).setTranslation(translated()).build());
    examples.put("LiveMessage.spoken", live().setAt(PLACE).setSpoken(toldOfAClip()).build());
    examples.put("LiveMessage.spoken-skipped", live().setAt(PLACE).setSpoken(toldOfNone()).build());
    examples.put("LiveMessage.status", live().setAt(PLACE).setStatus(status()).build());
    examples.put(
        "LiveMessage.snapshot",
        live().setAt(PLACE).setSnapshot(Snapshot.getDefaultInstance()).build());
    examples.put(
        "LiveMessage.replay", live().setAt(PLACE).setReplay(Replay.getDefaultInstance()).build());
    examples.put(
        "LiveMessage.live", live().setAt(PLACE).setLive(Live.getDefaultInstance()).build());
    examples.put(
        "LiveMessage.reset",
        live()
            .setReset(Reset.newBuilder().setReason("the log 019abcde-0000 is not kept any more"))
            .build());
    examples.put(
        "LiveMessage.welcome",
        LiveMessage.newBuilder().setWelcome(Welcome.newBuilder().setHeartbeatSeconds(15)).build());
    examples.put(
        "LiveMessage.heartbeat",
        LiveMessage.newBuilder()
            .setHeartbeat(Heartbeat.newBuilder().setAtMs(ON_AIR_AT_MS))
            .build());
    examples.put(
        "LiveMessage.refused",
        LiveMessage.newBuilder()
            .setRefused(
                Refused.newBuilder()
                    .setCode("ticket-used")
                    .setMessage("This ticket was used before: ask for a new one."))
            .build());
    return examples;
  }

  private static SessionPlan plan() {
    return SessionPlan.newBuilder()
        .setSessionId(SESSION)
        .setOrgId("house")
        .setRevision(2)
        .setDesired(SessionPlan.Desired.DESIRED_ON_AIR)
        .setSource(SOURCE)
        .setSourceLanguage("en")
        .addTargets(Target.newBuilder().setLanguage("es"))
        .addTargets(
            Target.newBuilder()
                .setLanguage("pt-BR")
                .setVoiceMode(Target.VoiceMode.VOICE_MODE_DUB)
                .setVoice("unit-1"))
        .setTier("tiny")
        .setCaptionLayout(
            CaptionLayout.newBuilder()
                .setMaxCharsPerLine(42)
                .setMaxLines(2)
                .setMinDurationMs(1000)
                .setMaxDurationMs(7000)
                .setMaxCharsPerSecond(17))
        .setRetentionDays(30)
        .setName("Evening news")
        .setPlannedAtMs(ON_AIR_AT_MS)
        .setPlayout(
            Playout.newBuilder()
                .setMode(Playout.Mode.MODE_REHOST)
                .setDelayMs(4_000)
                .setWindowSeconds(7_200))
        .build();
  }

  private static Claim claim() {
    return Claim.newBuilder()
        .setSessionId(SESSION)
        .setBridgeId("ingest-bridge/7f3a")
        .setKind(Claim.Kind.KIND_RELEASED)
        .setPlanRevision(2)
        .setAtMs(ON_AIR_AT_MS + 81_300)
        .setEpoch(EPOCH)
        .setAudioPartition(3)
        .setAudioOffset(99_812)
        .setLastFrameNumber(812)
        .setEndSample(UTTERANCE_START)
        .setEpochOffsetSamples(EPOCH_OFFSET_SAMPLES)
        .setNextPosition(NEXT_POSITION)
        .setEnd(end())
        .putCounters(LedgerCounters.FRAMES_PUBLISHED, 813)
        .putCounters(LedgerCounters.PCM_SAMPLES, UTTERANCE_START)
        .setSource(SOURCE)
        .build();
  }

  private static AudioFrame.Builder frame() {
    return AudioFrame.newBuilder()
        .setSessionId(SESSION)
        .setEpoch(EPOCH)
        .setFrameNumber(812)
        .setStartSample(UTTERANCE_START)
        .setSourcePts90Khz(8_589_934_591L) // the last one before the 33-bit wrap
        .setProgramDateTimeUs(ON_AIR_AT_US + 81_200_000)
        .setCapturedAtMs(ON_AIR_AT_MS + 81_304)
        .setPlanRevision(2)
        .setSourceLanguage("en")
        .setEpochOffsetSamples(EPOCH_OFFSET_SAMPLES)
        .setNextPosition(NEXT_POSITION);
  }

  private static Gap gap() {
    return Gap.newBuilder()
        .setSamples(96_000)
        .setReason(Gap.Reason.REASON_SEGMENT_LOST)
        .setDetail("segment 12 left the origin's window before it was fetched")
        .build();
  }

  private static End end() {
    return End.newBuilder()
        .setReason(End.Reason.REASON_SOURCE_ENDED)
        .setDetail("the playlist carries EXT-X-ENDLIST")
        .build();
  }

  private static Caption.Builder caption() {
    return Caption.newBuilder()
        .setId(CAPTION_ID)
        .setSessionId(SESSION)
        .setEpoch(EPOCH)
        .setUtteranceStartSample(UTTERANCE_START)
        .setLanguage("en")
        .setMediaStartSample(UTTERANCE_START + 1600)
        .setMediaEndSample(UTTERANCE_START + 51_200)
        .setEpochOffsetSamples(EPOCH_OFFSET_SAMPLES)
        .setProgramDateTimeUs(ON_AIR_AT_US + 81_300_000)
        .setPlanRevision(2);
  }

  private static Caption heard() {
    return caption()
        .setRevision(4)
        .setState(Caption.State.STATE_FINAL)
        .setText(SAID)
        .addLines("-\u00A0The minister said “we’ll see”")
        .addLines("😀 in Málaga.")
        .setStablePrefixLength(SAID.length()) // UTF-16 code units: the smile counts two
        .addWords(word("The", UTTERANCE_START + 1600, UTTERANCE_START + 4000, 0.96875f))
        .addWords(word("minister", UTTERANCE_START + 4000, UTTERANCE_START + 12_000, 0.75f))
        .setSpeaker("speaker-2")
        .setSpeakerChanged(true)
        .setDegraded(true)
        .setLag(lag())
        .build();
  }

  private static Caption partial() {
    return caption()
        .setSegment(1)
        .setRevision(2)
        .setState(Caption.State.STATE_PARTIAL)
        .setText("The minister set")
        .addLines("The minister set")
        .setStablePrefixLength(12)
        .setLag(lag())
        .build();
  }

  private static Caption withdrawn() {
    return caption().setSegment(2).setRevision(3).setState(Caption.State.STATE_WITHDRAWN).build();
  }

  private static Word word(String text, long startSample, long endSample, float confidence) {
    return Word.newBuilder()
        .setText(text)
        .setStartSample(startSample)
        .setEndSample(endSample)
        .setConfidence(confidence)
        .build();
  }

  private static LagTrace lag() {
    long captured = ON_AIR_AT_MS + 84_400;
    return LagTrace.newBuilder()
        .setCapturedAtMs(captured)
        .addStages(stage("cut", captured + 5, captured + 505))
        .addStages(stage("recognise", captured + 506, captured + 806))
        .addStages(stage("settle", captured + 807, captured + 808))
        .build();
  }

  private static StageTime stage(String name, long takenUpAtMs, long letGoAtMs) {
    return StageTime.newBuilder()
        .setStage(name)
        .setTakenUpAtMs(takenUpAtMs)
        .setLetGoAtMs(letGoAtMs)
        .build();
  }

  private static Translation.Builder translation() {
    return Translation.newBuilder()
        .setCaptionId(CAPTION_ID)
        .setSessionId(SESSION)
        .setTargetLanguage("es")
        .setCaptionRevision(4)
        .setState(Caption.State.STATE_FINAL)
        .setEpoch(EPOCH)
        .setUtteranceStartSample(UTTERANCE_START)
        .setMediaStartSample(UTTERANCE_START + 1600)
        .setMediaEndSample(UTTERANCE_START + 51_200)
        .setEpochOffsetSamples(EPOCH_OFFSET_SAMPLES)
        .setProgramDateTimeUs(ON_AIR_AT_US + 81_300_000)
        .setSourceLanguage("en")
        .setSourceText(SAID)
        .setLag(lag());
  }

  private static Translation translated() {
    return translation()
        .setText("El ministro dijo «ya veremos» 😀 en Málaga.")
        .addLines("El ministro dijo «ya veremos»")
        .addLines("😀 en Málaga.")
        .build();
  }

  private static Translation untranslated() {
    return translation()
        .setSegment(1)
        .setTargetLanguage("pt-BR")
        .setUntranslated(
            Untranslated.newBuilder()
                .setReason(Untranslated.Reason.REASON_NO_MODEL)
                .setDetail("no installed pack translates en to pt-BR"))
        .build();
  }

  private static SpokenSegment.Builder spoken() {
    return SpokenSegment.newBuilder()
        .setCaptionId(CAPTION_ID)
        .setSessionId(SESSION)
        .setTargetLanguage("es")
        .setEpoch(EPOCH)
        .setMediaStartSample(UTTERANCE_START + 1600)
        .setMediaEndSample(UTTERANCE_START + 51_200)
        .setEpochOffsetSamples(EPOCH_OFFSET_SAMPLES)
        .setUtteranceStartSample(UTTERANCE_START)
        .setText("El ministro dijo «ya veremos» 😀 en Málaga.")
        .setVoice("espeak-ng")
        .setProgramDateTimeUs(ON_AIR_AT_US + 81_300_000)
        .setLag(
            LagTrace.newBuilder()
                .setCapturedAtMs(ON_AIR_AT_MS + 84_500)
                .addStages(
                    StageTime.newBuilder()
                        .setStage("speak")
                        .setTakenUpAtMs(ON_AIR_AT_MS + 85_200)
                        .setLetGoAtMs(ON_AIR_AT_MS + 85_230)));
  }

  private static Skipped noVoice() {
    return Skipped.newBuilder()
        .setReason("no-voice")
        .setDetail("no installed voice speaks es")
        .build();
  }

  private static Spoken toldOfAClip() {
    return told()
        .setClip(SpokenClip.newBuilder().setDurationMs(2_875).setVoice("espeak-ng"))
        .build();
  }

  private static Spoken toldOfNone() {
    return told().setSkipped(noVoice()).build();
  }

  private static Spoken.Builder told() {
    return Spoken.newBuilder()
        .setCaptionId(CAPTION_ID)
        .setTargetLanguage("es")
        .setMediaStartSample(UTTERANCE_START + 1600)
        .setMediaEndSample(UTTERANCE_START + 51_200)
        .setEpochOffsetSamples(EPOCH_OFFSET_SAMPLES);
  }

  private static Clip clip() {
    return Clip.newBuilder()
        .setCodec("pcm_s16le")
        .setSampleRateHz(22_050)
        .setAudio(ByteString.copyFrom(new byte[] {5, 0, -5, -1}))
        .setTempo(1.25f)
        .setDurationMs(2_875)
        .build();
  }

  private static SessionEvent event() {
    return SessionEvent.newBuilder()
        .setId(SESSION + ".41.gap.1299200")
        .setSessionId(SESSION)
        .setAtMs(ON_AIR_AT_MS + 81_310)
        .setEpoch(EPOCH)
        .setKind(SessionEvent.Kind.KIND_GAP)
        .setParty(SessionEvent.Party.PARTY_SOURCE)
        .setCode("hls-segment-lost")
        .setMessage(
            "Segment 12 of session " + SESSION + " left the origin's window: 6.0 s missing.")
        .setAction("The origin's operator: keep at least 6 segments in the playlist.")
        .setReporter("ingest-bridge/7f3a")
        .setMediaSample(UTTERANCE_START)
        .setPlanRevision(2)
        .build();
  }

  private static SourceSegment.Builder segment() {
    return SourceSegment.newBuilder()
        .setSessionId(SESSION)
        .setEpoch(EPOCH)
        .setEpochOffsetSamples(EPOCH_OFFSET_SAMPLES)
        .setStartSample(-4_800)
        .setDurationSamples(96_000)
        .setMediaSequence(13)
        .setDiscontinuitySequence(1)
        .setUri("http://origin.example/live/13.ts")
        .setPts90Khz(8_589_934_000L)
        .setProgramDateTimeUs(ON_AIR_AT_US)
        .setArrivedAtMs(ON_AIR_AT_MS + 6_200)
        .setInput(1);
  }

  private static SourceSegment.Rehosted rehosted() {
    return SourceSegment.Rehosted.newBuilder()
        .setName("seg-00000013.m4s")
        .setInitialisation("init-1.mp4")
        .setSizeBytes(912_345)
        .setCodecs("avc1.64001f,mp4a.40.2")
        .setWidth(1280)
        .setHeight(720)
        .setFramesPerSecondMilli(25_000)
        .build();
  }

  private static LedgerTally tally() {
    return LedgerTally.newBuilder()
        .setSessionId(SESSION)
        .setEpoch(EPOCH)
        .setStage("translate:es")
        .setAsOfSample(UTTERANCE_START + 51_200)
        .setClosed(true)
        .putCounters(LedgerCounters.REQUESTS, 3)
        .putCounters(LedgerCounters.TRANSLATED, 2)
        .putCounters(LedgerCounters.UNTRANSLATED, 1)
        .build();
  }

  private static DeadLetter deadLetter() {
    return DeadLetter.newBuilder()
        .setTopic("audio")
        .setPartition(3)
        .setOffset(99_813)
        .setKey(ByteString.copyFromUtf8(SESSION))
        .setValue(ByteString.copyFrom(new byte[] {(byte) 0xFF, (byte) 0xFF}))
        .setStage("cut")
        .setReason("not an AudioFrame: the input ended in the middle of a field")
        .setAtMs(ON_AIR_AT_MS + 81_400)
        .build();
  }

  private static Identify identify() {
    return Identify.newBuilder().setTicket("q7Zr-ticket").addWatch(watch()).build();
  }

  private static Watch watch() {
    return Watch.newBuilder()
        .setSessionId(SESSION)
        .addLanguages("en")
        .addLanguages("es")
        .setResume(PLACE)
        .build();
  }

  private static LiveMessage.Builder live() {
    return LiveMessage.newBuilder().setSessionId(SESSION);
  }

  private static SessionStatus status() {
    return SessionStatus.newBuilder()
        .setDesired("on-air")
        .setActual("retrying")
        .setSinceMs(ON_AIR_AT_MS + 90_000)
        .setMessage("The origin answered 503 three times; the next try is in 4 s.")
        .setAction("The origin's operator: see why it answers 503.")
        .setParty("source")
        .setDesiredRevision(2)
        .setObservedRevision(2)
        .build();
  }
}
