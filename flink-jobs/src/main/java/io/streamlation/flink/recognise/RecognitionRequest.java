package io.streamlation.flink.recognise;

import java.util.Objects;

/**
 * @param pcm 16 kHz mono, the whole utterance so far
 * @param language BCP-47 of the speech, or "auto"
 * @param previousText what was said before (earlier finals), or empty
 * @param seed makes sampling a function of what is heard, not of when
 */
public record RecognitionRequest(
    short[] pcm, String language, String previousText, Purpose purpose, long seed) {

  public RecognitionRequest {
    Objects.requireNonNull(pcm);
    Objects.requireNonNull(language);
    Objects.requireNonNull(previousText);
    Objects.requireNonNull(purpose);
  }

  public enum Purpose {
    /** May be quick and rough: will be asked again with more sound. */
    PARTIAL,
    /** Written once. */
    FINAL
  }
}
