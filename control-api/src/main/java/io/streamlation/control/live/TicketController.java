package io.streamlation.control.live;

import io.streamlation.control.identity.Caller;
import io.streamlation.control.identity.OneTimeSecrets;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "live")
@RestController
class TicketController {
  private final Tickets tickets;

  TicketController(Tickets tickets) {
    this.tickets = tickets;
  }

  @Schema(name = "WsTicket")
  record WsTicket(
      @Schema(requiredMode = RequiredMode.REQUIRED) String ticket,
      @Schema(requiredMode = RequiredMode.REQUIRED) Instant expiresAt) {}

  @Operation(
      operationId = "createWsTicket",
      summary = "A ticket for the live socket /api/v1/live: single use, 30 s, for the same origin")
  @PostMapping("/api/v1/ws-tickets")
  @ResponseStatus(HttpStatus.CREATED)
  WsTicket ticket(
      @AuthenticationPrincipal Caller caller,
      @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ORIGIN, required = false)
          @Nullable String origin) {
    OneTimeSecrets.Issued issued = tickets.issue(caller, origin);
    return new WsTicket(issued.secret(), issued.expiresAt());
  }
}
