package io.streamlation.control.ledger;

import io.streamlation.control.identity.Caller;
import io.streamlation.control.session.Session;
import io.streamlation.control.session.Sessions;
import io.streamlation.control.session.Standings;
import io.streamlation.control.system.OrgScope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "ledger")
@RestController
class LedgerController {
  private final TallyStore tallies;
  private final Sessions sessions;
  private final Standings standings;
  private final OrgScope scope;

  LedgerController(TallyStore tallies, Sessions sessions, Standings standings, OrgScope scope) {
    this.tallies = tallies;
    this.sessions = sessions;
    this.standings = standings;
    this.scope = scope;
  }

  @Operation(
      operationId = "getLedger",
      summary = "Was every sample heard, every caption stored, every translation given and spoken?")
  @GetMapping("/api/v1/sessions/{id}/ledger")
  LedgerView ledger(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
    Session session = sessions.require(caller, id);
    return scope.read(
        caller.orgId(),
        () ->
            LedgerBalance.of(
                tallies.books(caller.orgId(), id),
                standings.of(session).actual().state().isOver()));
  }
}
