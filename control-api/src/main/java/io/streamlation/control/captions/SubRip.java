package io.streamlation.control.captions;

import java.io.IOException;
import java.io.Writer;
import java.util.stream.Collectors;

/** What every player reads. */
final class SubRip implements CueFile {
  static final String MEDIA_TYPE = "application/x-subrip";

  @Override
  public void cue(Writer out, Cue cue, long number, Exported about) throws IOException {
    String text = cue.shown().stream().map(SubRip::harmless).collect(Collectors.joining("\n"));
    out.write(number + "\n" + CueTimes.line(cue, ',') + "\n" + text + "\n\n");
  }

  /**
   * SubRip knows no escapes: what a player would take for a time line, a tag or a command is
   * written with other signs.
   */
  private static String harmless(String line) {
    return line.replace("-->", "→").replaceAll("<(?=[A-Za-z/!])", "‹").replace("{\\", "{ \\");
  }
}
