package io.streamlation.control.problem;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;

/** Thrown at the door: the request is refused, with words for whoever sent it. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemType type;
  private final transient List<Complaint> complaints;
  private final transient Map<String, String> headers;

  private Refusal(
      ProblemType type, String detail, List<Complaint> complaints, Map<String, String> headers) {
    super(detail, null, false, false);
    this.type = type;
    this.complaints = List.copyOf(complaints);
    this.headers = Map.copyOf(headers);
  }

  public static Refusal of(ProblemType type, String detail) {
    return new Refusal(type, detail, List.of(), Map.of());
  }

  /** All complaints together; their common type, or "a field has a value that is not allowed". */
  public static Refusal of(List<Complaint> complaints) {
    List<String> types = complaints.stream().map(Complaint::type).distinct().toList();
    ProblemType type =
        types.size() == 1
            ? ProblemType.bySlug(types.get(0).substring("/problems/".length())).orElseThrow()
            : ProblemType.INVALID_FIELD;
    String detail = complaints.stream().map(Complaint::detail).collect(Collectors.joining(" "));
    return new Refusal(type, detail, complaints, Map.of());
  }

  public static Refusal tooMany(String detail, long retryAfterSeconds) {
    return new Refusal(
        ProblemType.TOO_MANY_REQUESTS,
        detail,
        List.of(),
        Map.of(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, retryAfterSeconds))));
  }

  /** It will be there soon. */
  public static Refusal notYet(String detail, long retryAfterSeconds) {
    return new Refusal(
        ProblemType.NOTHING_TO_PLAY_YET,
        detail,
        List.of(),
        Map.of(HttpHeaders.RETRY_AFTER, Long.toString(retryAfterSeconds)));
  }

  public static Refusal databaseAway() {
    return new Refusal(
        ProblemType.UNAVAILABLE,
        "PostgreSQL does not answer; nothing was changed.",
        List.of(),
        Map.of(HttpHeaders.RETRY_AFTER, "2"));
  }

  public static Refusal failed() {
    return of(ProblemType.FAILED, "The control API failed while answering; its log says why.");
  }

  public ProblemType type() {
    return type;
  }

  public Problem problem() {
    return Problem.of(type, getMessage(), complaints);
  }

  public Map<String, String> headers() {
    return headers;
  }
}
