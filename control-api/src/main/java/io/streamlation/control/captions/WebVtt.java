package io.streamlation.control.captions;

import java.io.IOException;
import java.io.Writer;
import java.util.stream.Collectors;

/** W3C WebVTT: what browsers read. */
final class WebVtt implements CueFile {
  static final String MEDIA_TYPE = "text/vtt";

  @Override
  public void head(Writer out, Exported about) throws IOException {
    out.write("WEBVTT\n\n");
  }

  @Override
  public void cue(Writer out, Cue cue, long number, Exported about) throws IOException {
    String text = cue.shown().stream().map(WebVtt::escaped).collect(Collectors.joining("\n"));
    out.write(cue.id() + "\n" + CueTimes.line(cue, '.') + "\n" + text + "\n\n");
  }

  private static String escaped(String line) {
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
