package io.streamlation.control.identity;

import io.streamlation.control.problem.Complaint;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** How a browser gets in: the owner asks for a code, the page exchanges it for a token. */
@Tag(name = "identity")
@RestController
class BrowserController {
  private static final Duration CODE_LIFE = Duration.ofMinutes(10);

  private final OneTimeSecrets<Caller> codes;
  private final BrowserTokens tokens;
  private final AttemptLimit attempts;

  BrowserController(Clock clock, BrowserTokens tokens, AttemptLimit attempts) {
    this.codes = new OneTimeSecrets<>(clock, CODE_LIFE);
    this.tokens = tokens;
    this.attempts = attempts;
  }

  record BrowserCode(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String code,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant expiresAt) {}

  record CodeToExchange(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String code) {}

  record BrowserToken(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String token,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant expiresAt) {}

  @Operation(
      operationId = "createBrowserCode",
      summary = "A one-time code that lets one browser in; needs the owner's token")
  @PostMapping("/api/v1/browser-codes")
  @ResponseStatus(HttpStatus.CREATED)
  BrowserCode code(@AuthenticationPrincipal Caller caller) {
    OneTimeSecrets.Issued issued = codes.issue(caller);
    return new BrowserCode(issued.secret(), issued.expiresAt());
  }

  @Operation(
      operationId = "exchangeBrowserCode",
      summary = "Exchanges a one-time code for a token; needs none")
  @SecurityRequirements
  @ApiResponse(responseCode = "201")
  @PostMapping("/api/v1/browser-tokens")
  @ResponseStatus(HttpStatus.CREATED)
  BrowserToken exchange(@RequestBody CodeToExchange request, HttpServletRequest from) {
    attempts.count(from.getRemoteAddr());
    Caller owner =
        codes
            .redeem(request.code() == null ? "" : request.code())
            .orElseThrow(
                () ->
                    Refusal.of(
                        List.of(
                            Complaint.of(
                                ProblemType.UNAUTHENTICATED,
                                "code",
                                null,
                                "The code is unknown, was used, or is older than 10 minutes;"
                                    + " ask for a new one."))));
    BrowserTokens.Made made = tokens.make(owner.userId(), owner.orgId());
    return new BrowserToken(made.token(), made.expiresAt());
  }

  @Operation(
      operationId = "signOut",
      summary = "Revokes the browser token this call is made with and closes its sockets")
  @DeleteMapping("/api/v1/browser-tokens/current")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void signOut(@AuthenticationPrincipal Caller caller) {
    if (caller.credential().equals(Caller.OWNER_CREDENTIAL)) {
      throw Refusal.of(
          ProblemType.FORBIDDEN,
          "The owner's token is not a browser's: delete its file and restart to replace it.");
    }
    tokens.revoke(UUID.fromString(caller.credential()));
  }
}
