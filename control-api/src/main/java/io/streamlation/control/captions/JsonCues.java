package io.streamlation.control.captions;

import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** All that is known of each cue, its text untouched. */
final class JsonCues implements CueFile {
  static final String MEDIA_TYPE = "application/json";

  private static final JsonMapper JSON = JsonMapper.shared();

  @Override
  public void head(Writer out, Exported about) throws IOException {
    out.write(
        "{\"sessionId\":"
            + JSON.writeValueAsString(about.sessionId())
            + ",\"language\":"
            + JSON.writeValueAsString(about.language())
            + ",\"cues\":[");
  }

  @Override
  public void cue(Writer out, Cue cue, long number, Exported about) throws IOException {
    out.write(number == 1 ? "\n" : ",\n");
    Map<String, Object> fields = new LinkedHashMap<>();
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
    out.write(JSON.writeValueAsString(fields));
  }

  @Override
  public void tail(Writer out) throws IOException {
    out.write("\n]}\n");
  }

  @Override
  public boolean needsText() {
    return false;
  }
}
