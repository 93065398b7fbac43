package io.streamlation.ingest.decode;

import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.frame.Stretch;

/** Takes what was decoded, in order; one call at a time. It may block: decoding then waits. */
public interface SoundSink {
  void sound(Stretch stretch) throws InterruptedException;

  /**
   * @param next where the source goes on after the gap
   */
  void gap(long samples, Gap.Reason reason, String detail, SourcePosition next)
      throws InterruptedException;
}
