package io.streamlation.control.captions;

import java.io.IOException;
import java.io.Writer;

/** How cues are written to one type of file: head, cues and tail, each as it comes. */
interface CueFile {
  default void head(Writer out, Exported about) throws IOException {}

  /**
   * Writes one cue.
   *
   * @param number counts the cues of the file from 1
   */
  void cue(Writer out, Cue cue, long number, Exported about) throws IOException;

  default void tail(Writer out) throws IOException {}

  /** Whether a cue that shows nothing has no place in it. */
  default boolean needsText() {
    return true;
  }
}
