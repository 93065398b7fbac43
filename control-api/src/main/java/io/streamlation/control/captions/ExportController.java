package io.streamlation.control.captions;

import io.streamlation.control.identity.Caller;
import io.streamlation.control.problem.Complaint;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import io.streamlation.control.session.Session;
import io.streamlation.control.session.Sessions;
import io.streamlation.control.system.OrgScope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Finals so far as a file; written while they are read. */
@Tag(name = "captions")
@RestController
class ExportController {
  private static final String AS_SPOKEN = "language of the captions; left out = as spoken";

  private final Cues cues;
  private final Sessions sessions;
  private final OrgScope scope;
  private final JsonMapper json;

  ExportController(Cues cues, Sessions sessions, OrgScope scope, JsonMapper json) {
    this.cues = cues;
    this.sessions = sessions;
    this.scope = scope;
    this.json = json;
  }

  @Schema(name = "Captions")
  record Captions(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String sessionId,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "As asked for; \"\" = as spoken")
          String language,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<CaptionCue> cues) {}

  @Schema(name = "CaptionCue")
  record CaptionCue(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String id,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "Since the session's time line began")
          long startMs,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) long endMs,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String text,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "The text laid out for the screen")
          List<String> lines,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "What the text is in")
          String language,
      @Schema(description = "Why the text is still in the source's language", example = "no-model")
          String untranslated) {}

  @Operation(operationId = "getCaptionsSrt", summary = "Finals so far as SubRip")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = "application/x-subrip", schema = @Schema(type = "string")))
  @GetMapping("/api/v1/sessions/{id}/captions.srt")
  void srt(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @Parameter(description = AS_SPOKEN) @RequestParam(required = false) @Nullable String language,
      HttpServletResponse response)
      throws IOException {
    write(caller, id, language, CueFormat.SRT, response);
  }

  @Operation(operationId = "getCaptionsVtt", summary = "Finals so far as WebVTT")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = "text/vtt", schema = @Schema(type = "string")))
  @GetMapping("/api/v1/sessions/{id}/captions.vtt")
  void vtt(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @Parameter(description = AS_SPOKEN) @RequestParam(required = false) @Nullable String language,
      HttpServletResponse response)
      throws IOException {
    write(caller, id, language, CueFormat.VTT, response);
  }

  @Operation(operationId = "getCaptionsJson", summary = "Finals so far as JSON")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = Captions.class)))
  @GetMapping("/api/v1/sessions/{id}/captions.json")
  void json(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @Parameter(description = AS_SPOKEN) @RequestParam(required = false) @Nullable String language,
      HttpServletResponse response)
      throws IOException {
    write(caller, id, language, CueFormat.JSON, response);
  }

  private void write(
      Caller caller,
      UUID id,
      @Nullable String asked,
      CueFormat format,
      HttpServletResponse response)
      throws IOException {
    Session session = sessions.require(caller, id);
    Optional<String> language = language(caller, session, asked);
    response.setContentType(format.mediaType());
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        "inline; filename=\""
            + id
            + language.map(l -> "." + l).orElse("")
            + "."
            + format.extension()
            + "\"");
    Writer out =
        new BufferedWriter(
            new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    format.head(out, id.toString(), language.orElse(""), json);
    AtomicLong number = new AtomicLong(1);
    try {
      scope.read(
          caller.orgId(),
          () -> {
            cues.each(
                caller.orgId(),
                id,
                language,
                cue -> {
                  if (format.writeCue(out, cue, number.get(), json)) {
                    number.incrementAndGet();
                  }
                });
            return number.get();
          });
    } catch (UncheckedIOException e) {
      throw e.getCause(); // the reader went away
    }
    format.tail(out);
    out.flush();
  }

  private Optional<String> language(Caller caller, Session session, @Nullable String asked) {
    if (asked == null || asked.isEmpty()) {
      return Optional.empty();
    }
    Set<String> known =
        new TreeSet<>(
            scope.read(caller.orgId(), () -> cues.languages(caller.orgId(), session.id())));
    session.targets().forEach(target -> known.add(target.language()));
    if (!session.sourceLanguage().equals("auto")) {
      known.add(session.sourceLanguage());
    }
    return Optional.of(
        known.stream()
            .filter(language -> language.equalsIgnoreCase(asked))
            .findFirst()
            .orElseThrow(
                () ->
                    Refusal.of(
                        List.of(
                            Complaint.of(
                                ProblemType.UNSUPPORTED_LANGUAGE,
                                "language",
                                asked,
                                "Session "
                                    + session.id()
                                    + " has no captions in \""
                                    + asked
                                    + "\".",
                                List.copyOf(known))))));
  }
}
