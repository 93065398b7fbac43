package io.streamlation.control.captions;

import java.io.IOException;
import java.io.Writer;

/** A line for each caption, to be read or searched; no times. */
final class PlainLines implements CueFile {
  static final String MEDIA_TYPE = "text/plain";

  @Override
  public void cue(Writer out, Cue cue, long number, Exported about) throws IOException {
    out.write(String.join(" ", cue.shown()) + "\n");
  }
}
