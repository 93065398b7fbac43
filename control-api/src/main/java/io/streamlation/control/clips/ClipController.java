package io.streamlation.control.clips;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.identity.Caller;
import io.streamlation.control.problem.Complaint;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import io.streamlation.control.session.Sessions;
import io.streamlation.control.system.OrgScope;
import io.streamlation.control.system.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "clips")
@RestController
class ClipController {
  /** Whoever passes the file on must be able to say that no human spoke it. */
  static final String MACHINE_GENERATED = "Streamlation-Machine-Generated";

  private static final String WAV = "audio/wav";

  private final ClipStore clips;
  private final Sessions sessions;
  private final OrgScope scope;
  private final ControlSettings settings;

  ClipController(ClipStore clips, Sessions sessions, OrgScope scope, ControlSettings settings) {
    this.clips = clips;
    this.sessions = sessions;
    this.scope = scope;
    this.settings = settings;
  }

  @Schema(name = "ClipPage")
  record ClipPage(
      @Schema(requiredMode = RequiredMode.REQUIRED) List<ClipView> items,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"integer", "null"},
              description = "Give it as ?after= for the next page; null where there is none yet")
          @Nullable Long nextAfter) {}

  @Schema(name = "Clip", description = "A final that was spoken by machine, or why it was not")
  record ClipView(
      @Schema(requiredMode = RequiredMode.REQUIRED) String captionId,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "BCP-47") String language,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Where its caption begins, since the session's time line began")
          long startMs,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "Where its caption ends")
          long endMs,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"integer", "null"},
              description = "How long the clip is; null where there is none")
          @Nullable Integer durationMs,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"},
              description = "Who speaks; null where nobody does")
          @Nullable String voice,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "What is said") String text,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"},
              description =
                  "Why it was not spoken: untranslated, empty, no-voice, model-failed, deadline, overload, too-long;"
                      + " more may come. Null where it was.",
              example = "no-voice")
          @Nullable String skippedReason,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"},
              description = "The same as a sentence for people")
          @Nullable String skippedDetail,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"},
              description =
                  "Path of the WAV file; null where there is none, or not any more. Ask with the token.")
          @Nullable String audio,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Its place in the session's log, as the live socket says it")
          long position) {}

  @Operation(
      operationId = "listClips",
      summary = "Machine speech so far, in the order in which it was stored")
  @GetMapping("/api/v1/sessions/{id}/clips")
  ClipPage list(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @Parameter(description = "BCP-47; left out = all") @RequestParam(required = false)
          @Nullable String language,
      @Parameter(description = "Position of the last clip one has; left out = from the beginning")
          @RequestParam(required = false)
          @Nullable Long after,
      @Parameter(
              schema =
                  @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "50"))
          @RequestParam(required = false)
          @Nullable Integer limit) {
    int size = Page.limit(limit);
    if (after != null && after < 0) {
      throw Refusal.of(
          List.of(
              Complaint.of(
                  ProblemType.INVALID_REQUEST,
                  "after",
                  after,
                  "\"after\" is a position, 0 or more.")));
    }
    sessions.require(caller, id);
    Optional<String> wanted = Optional.ofNullable(language).filter(l -> !l.isEmpty());
    List<ClipStore.Stored> found =
        scope.read(
            caller.orgId(),
            () -> clips.after(caller.orgId(), id, wanted, after == null ? 0 : after, size + 1));
    return new ClipPage(
        found.stream().limit(size).map(ClipController::view).toList(),
        found.size() > size ? found.get(size - 1).position() : null);
  }

  private static ClipView view(ClipStore.Stored stored) {
    SpokenSegment segment = stored.segment();
    return new ClipView(
        segment.getCaptionId(),
        segment.getTargetLanguage(),
        AudioFormat.msOfSamples(segment.getEpochOffsetSamples() + segment.getMediaStartSample()),
        AudioFormat.msOfSamples(segment.getEpochOffsetSamples() + segment.getMediaEndSample()),
        segment.hasClip() ? segment.getClip().getDurationMs() : null,
        segment.hasClip() ? segment.getVoice() : null,
        segment.getText(),
        segment.hasSkipped() ? segment.getSkipped().getReason() : null,
        segment.hasSkipped() ? segment.getSkipped().getDetail() : null,
        stored.hasAudio()
            ? "/api/v1/sessions/%s/clips/%s/%s"
                .formatted(
                    segment.getSessionId(), segment.getCaptionId(), segment.getTargetLanguage())
            : null,
        stored.position());
  }

  @Operation(
      operationId = "getClip",
      summary =
          "One clip as a WAV file; it never changes, and says of itself that a machine speaks")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = WAV, schema = @Schema(type = "string", format = "binary")),
      headers =
          @Header(
              name = MACHINE_GENERATED,
              description = "speech; voice=…",
              schema = @Schema(type = "string")))
  @GetMapping(path = "/api/v1/sessions/{id}/clips/{captionId}/{language}")
  ResponseEntity<Resource> wav(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @PathVariable String captionId,
      @PathVariable String language) {
    sessions.require(caller, id);
    ClipStore.Heard clip =
        scope
            .read(caller.orgId(), () -> clips.find(caller.orgId(), id, captionId, language))
            .orElseThrow(
                () ->
                    notFound(
                        "Caption \"%s\" has no clip in \"%s\": it is not known, not yet spoken, or was not to be."
                            .formatted(captionId, language)));
    SpokenSegment segment = clip.segment();
    if (segment.hasSkipped()) {
      throw notFound(
          "Caption %s was not spoken in %s (%s): %s"
              .formatted(
                  captionId,
                  segment.getTargetLanguage(),
                  segment.getSkipped().getReason(),
                  segment.getSkipped().getDetail()));
    }
    if (clip.audio() == null || clip.digest() == null) {
      throw notFound(
          "The sound of caption %s in %s is older than %s and was deleted."
              .formatted(captionId, segment.getTargetLanguage(), settings.clips().keptFor()));
    }
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(WAV))
        .eTag("\"" + HexFormat.of().formatHex(clip.digest()) + "\"")
        .cacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable())
        .header(MACHINE_GENERATED, "speech; voice=\"" + segment.getVoice() + "\"")
        .body(
            new ByteArrayResource(
                WavFile.of(
                    clip.audio(),
                    segment.getClip().getSampleRateHz(),
                    "Machine-generated speech, voice " + segment.getVoice())));
  }

  private static Refusal notFound(String why) {
    return Refusal.of(ProblemType.NOT_FOUND, why);
  }
}
