package io.streamlation.control.problem;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that is wrong: where, what it was, what would have been right. */
@Schema(description = "One thing that is wrong: where, what it was, what would have been right.")
public record Complaint(
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "URI of the kind of problem",
            example = "/problems/unsupported-language")
        String type,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "Path of the field in the body, or the header's name")
        String field,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "The value as it came",
            types = {"string", "null"})
        @Nullable String value,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "A whole sentence")
        String detail,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "What would be accepted, where that can be listed")
        List<String> allowed) {
  private static final int VALUE_SHOWN = 200;

  public static Complaint of(
      ProblemType type, String field, @Nullable Object value, String detail, List<String> allowed) {
    return new Complaint(type.uri(), field, shown(value), detail, List.copyOf(allowed));
  }

  public static Complaint of(
      ProblemType type, String field, @Nullable Object value, String detail) {
    return of(type, field, value, detail, List.of());
  }

  /** The same complaint about another field. */
  public Complaint at(String other) {
    String said = detail.replace("\"" + field + "\"", "\"" + other + "\"");
    return new Complaint(type, other, value, said, allowed);
  }

  /** Control characters made visible, long values cut: what was sent comes back, harmless. */
  private static @Nullable String shown(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    String text = value.toString();
    String cut = text.length() > VALUE_SHOWN ? text.substring(0, VALUE_SHOWN) + "…" : text;
    return cut.replaceAll("[\\p{Cntrl}]", "\uFFFD");
  }
}
