package io.streamlation.control.live;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Spoken;
import io.streamlation.contracts.v1.SpokenClip;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.control.captions.TranscriptLog.LogEntry;

/** What is stored, as it is sent. */
final class Finals {
  private Finals() {}

  static RecentFinals.Final of(LogEntry entry) {
    return new RecentFinals.Final(
        entry.position(),
        entry.isClip()
            ? clipKey(entry.captionId(), entry.targetLanguage())
            : key(entry.captionId(), entry.targetLanguage()),
        entry.language(),
        body(entry));
  }

  /** Names a caption, or its translation into one language. */
  static String key(String captionId, String targetLanguage) {
    return targetLanguage.isEmpty() ? captionId : captionId + "|" + targetLanguage;
  }

  /** It has no partials, and must not be taken for the end of the translation's. */
  private static String clipKey(String captionId, String targetLanguage) {
    return key(captionId, targetLanguage) + "|clip";
  }

  private static String body(LogEntry entry) {
    try {
      if (entry.isClip()) {
        return LiveJson.body(spoken(SpokenSegment.parseFrom(entry.message())));
      }
      return entry.isTranslation()
          ? LiveJson.body(Translation.parseFrom(entry.message()))
          : LiveJson.body(Caption.parseFrom(entry.message()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored message cannot be read back", e);
    }
  }

  private static Spoken spoken(SpokenSegment segment) {
    Spoken.Builder spoken =
        Spoken.newBuilder()
            .setCaptionId(segment.getCaptionId())
            .setTargetLanguage(segment.getTargetLanguage())
            .setMediaStartSample(segment.getMediaStartSample())
            .setMediaEndSample(segment.getMediaEndSample())
            .setEpochOffsetSamples(segment.getEpochOffsetSamples());
    return segment.hasClip()
        ? spoken
            .setClip(
                SpokenClip.newBuilder()
                    .setDurationMs(segment.getClip().getDurationMs())
                    .setVoice(segment.getVoice()))
            .build()
        : spoken.setSkipped(segment.getSkipped()).build();
  }
}
