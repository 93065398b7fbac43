package io.streamlation.flink.speak;

import com.google.protobuf.ByteString;

/** What came of one request. */
public sealed interface SynthesisOutcome {

  /**
   * @param pcm s16le, mono; at least one sample
   * @param voice who spoke
   */
  record Spoken(ByteString pcm, int sampleRateHz, String voice) implements SynthesisOutcome {}

  /** There is nothing in the text that could be said. */
  record Nothing() implements SynthesisOutcome {}

  record Failed(Reason reason, String detail) implements SynthesisOutcome {
    public enum Reason {
      NO_VOICE,
      MODEL,
      DEADLINE,
      TOO_LONG
    }
  }
}
