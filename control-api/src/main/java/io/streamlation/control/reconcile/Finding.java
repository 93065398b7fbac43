package io.streamlation.control.reconcile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.time.Instant;
import java.util.Arrays;

/** One thing that is the matter. */
@Schema(description = "One thing that is the matter: since when, what to do, and whose it is.")
public record Finding(
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            description = "Stable, for programs",
            example = "stall")
        String code,
    @Schema(requiredMode = RequiredMode.REQUIRED) Severity severity,
    @Schema(requiredMode = RequiredMode.REQUIRED) Instant since,
    @Schema(requiredMode = RequiredMode.REQUIRED, description = "A whole sentence") String message,
    @Schema(requiredMode = RequiredMode.REQUIRED, description = "What to do, and who")
        String action,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            description = "Whose it is",
            allowableValues = {"", "source", "model", "platform"})
        String party) {

  /** CRITICAL: captions do not come. WARNING: they come, but somebody should look. */
  public enum Severity {
    WARNING("warning"),
    CRITICAL("critical");

    private final String word;

    Severity(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }

    @JsonCreator
    public static Severity of(String word) {
      return Arrays.stream(values()).filter(s -> s.word.equals(word)).findFirst().orElseThrow();
    }
  }
}
