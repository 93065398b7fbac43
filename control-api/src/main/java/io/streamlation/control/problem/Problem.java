package io.streamlation.control.problem;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** RFC 9457. */
@Schema(description = "RFC 9457 problem details")
public record Problem(
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "Stable URI of the kind of problem",
            example = "/problems/unsupported-language")
        String type,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String title,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int status,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "A whole sentence that names what is wrong")
        String detail,
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description = "Every complaint about the request, all at once")
        List<Complaint> errors) {
  public static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(ProblemType type, String detail, List<Complaint> errors) {
    return new Problem(type.uri(), type.title(), type.status().value(), detail, errors);
  }
}
