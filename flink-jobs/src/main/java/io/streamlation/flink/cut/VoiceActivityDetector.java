package io.streamlation.flink.cut;

import io.streamlation.contracts.v1.VoiceActivityState;
import java.io.Serializable;

/** Port: how much like speech is this window? Pure: what it remembers is handed in and out. */
public interface VoiceActivityDetector extends Serializable {
  int windowSamples();

  /**
   * Listens to the next window.
   *
   * @param before as it was given out for the window before; the default instance at the beginning
   * @param window 16 kHz mono, {@link #windowSamples()} long
   * @param number of the window on the session's own time line: whatever is done every so many
   *     windows is done at the same sound in every epoch
   */
  Judgement judge(VoiceActivityState before, short[] window, long number);

  /**
   * What it sounded like.
   *
   * @param speech 0 … 1
   */
  record Judgement(double speech, VoiceActivityState after) {}
}
