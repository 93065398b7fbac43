package io.streamlation.control.session;

import io.streamlation.control.reconcile.ActualState;
import io.streamlation.control.reconcile.Finding;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A session as the API shows it: the wish, what was observed, and why they differ. */
@Schema(name = "Session")
public record SessionView(
    @Schema(requiredMode = RequiredMode.REQUIRED) UUID id,
    @Schema(requiredMode = RequiredMode.REQUIRED) String name,
    @Schema(requiredMode = RequiredMode.REQUIRED) SourceView source,
    @Schema(requiredMode = RequiredMode.REQUIRED, description = "BCP-47 or \"auto\"")
        String sourceLanguage,
    @Schema(requiredMode = RequiredMode.REQUIRED) List<TargetView> targets,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            description = "null = the default tier",
            types = {"string", "null"})
        @Nullable String tier,
    @Schema(requiredMode = RequiredMode.REQUIRED) PlayoutWishView playout,
    @Schema(requiredMode = RequiredMode.REQUIRED) DesiredView desired,
    @Schema(requiredMode = RequiredMode.REQUIRED) ActualView actual,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            types = {"string", "null"},
            description = "Why the session is not yet as wished; null when it is")
        @Nullable String notYet,
    @Schema(requiredMode = RequiredMode.REQUIRED) HealthView health,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            types = {"integer", "null"},
            description =
                "How long after the sound the newest finals were stored: their median; null while there is none to tell")
        @Nullable Long lagMs,
    @Schema(requiredMode = RequiredMode.REQUIRED) Instant createdAt,
    @Schema(requiredMode = RequiredMode.REQUIRED, description = "When the wish changed last")
        Instant updatedAt) {

  @Schema(name = "Source")
  public record SourceView(
      @Schema(requiredMode = RequiredMode.REQUIRED) Session.Protocol protocol,
      @Schema(requiredMode = RequiredMode.REQUIRED) String url,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"},
              description =
                  "Which of several sounds is heard; null = the one in the language of the speech, else the"
                      + " source's default")
          @Nullable String audioTrack,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description =
                  "The same programme from elsewhere, in the order in which it is tried when what is on air is dead")
          List<String> backupUrls) {}

  @Schema(name = "Target")
  public record TargetView(
      @Schema(requiredMode = RequiredMode.REQUIRED) String language,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "Finals are spoken in it")
          boolean dub,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"},
              description = "null = the first voice of this language in /api/v1/languages")
          @Nullable String voice) {}

  @Schema(name = "PlayoutWish", description = "How viewers get it, as wished")
  public record PlayoutWishView(
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"},
              allowableValues = {"sidecar", "rehost", "none"},
              description = "null = sidecar for hls, rehost for all else")
          Session.@Nullable PlayoutMode mode,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Our playlists are held back by so much")
          long delayMs,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "0 = the platform's default")
          long windowSeconds) {}

  @Schema(name = "Desired")
  public record DesiredView(
      @Schema(requiredMode = RequiredMode.REQUIRED) Session.Desired state,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Grows with every change of the wish")
          long revision) {}

  @Schema(name = "Actual")
  public record ActualView(
      @Schema(requiredMode = RequiredMode.REQUIRED) ActualState.State state,
      @Schema(requiredMode = RequiredMode.REQUIRED) Instant since,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "What was observed, a whole sentence or empty")
          String message,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "What is to be done and by whom, or empty")
          String action,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              allowableValues = {"", "source", "model", "platform"})
          String party,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"integer", "null"},
              description = "Which taking-up of the session; null while nobody has it")
          @Nullable Long epoch,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Newest revision anything was made under")
          long revision) {}

  @Schema(name = "Health")
  public record HealthView(
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              allowableValues = {"ok", "attention", "down"},
              description =
                  "ok: as wished. attention: captions come, but somebody should look. down: they do not come")
          String state,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "One sentence") String message,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "What is the matter, the worst first; empty when all is well")
          List<Finding> findings) {

    static HealthView of(Checkups.Checkup checkup) {
      String state =
          checkup.findings().isEmpty()
              ? "ok"
              : switch (checkup.findings().get(0).severity()) {
                case WARNING -> "attention";
                case CRITICAL -> "down";
              };
      return new HealthView(state, checkup.inAWord(), checkup.findings());
    }
  }

  static SessionView of(Checkups.Checkup checkup) {
    Standings.Standing standing = checkup.standing();
    Session session = standing.session();
    ActualState actual = standing.actual();
    return new SessionView(
        session.id(),
        session.name(),
        new SourceView(
            session.source().protocol(),
            session.source().url(),
            session.source().audioTrack(),
            session.source().backupUrls()),
        session.sourceLanguage(),
        session.targets().stream()
            .map(t -> new TargetView(t.language(), t.dub(), t.voice()))
            .toList(),
        session.tier(),
        new PlayoutWishView(
            session.playout().mode(),
            session.playout().delayMs(),
            session.playout().windowSeconds()),
        new DesiredView(session.desired(), session.revision()),
        new ActualView(
            actual.state(),
            actual.since(),
            actual.message(),
            actual.action(),
            actual.party(),
            actual.epoch().isPresent() ? actual.epoch().getAsLong() : null,
            actual.revision()),
        standing.notYet().map(notYet -> notYet.inWords(standing.asOf())).orElse(null),
        HealthView.of(checkup),
        checkup.lagMs().isPresent() ? checkup.lagMs().getAsLong() : null,
        session.createdAt(),
        session.updatedAt());
  }

  String etag() {
    return "\"" + desired.revision() + "\"";
  }
}
