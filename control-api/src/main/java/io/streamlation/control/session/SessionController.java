package io.streamlation.control.session;

import io.streamlation.control.identity.Caller;
import io.streamlation.control.system.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "sessions")
@RestController
@RequestMapping("/api/v1/sessions")
class SessionController {
  private final Sessions sessions;

  SessionController(Sessions sessions) {
    this.sessions = sessions;
  }

  @Schema(name = "SessionPage")
  record SessionPage(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<SessionView> items,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              types = {"string", "null"},
              description = "Give it as ?cursor= for the next page; null on the last one")
          @Nullable String nextCursor) {}

  @Operation(operationId = "createSession", summary = "Wishes a source to be captioned")
  @ApiResponse(responseCode = "201", description = "Wished; ETag carries the revision")
  @PostMapping
  ResponseEntity<SessionView> create(
      @AuthenticationPrincipal Caller caller,
      @Parameter(description = "The same key with the same body gives the same answer, for a day")
          @RequestHeader(name = Idempotency.HEADER, required = false)
          @Nullable String idempotencyKey,
      @RequestBody SessionRequests.NewSession request) {
    Sessions.Created created = sessions.create(caller, request, idempotencyKey);
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.created(URI.create("/api/v1/sessions/" + created.view().id()))
            .eTag(created.view().etag());
    if (created.replayed()) {
      answer.header("Idempotent-Replayed", "true");
    }
    return answer.body(created.view());
  }

  @Operation(operationId = "listSessions", summary = "All sessions, newest first")
  @GetMapping
  SessionPage list(
      @AuthenticationPrincipal Caller caller,
      @Parameter(
              schema =
                  @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "50"))
          @RequestParam(required = false)
          @Nullable Integer limit,
      @RequestParam(required = false) @Nullable String cursor) {
    int size = Page.limit(limit);
    List<SessionView> found = sessions.page(caller, Page.read(cursor, UUID::fromString), size + 1);
    return new SessionPage(
        found.stream().limit(size).toList(), Page.next(found, size, SessionView::id));
  }

  @Operation(operationId = "getSession", summary = "One session, wished and observed")
  @GetMapping("/{id}")
  ResponseEntity<SessionView> get(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
    return answer(ResponseEntity.ok(), sessions.get(caller, id));
  }

  @Operation(
      operationId = "changeSession",
      summary = "Changes the languages while on air; takes effect with the next utterance")
  @PatchMapping("/{id}")
  ResponseEntity<SessionView> change(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @Parameter(description = "ETag of the session as it was read; 412 if it has changed since")
          @RequestHeader(name = HttpHeaders.IF_MATCH, required = false)
          @Nullable String ifMatch,
      @RequestBody SessionRequests.SessionChange change) {
    return answer(ResponseEntity.ok(), sessions.change(caller, id, change, ifMatch));
  }

  @Operation(
      operationId = "stopSession",
      summary = "Wishes the session to stop; its transcript stays")
  @ApiResponse(responseCode = "202", description = "Wished; the actual state follows")
  @PostMapping("/{id}/stop")
  ResponseEntity<SessionView> stop(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    return answer(ResponseEntity.accepted(), sessions.stop(caller, id, ifMatch));
  }

  @Operation(
      operationId = "restartSession",
      summary =
          "Puts a stopped, ended or failed session on air again; takes a running one up anew."
              + " The transcript goes on")
  @ApiResponse(responseCode = "202", description = "Wished; the actual state follows")
  @PostMapping("/{id}/restart")
  ResponseEntity<SessionView> restart(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    return answer(ResponseEntity.accepted(), sessions.restart(caller, id, ifMatch));
  }

  @Operation(
      operationId = "rotateStreamKey",
      summary =
          "Makes the next stream key of a session that is pushed, and tells it this once; a sender"
              + " with the key before is dropped")
  @PostMapping("/{id}/stream-key")
  ResponseEntity<Pushes.StreamKey> rotateKey(
      @AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(sessions.nextKey(caller, id));
  }

  private static ResponseEntity<SessionView> answer(
      ResponseEntity.BodyBuilder answer, SessionView view) {
    return answer.eTag(view.etag()).body(view);
  }
}
