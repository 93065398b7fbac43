package io.streamlation.control.alarms;

import io.streamlation.control.identity.Caller;
import io.streamlation.control.reconcile.Finding;
import io.streamlation.control.session.Checkups;
import io.streamlation.control.session.SessionRepository;
import io.streamlation.control.session.Standings;
import io.streamlation.control.system.OrgScope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "alarms")
@RestController
class AlarmController {
  /** More channels than this are not looked over at once. */
  private static final int MOST_CHANNELS = 1_000;

  private final PlatformWatch platform;
  private final SessionRepository sessions;
  private final Standings standings;
  private final Checkups checkups;
  private final OrgScope scope;
  private final Clock clock;

  AlarmController(
      PlatformWatch platform,
      SessionRepository sessions,
      Standings standings,
      Checkups checkups,
      OrgScope scope,
      Clock clock) {
    this.platform = platform;
    this.sessions = sessions;
    this.standings = standings;
    this.checkups = checkups;
    this.scope = scope;
    this.clock = clock;
  }

  @Schema(name = "Alarms")
  record Alarms(
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "The worst first")
          List<Alarm> items,
      @Schema(requiredMode = RequiredMode.REQUIRED) Instant asOf) {}

  @Schema(name = "Alarm")
  record Alarm(
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "The same as long as it lasts",
              example = "platform.disk-full")
          String id,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"},
              format = "uuid",
              description = "The channel it is about; null = the platform")
          @Nullable UUID sessionId,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"})
          @Nullable String sessionName,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Stable, for programs",
              example = "disk-full")
          String code,
      @Schema(requiredMode = RequiredMode.REQUIRED) Finding.Severity severity,
      @Schema(requiredMode = RequiredMode.REQUIRED) Instant since,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "A whole sentence")
          String message,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "What to do, and who")
          String action,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Whose it is",
              allowableValues = {"", "source", "model", "platform"})
          String party) {

    static Alarm ofThePlatform(Finding f) {
      return of("platform", null, null, f);
    }

    static Alarm of(String prefix, @Nullable UUID sessionId, @Nullable String name, Finding f) {
      return new Alarm(
          prefix + "." + f.code(),
          sessionId,
          name,
          f.code(),
          f.severity(),
          f.since(),
          f.message(),
          f.action(),
          f.party());
    }
  }

  @Operation(
      operationId = "listAlarms",
      summary = "What somebody should do something about, now; gone when it is over")
  @GetMapping("/api/v1/alarms")
  Alarms list(@AuthenticationPrincipal Caller caller) {
    List<Alarm> alarms = new ArrayList<>();
    platform.findings().stream().map(Alarm::ofThePlatform).forEach(alarms::add);
    if (!platform.databaseIsAway()) {
      scope
          .read(
              caller.orgId(),
              () -> checkups.of(standings.of(sessions.wishedOnAir(caller.orgId(), MOST_CHANNELS))))
          .forEach(
              checkup -> {
                UUID id = checkup.standing().session().id();
                String name = checkup.standing().session().name();
                checkup.findings().forEach(f -> alarms.add(Alarm.of(id.toString(), id, name, f)));
              });
    }
    // The sort is stable: of equal ones the platform's come first, being the cause more often.
    alarms.sort(Comparator.comparing(Alarm::severity).reversed());
    return new Alarms(alarms, clock.instant());
  }
}
