package io.streamlation.control.playout;

import io.streamlation.control.identity.Caller;
import io.streamlation.control.problem.Complaint;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import io.streamlation.control.session.PlainText;
import io.streamlation.control.session.Sessions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Links for viewers: each opens one channel, for a while. */
@Tag(name = "playout")
@RestController
@RequestMapping("/api/v1/sessions/{id}/shares")
class ShareController {
  private static final long LONGEST_SECONDS = Duration.ofDays(30).toSeconds();
  private static final long USUAL_SECONDS = Duration.ofDays(1).toSeconds();
  private static final int LONGEST_AUDIENCE = 120;

  private final Shares shares;
  private final Sessions sessions;
  private final Clock clock;

  ShareController(Shares shares, Sessions sessions, Clock clock) {
    this.shares = shares;
    this.sessions = sessions;
    this.clock = clock;
  }

  @Schema(name = "NewShare")
  record NewShare(
      @Schema(
              types = {"string", "null"},
              maxLength = LONGEST_AUDIENCE,
              description = "Whom it is for, in your words; absent = viewers",
              example = "press room")
          @Nullable String audience,
      @Schema(
              types = {"integer", "null"},
              minimum = "1",
              maximum = "2592000",
              description = "How long it opens the channel; absent = 86,400, a day")
          @Nullable Long expiresInSeconds) {}

  @Schema(name = "Share")
  record ShareView(
      @Schema(requiredMode = RequiredMode.REQUIRED) UUID id,
      @Schema(requiredMode = RequiredMode.REQUIRED) String audience,
      @Schema(requiredMode = RequiredMode.REQUIRED) Instant createdAt,
      @Schema(requiredMode = RequiredMode.REQUIRED) Instant expiresAt,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"},
              description = "null = it was not revoked")
          @Nullable Instant revokedAt) {
    static ShareView of(Shares.Share share) {
      return new ShareView(
          share.id(),
          share.audience(),
          share.createdAt(),
          share.expiresAt(),
          share.revokedAt().orElse(null));
    }
  }

  @Schema(name = "MadeShare", description = "The only answer that tells the token")
  record MadeShare(
      @Schema(requiredMode = RequiredMode.REQUIRED) ShareView share,
      @Schema(requiredMode = RequiredMode.REQUIRED) String token,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Path of the playlist that any HLS player opens",
              example = "/play/TOKEN/main.m3u8")
          String playlist,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Path of the page with a player",
              example = "/watch/#t=TOKEN")
          String page) {}

  @Schema(name = "Shares")
  record ShareList(@Schema(requiredMode = RequiredMode.REQUIRED) List<ShareView> items) {}

  @Operation(
      operationId = "createShare",
      summary = "Makes a link for viewers, and tells it this once")
  @ApiResponse(responseCode = "201")
  @PostMapping
  ResponseEntity<MadeShare> create(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @RequestBody NewShare request) {
    sessions.require(caller, id);
    List<Complaint> complaints = new ArrayList<>();
    String audience =
        request.audience() == null || request.audience().isBlank()
            ? "viewers"
            : request.audience().strip();
    if (audience.length() > LONGEST_AUDIENCE || PlainText.isNot(audience)) {
      complaints.add(
          Complaint.of(
              ProblemType.INVALID_FIELD,
              "audience",
              null,
              "\"audience\" has at most " + LONGEST_AUDIENCE + " characters that can be shown."));
    }
    long seconds = request.expiresInSeconds() == null ? USUAL_SECONDS : request.expiresInSeconds();
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      complaints.add(
          Complaint.of(
              ProblemType.INVALID_FIELD,
              "expiresInSeconds",
              seconds,
              "\"expiresInSeconds\" is 1 to " + LONGEST_SECONDS + " (30 days)."));
    }
    if (!complaints.isEmpty()) {
      throw Refusal.of(complaints);
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Shares.Made made = shares.make(caller, id, audience, Duration.ofSeconds(seconds), now);
    return ResponseEntity.created(
            URI.create("/api/v1/sessions/" + id + "/shares/" + made.share().id()))
        .cacheControl(CacheControl.noStore())
        .body(
            new MadeShare(
                ShareView.of(made.share()),
                made.token(),
                "/play/" + made.token() + "/main.m3u8",
                "/watch/#t=" + made.token()));
  }

  @Operation(
      operationId = "listShares",
      summary = "Links for viewers, newest first, without tokens")
  @GetMapping
  ShareList list(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
    sessions.require(caller, id);
    return new ShareList(shares.of(caller, id).stream().map(ShareView::of).toList());
  }

  @Operation(
      operationId = "revokeShare",
      summary = "Closes a link: within seconds nobody gets anything by it any more")
  @ApiResponse(responseCode = "204")
  @DeleteMapping("/{shareId}")
  ResponseEntity<Void> revoke(
      @AuthenticationPrincipal Caller caller, @PathVariable UUID id, @PathVariable UUID shareId) {
    sessions.require(caller, id);
    if (!shares.revoke(caller, id, shareId, clock.instant())) {
      throw Refusal.of(ProblemType.NOT_FOUND, "Session " + id + " has no share " + shareId + ".");
    }
    return ResponseEntity.noContent().build();
  }
}
