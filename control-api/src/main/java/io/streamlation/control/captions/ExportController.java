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
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Finals so far as a file; written while they are read. */
@Tag(name = "captions")
@RestController
class ExportController {
  private static final String UNKNOWN_LANGUAGE = "auto";

  private final Cues cues;
  private final Sessions sessions;
  private final OrgScope scope;

  ExportController(Cues cues, Sessions sessions, OrgScope scope) {
    this.cues = cues;
    this.sessions = sessions;
    this.scope = scope;
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

  /** What of the captions is wanted; each may be left out. */
  record Wanted(
      @Parameter(
              description = "language of the captions; left out = as spoken",
              schema = @Schema(type = "string"))
          @Nullable String language,
      @Parameter(
              description =
                  "only captions that begin then or later: milliseconds of the session's time line, or a date-time"
                      + " of the source's clock",
              schema = @Schema(type = "string"),
              example = "90000")
          @Nullable String from,
      @Parameter(
              description = "only captions that begin before: as \"from\"",
              schema = @Schema(type = "string"),
              example = "2026-03-01T20:00:00Z")
          @Nullable String to) {}

  @Operation(operationId = "getCaptionsSrt", summary = "Finals so far as SubRip")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = SubRip.MEDIA_TYPE, schema = @Schema(type = "string")))
  @GetMapping("/api/v1/sessions/{id}/captions.srt")
  void srt(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @ParameterObject Wanted wanted,
      HttpServletResponse response)
      throws IOException {
    write(caller, id, wanted, CueFormat.SRT, response);
  }

  @Operation(operationId = "getCaptionsVtt", summary = "Finals so far as WebVTT")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = WebVtt.MEDIA_TYPE, schema = @Schema(type = "string")))
  @GetMapping("/api/v1/sessions/{id}/captions.vtt")
  void vtt(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @ParameterObject Wanted wanted,
      HttpServletResponse response)
      throws IOException {
    write(caller, id, wanted, CueFormat.VTT, response);
  }

  @Operation(
      operationId = "getCaptionsTtml",
      summary = "Finals so far as TTML (text profile of IMSC 1)")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = Imsc.MEDIA_TYPE, schema = @Schema(type = "string")))
  @GetMapping("/api/v1/sessions/{id}/captions.ttml")
  void ttml(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @ParameterObject Wanted wanted,
      HttpServletResponse response)
      throws IOException {
    write(caller, id, wanted, CueFormat.TTML, response);
  }

  @Operation(operationId = "getCaptionsEbuTtD", summary = "Finals so far as EBU-TT-D")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = EbuTtD.MEDIA_TYPE, schema = @Schema(type = "string")))
  @GetMapping("/api/v1/sessions/{id}/captions.ebuttd.xml")
  void ebuTtD(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @ParameterObject Wanted wanted,
      HttpServletResponse response)
      throws IOException {
    write(caller, id, wanted, CueFormat.EBU_TT_D, response);
  }

  @Operation(
      operationId = "getCaptionsTxt",
      summary = "Finals so far as plain text, a line for each")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = PlainLines.MEDIA_TYPE, schema = @Schema(type = "string")))
  @GetMapping("/api/v1/sessions/{id}/captions.txt")
  void txt(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @ParameterObject Wanted wanted,
      HttpServletResponse response)
      throws IOException {
    write(caller, id, wanted, CueFormat.TXT, response);
  }

  @Operation(operationId = "getCaptionsJson", summary = "Finals so far as JSON")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = JsonCues.MEDIA_TYPE,
              schema = @Schema(implementation = Captions.class)))
  @GetMapping("/api/v1/sessions/{id}/captions.json")
  void json(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @ParameterObject Wanted wanted,
      HttpServletResponse response)
      throws IOException {
    write(caller, id, wanted, CueFormat.JSON, response);
  }

  private void write(
      Caller caller, UUID id, Wanted wanted, CueFormat format, HttpServletResponse response)
      throws IOException {
    Session session = sessions.require(caller, id);
    Optional<String> language = language(caller, session, wanted.language());
    CueRange range = range(caller, id, wanted);
    Exported about =
        new Exported(
            id.toString(),
            language.orElse(""),
            session.sourceLanguage().equals(UNKNOWN_LANGUAGE) ? "" : session.sourceLanguage());
    response.setContentType(format.mediaType());
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        "attachment; filename=\""
            + id
            + language.map(l -> "." + l).orElse("")
            + "."
            + format.extension()
            + "\"");
    Writer out =
        new BufferedWriter(
            new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
    format.head(out, about);
    AtomicLong number = new AtomicLong(1);
    try {
      scope.read(
          caller.orgId(),
          () -> {
            cues.each(
                caller.orgId(),
                id,
                language,
                range,
                cue -> {
                  if (format.writeCue(out, cue, number.get(), about)) {
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

  private CueRange range(Caller caller, UUID id, Wanted wanted) {
    CueRange range = CueRange.parse(wanted.from(), wanted.to());
    if (range.isByDate()
        && !scope.read(caller.orgId(), () -> cues.tellsDates(caller.orgId(), id))) {
      throw Refusal.of(
          List.of(
              Complaint.of(
                  ProblemType.INVALID_FIELD,
                  range.from().date().isPresent() ? "from" : "to",
                  range.from().date().isPresent() ? wanted.from() : wanted.to(),
                  "SOURCE: the source of session "
                      + id
                      + " tells no date-times; ask by milliseconds of the session's time line.",
                  List.of("90000"))));
    }
    return range;
  }

  private Optional<String> language(Caller caller, Session session, @Nullable String asked) {
    if (asked == null || asked.isEmpty()) {
      return Optional.empty();
    }
    Set<String> known =
        new TreeSet<>(
            scope.read(caller.orgId(), () -> cues.languages(caller.orgId(), session.id())));
    session.targets().forEach(target -> known.add(target.language()));
    if (!session.sourceLanguage().equals(UNKNOWN_LANGUAGE)) {
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
