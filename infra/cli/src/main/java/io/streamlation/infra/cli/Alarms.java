package io.streamlation.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** An alarm in a line of the terminal. */
final class Alarms {
  private Alarms() {}

  static String line(JsonNode alarm) {
    String name = alarm.path("sessionName").isTextual() ? alarm.path("sessionName").asText() : "";
    String party = alarm.path("party").asText("");
    String action = alarm.path("action").asText("");
    return alarm.path("severity").asText().toUpperCase(Locale.ROOT)
        + (name.isEmpty() ? "" : " " + name)
        + ": "
        + alarm.path("message").asText()
        + (party.isEmpty() ? "" : " [" + party + "]")
        + (action.isEmpty() ? "" : " To do: " + action)
        + " (since "
        + alarm.path("since").asText()
        + ")";
  }
}
