package io.streamlation.control.live;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.control.captions.TranscriptLog.LogEntry;

/** What is stored, as it is sent. */
final class Finals {
  private Finals() {}

  static RecentFinals.Final of(LogEntry entry) {
    return new RecentFinals.Final(
        entry.position(),
        key(entry.captionId(), entry.targetLanguage()),
        entry.language(),
        body(entry));
  }

  /** Names a caption, or its translation into one language. */
  static String key(String captionId, String targetLanguage) {
    return targetLanguage.isEmpty() ? captionId : captionId + "|" + targetLanguage;
  }

  private static String body(LogEntry entry) {
    try {
      return entry.isTranslation()
          ? LiveJson.body(Translation.parseFrom(entry.message()))
          : LiveJson.body(Caption.parseFrom(entry.message()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored message cannot be read back", e);
    }
  }
}
