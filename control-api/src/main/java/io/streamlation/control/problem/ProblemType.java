package io.streamlation.control.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** What can be wrong with a request. The URI of each is stable and answers with its own page. */
public enum ProblemType {
  INVALID_REQUEST(
      HttpStatus.BAD_REQUEST,
      "The request cannot be understood",
      "A header, a parameter or the request's form is not what the API page says. Correct it and ask again."),
  UNREADABLE_JSON(
      HttpStatus.BAD_REQUEST,
      "The body is not the JSON that was expected",
      "The body is not well-formed JSON, has a field this API does not know, or a value of the wrong kind."),
  INVALID_FIELD(
      HttpStatus.UNPROCESSABLE_CONTENT,
      "A field has a value that is not allowed",
      "Each entry of \"errors\" names the field, the value it had, and what is allowed."),
  UNSUPPORTED_SOURCE(
      HttpStatus.UNPROCESSABLE_CONTENT,
      "This source cannot be opened",
      "Sources are http(s) addresses of HLS playlists on public hosts, or files below the bridge's file root. An"
          + " address inside a private network must be admitted by the operator with streamlation.allow-source=host:port,"
          + " here and on the bridge."),
  SOURCE_NOT_THERE(
      HttpStatus.UNPROCESSABLE_CONTENT,
      "This source gives no sound now",
      "SOURCE: a bridge looked and found no sound; \"errors\" says where and why. A source that is not on air yet can be"
          + " accepted all the same: the channel waits for it."),
  BRIDGE_AWAY(
      HttpStatus.SERVICE_UNAVAILABLE,
      "No ingest bridge could look at the source",
      "PLATFORM: only bridges open sources, and none answered. ./streamlation status says whether one runs."),
  UNSUPPORTED_LANGUAGE(
      HttpStatus.UNPROCESSABLE_CONTENT,
      "No installed model pack covers this language",
      "GET /api/v1/languages lists what the installed packs hear and translate."
          + " ./streamlation model ls shows the packs of this machine."),
  UNSUPPORTED_VOICE(
      HttpStatus.UNPROCESSABLE_CONTENT,
      "No installed pack has this voice for this language",
      "GET /api/v1/languages lists the voices of each language. Leave \"voice\" out for the first of them."),
  UNSUPPORTED_TIER(
      HttpStatus.UNPROCESSABLE_CONTENT,
      "No installed model pack offers this tier",
      "Leave \"tier\" out for the default, or choose one that an installed pack names."),
  NOT_FOUND(
      HttpStatus.NOT_FOUND,
      "There is nothing here",
      "The address or the id is unknown, or belongs to another organisation."),
  UNAUTHENTICATED(
      HttpStatus.UNAUTHORIZED,
      "Who is asking?",
      "Send \"Authorization: Bearer <token>\". The owner's token lies in the file that streamlation.owner-token-file"
          + " names; browsers get one of their own for a one-time code."),
  FORBIDDEN(
      HttpStatus.FORBIDDEN,
      "This caller may not do that",
      "The token is good, but not for this. Use the owner's token."),
  TOO_MANY_REQUESTS(
      HttpStatus.TOO_MANY_REQUESTS,
      "Too many attempts",
      "Wait as long as Retry-After says, then try again."),
  STALE_REVISION(
      HttpStatus.PRECONDITION_FAILED,
      "The session has changed since it was read",
      "If-Match names another revision than the current one. Read the session again, then repeat the change."),
  IDEMPOTENCY_KEY_REUSED(
      HttpStatus.UNPROCESSABLE_CONTENT,
      "This Idempotency-Key was used with another body",
      "A key stands for one request. Use a new key for a new request."),
  SESSION_OVER(
      HttpStatus.CONFLICT,
      "The session is over",
      "A stopped, ended or failed session is not changed. POST …/restart puts it on air again; then change it."),
  NOTHING_TO_PLAY_YET(
      HttpStatus.SERVICE_UNAVAILABLE,
      "There is nothing to play yet",
      "The channel has begun, or is about to: its first segments are awaited. Ask again in a few seconds."),
  BODY_TOO_LARGE(
      HttpStatus.CONTENT_TOO_LARGE,
      "The body is too large",
      "streamlation.max-body-bytes says how much is read."),
  METHOD_NOT_ALLOWED(
      HttpStatus.METHOD_NOT_ALLOWED,
      "This address does not answer to that method",
      "The Allow header lists the methods that do."),
  NOT_ACCEPTABLE(
      HttpStatus.NOT_ACCEPTABLE,
      "This address has no such form",
      "The Accept header excludes what this address gives."),
  UNSUPPORTED_MEDIA_TYPE(
      HttpStatus.UNSUPPORTED_MEDIA_TYPE,
      "The body must be JSON",
      "Send Content-Type: application/json."),
  UNAVAILABLE(
      HttpStatus.SERVICE_UNAVAILABLE,
      "The database cannot be reached",
      "PLATFORM: PostgreSQL does not answer. The operator sees why in /actuator/health; repeat the request later."),
  FAILED(
      HttpStatus.INTERNAL_SERVER_ERROR,
      "The control API failed",
      "PLATFORM: this is a fault of ours. The log holds the cause under the time of the request.");

  private final HttpStatus status;
  private final String title;
  private final String whatToDo;

  ProblemType(HttpStatus status, String title, String whatToDo) {
    this.status = status;
    this.title = title;
    this.whatToDo = whatToDo;
  }

  public HttpStatus status() {
    return status;
  }

  public String title() {
    return title;
  }

  public String whatToDo() {
    return whatToDo;
  }

  /** {@code unsupported-language} */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code /problems/unsupported-language} */
  public String uri() {
    return "/problems/" + slug();
  }

  public static Optional<ProblemType> bySlug(String slug) {
    return Arrays.stream(values()).filter(t -> t.slug().equals(slug)).findFirst();
  }

  /** The general type of a status that a framework chose. */
  static ProblemType ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 413 -> BODY_TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 429 -> TOO_MANY_REQUESTS;
      case 503 -> UNAVAILABLE;
      default -> status >= 500 ? FAILED : INVALID_REQUEST;
    };
  }
}
