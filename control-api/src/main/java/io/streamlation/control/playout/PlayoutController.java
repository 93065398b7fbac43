package io.streamlation.control.playout;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.control.identity.Caller;
import io.streamlation.control.playout.PlayoutStore.Key;
import io.streamlation.control.playout.PlayoutStore.LanguageRow;
import io.streamlation.control.session.Session;
import io.streamlation.control.session.Session.PlayoutMode;
import io.streamlation.control.session.Sessions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** How a session's playout goes, for those who run it. */
@Tag(name = "playout")
@RestController
class PlayoutController {
  private final Sessions sessions;
  private final Playout playout;
  private final Origins origins;

  PlayoutController(Sessions sessions, Playout playout, Origins origins) {
    this.sessions = sessions;
    this.playout = playout;
    this.origins = origins;
  }

  @Schema(name = "Playout")
  record PlayoutView(
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              allowableValues = {"sidecar", "rehost", "none"},
              description = "As wished, or as the source allows")
          String mode,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              allowableValues = {"waiting", "live", "ended", "none"})
          String state,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"integer", "null"},
              description = "What the playlists promise as their longest segment")
          @Nullable Integer targetSeconds,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"integer", "null"},
              description = "How far behind the edge players are")
          @Nullable Long holdBackMs,
      @Schema(requiredMode = RequiredMode.REQUIRED) long delayMs,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"integer", "null"},
              description =
                  "How long captions may take after a segment of that length has arrived, without being late")
          @Nullable Long budgetMs,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "As spoken first")
          List<LanguageView> languages,
      @Schema(requiredMode = RequiredMode.REQUIRED) OriginView origin) {}

  @Schema(name = "PlayoutLanguage")
  record LanguageView(
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "BCP-47; empty = of speech whose language is found out")
          String language,
      @Schema(requiredMode = RequiredMode.REQUIRED) String name,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"integer", "null"},
              description =
                  "How far settled captions are behind the newest segment; null = not known")
          @Nullable Long frontierLagMs,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "Captions listed in time")
          long onTime,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Captions that missed the segment in which they begin")
          long late,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"number", "null"},
              description = "0 to 1; null = none was listed yet")
          @Nullable Double shareOnTime) {}

  @Schema(name = "PlayoutOrigin")
  record OriginView(
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"boolean", "null"},
              description =
                  "Whether pages of other origins may read it; null = not known, or not asked (not a sidecar)")
          @Nullable Boolean browsersCanRead,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"},
              description = "Why not, or why it is not known")
          @Nullable String message,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"},
              description = "What to do about it")
          @Nullable String action) {}

  @Operation(
      operationId = "getPlayout",
      summary = "How a session is played out: mode, languages, captions in time and late")
  @GetMapping("/api/v1/sessions/{id}/playout")
  PlayoutView get(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
    Session session = sessions.require(caller, id);
    Optional<Channel> channel =
        Programme.track(session).flatMap(track -> playout.channel(new Key(id, track)));
    Optional<Shown> shown = channel.flatMap(Channel::shown).filter(Shown::isReady);
    Optional<Budget> budget = shown.map(s -> Playout.budget(session, s.targetSeconds()));
    return new PlayoutView(
        session.playoutMode().word(),
        session.playoutMode() == PlayoutMode.NONE
            ? "none"
            : shown.map(s -> s.ended() ? "ended" : "live").orElse("waiting"),
        shown.map(Shown::targetSeconds).orElse(null),
        budget.map(b -> b.holdBack().toMillis()).orElse(null),
        session.playout().delayMs(),
        shown
            .map(
                s ->
                    Playout.budget(session, s.targetSeconds())
                        .left(Duration.ofSeconds(s.targetSeconds()))
                        .toMillis())
            .orElse(null),
        Language.of(session).stream().map(language -> view(language, channel)).toList(),
        origin(session));
  }

  private static LanguageView view(Language language, Optional<Channel> channel) {
    Optional<LanguageRow> row = channel.map(c -> c.standings().get(language.key()));
    long onTime = row.map(LanguageRow::onTime).orElse(0L);
    long late = row.map(LanguageRow::late).orElse(0L);
    Optional<Long> frontier = channel.map(c -> c.frontiers().get(language.key()));
    Optional<Entry> newest = channel.flatMap(Channel::edge);
    return new LanguageView(
        language.tag(),
        language.name(),
        frontier.isPresent() && newest.isPresent()
            ? AudioFormat.msOfSamples(Math.max(0, newest.get().endSample() - frontier.get()))
            : null,
        onTime,
        late,
        onTime + late == 0 ? null : (double) onTime / (onTime + late));
  }

  private OriginView origin(Session session) {
    if (session.playoutMode() != PlayoutMode.SIDECAR) {
      return new OriginView(null, null, null);
    }
    Optional<OriginLook> look = origins.look(session);
    if (look.isEmpty()) {
      return new OriginView(
          null, origins.complaint(session).orElse("It is being looked at."), null);
    }
    return look.get()
        .unreadable()
        .map(
            why ->
                new OriginView(
                    false,
                    why,
                    "Players outside of browsers play it all the same. For pages, have the origin send"
                        + " Access-Control-Allow-Origin: * with its playlists and segments, or change the session's"
                        + " playout.mode to rehost: then picture and sound come from here."))
        .orElseGet(() -> new OriginView(true, null, null));
  }
}
