package io.streamlation.control.playout;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.control.captions.Cue;
import io.streamlation.control.captions.TranscriptLog.LogEntry;
import java.util.List;
import java.util.Optional;

/**
 * A final as captions show it.
 *
 * @param place in the transcript log: who has read so far knows it
 * @param target language of the translation; empty = as spoken
 * @param startSample on the session's time line
 * @param cue its text, and what it is in
 */
record Final(long place, String target, long epoch, long startSample, long endSample, Cue cue) {

  /** Nothing for what is spoken by machine or was withdrawn. */
  static Optional<Final> of(LogEntry entry) {
    if (entry.isClip()) {
      return Optional.empty();
    }
    try {
      return entry.isTranslation()
          ? Optional.of(of(entry, Translation.parseFrom(entry.message())))
          : of(entry, Caption.parseFrom(entry.message()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored message cannot be read back", e);
    }
  }

  private static Optional<Final> of(LogEntry entry, Caption caption) {
    if (caption.getState() != Caption.State.STATE_FINAL) {
      return Optional.empty();
    }
    long offset = caption.getEpochOffsetSamples();
    return Optional.of(
        at(
            entry,
            "",
            caption.getEpoch(),
            offset + caption.getMediaStartSample(),
            offset + caption.getMediaEndSample(),
            caption.getLinesList(),
            caption.getText(),
            caption.getLanguage()));
  }

  private static Final of(LogEntry entry, Translation translation) {
    long offset = translation.getEpochOffsetSamples();
    boolean done = translation.hasText();
    return at(
        entry,
        translation.getTargetLanguage(),
        translation.getEpoch(),
        offset + translation.getMediaStartSample(),
        offset + translation.getMediaEndSample(),
        done ? translation.getLinesList() : List.of(),
        done ? translation.getText() : translation.getSourceText(),
        done ? translation.getTargetLanguage() : translation.getSourceLanguage());
  }

  private static Final at(
      LogEntry entry,
      String target,
      long epoch,
      long startSample,
      long endSample,
      List<String> lines,
      String text,
      String language) {
    Cue cue =
        new Cue(
            withoutSession(entry),
            msOf(startSample),
            Math.max(msOf(endSample), msOf(startSample) + 1),
            lines,
            text,
            language,
            "");
    return new Final(entry.position(), target, epoch, startSample, endSample, cue);
  }

  /** Viewers need not know how the session is called. */
  private static String withoutSession(LogEntry entry) {
    String session = entry.sessionId() + ".";
    return entry.captionId().startsWith(session)
        ? entry.captionId().substring(session.length())
        : entry.captionId();
  }

  private static long msOf(long samples) {
    return Math.max(0, AudioFormat.msOfSamples(samples));
  }
}
