package io.streamlation.control.events;

import io.streamlation.control.identity.Caller;
import io.streamlation.control.session.Sessions;
import io.streamlation.control.system.OrgScope;
import io.streamlation.control.system.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "events")
@RestController
class EventController {
  private final EventStore events;
  private final Sessions sessions;
  private final OrgScope scope;

  EventController(EventStore events, Sessions sessions, OrgScope scope) {
    this.events = events;
    this.sessions = sessions;
    this.scope = scope;
  }

  @Schema(name = "EventPage")
  record EventPage(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<EventView> items,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              types = {"string", "null"})
          @Nullable String nextCursor) {}

  @Operation(operationId = "listEvents", summary = "What happened to a session, newest first")
  @GetMapping("/api/v1/sessions/{id}/events")
  EventPage list(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @Parameter(
              schema =
                  @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "50"))
          @RequestParam(required = false)
          @Nullable Integer limit,
      @RequestParam(required = false) @Nullable String cursor) {
    int size = Page.limit(limit);
    sessions.require(caller, id);
    List<EventStore.Stored> found =
        scope.read(
            caller.orgId(),
            () -> events.page(caller.orgId(), id, Page.read(cursor, Long::valueOf), size + 1));
    return new EventPage(
        found.stream().limit(size).map(EventStore.Stored::view).toList(),
        Page.next(found, size, EventStore.Stored::seq));
  }
}
