package io.streamlation.control.captions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** How cues are written. One value per file type; each writes head, cues and tail. */
enum CueFormat {
  SRT("application/x-subrip") {
    @Override
    void cue(Writer out, Cue cue, long number, JsonMapper json) throws IOException {
      String text = cue.shown().stream().map(CueFormat::harmless).collect(Collectors.joining("\n"));
      out.write(number + "\n" + times(cue, ',') + "\n" + text + "\n\n");
    }
  },

  VTT("text/vtt") {
    @Override
    void head(Writer out, String sessionId, String language, JsonMapper json) throws IOException {
      out.write("WEBVTT\n\n");
    }

    @Override
    void cue(Writer out, Cue cue, long number, JsonMapper json) throws IOException {
      String text = cue.shown().stream().map(CueFormat::escaped).collect(Collectors.joining("\n"));
      out.write(cue.id() + "\n" + times(cue, '.') + "\n" + text + "\n\n");
    }
  },

  JSON("application/json") {
    @Override
    void head(Writer out, String sessionId, String language, JsonMapper json) throws IOException {
      out.write(
          "{\"sessionId\":"
              + json.writeValueAsString(sessionId)
              + ",\"language\":"
              + json.writeValueAsString(language)
              + ",\"cues\":[");
    }

    @Override
    void cue(Writer out, Cue cue, long number, JsonMapper json) throws IOException {
      out.write(number == 1 ? "\n" : ",\n");
      Map<String, Object> fields = new java.util.LinkedHashMap<>();
      fields.put("id", cue.id());
      fields.put("startMs", cue.startMs());
      fields.put("endMs", cue.endMs());
      fields.put("text", cue.text());
      fields.put("lines", cue.lines());
      fields.put("language", cue.language());
      if (!cue.untranslated().isEmpty()) {
        fields.put(
            "untranslated",
            cue.untranslated().replace("REASON_", "").toLowerCase(Locale.ROOT).replace('_', '-'));
      }
      out.write(json.writeValueAsString(fields));
    }

    @Override
    void tail(Writer out) throws IOException {
      out.write("\n]}\n");
    }
  };

  private final String mediaType;

  CueFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }

  String extension() {
    return name().toLowerCase(Locale.ROOT);
  }

  void head(Writer out, String sessionId, String language, JsonMapper json) throws IOException {}

  abstract void cue(Writer out, Cue cue, long number, JsonMapper json) throws IOException;

  void tail(Writer out) throws IOException {}

  /** {@code number} counts from 1. Cues without text are left out where the format needs some. */
  final boolean writeCue(Writer out, Cue cue, long number, JsonMapper json) {
    if (this != JSON && cue.shown().isEmpty()) {
      return false;
    }
    try {
      cue(out, cue, number, json);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String times(Cue cue, char separator) {
    long endMs = Math.max(cue.endMs(), cue.startMs() + 1);
    return time(cue.startMs(), separator) + " --> " + time(endMs, separator);
  }

  /** {@code 01:02:03,456} */
  static String time(long ms, char separator) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d%c%03d",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1_000 % 60,
        separator,
        ms % 1_000);
  }

  /**
   * SubRip knows no escapes: what a player would take for a time line, a tag or a command is
   * written with other signs.
   */
  private static String harmless(String line) {
    return line.replace("-->", "→").replaceAll("<(?=[A-Za-z/!])", "‹").replace("{\\", "{ \\");
  }

  private static String escaped(String line) {
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
