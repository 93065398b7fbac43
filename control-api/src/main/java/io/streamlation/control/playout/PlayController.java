package io.streamlation.control.playout;

import io.streamlation.control.ControlSettings;
import io.streamlation.control.playout.PlayoutStore.Key;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import io.streamlation.control.session.Session;
import io.streamlation.control.session.Session.PlayoutMode;
import io.streamlation.control.session.SessionRepository;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * What players fetch. The token in the path opens one channel and is in no log. Playlists and
 * captions come out of memory; nothing here asks the database for each viewer.
 */
@Tag(name = "play")
@SecurityRequirements
@RestController
@RequestMapping("/play/{token}")
class PlayController {
  static final String PLAYLIST = "application/vnd.apple.mpegurl";
  private static final String VTT = "text/vtt;charset=utf-8";
  private static final Duration FOR_EVER = Duration.ofDays(365);
  private static final Duration PLAYLIST_LIVES = Duration.ofSeconds(1);
  private static final Duration ENDED_LIVES = Duration.ofMinutes(1);

  /**
   * Captions come when they are settled or due, not by the clock, and hls.js takes an answer that
   * has not begun after ten seconds for an error: before that it gets what there is, and asks
   * again.
   */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(9);

  /** Whoever asks for an entry further ahead is answered with what there is. */
  private static final long MOST_AHEAD = 2;

  private static final Pattern NUMBER = Pattern.compile("\\d{1,17}");
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "m4s",
          "video/iso.segment",
          "mp4",
          "video/mp4",
          "m4v",
          "video/mp4",
          "m4a",
          "audio/mp4",
          "ts",
          "video/mp2t",
          "aac",
          "audio/aac");

  private final Shares shares;
  private final SessionRepository sessions;
  private final Playout playout;
  private final Programme programme;
  private final Origins origins;
  private final Waiting waiting;
  private final Optional<Path> rehosted;
  private final Clock clock;
  private final Map<UUID, Remembered> remembered = new ConcurrentHashMap<>();

  private record Remembered(Session session, Instant until) {}

  PlayController(
      Shares shares,
      SessionRepository sessions,
      Playout playout,
      Programme programme,
      Origins origins,
      Waiting waiting,
      ControlSettings settings,
      Clock clock) {
    this.shares = shares;
    this.sessions = sessions;
    this.playout = playout;
    this.programme = programme;
    this.origins = origins;
    this.waiting = waiting;
    this.clock = clock;
    String folder = settings.playout().rehostFolder();
    this.rehosted =
        folder.isBlank() ? Optional.empty() : Optional.of(Path.of(folder).toAbsolutePath());
  }

  // ---- what the page of a player needs to know -------------------------------------------------

  @Schema(name = "PlayInfo", description = "What the page of a player shows beside the picture")
  record PlayInfo(
      @Schema(requiredMode = RequiredMode.REQUIRED) String name,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              allowableValues = {"waiting", "live", "ended", "none"},
              description =
                  "waiting: nothing to play yet, ask again. none: this channel is not played out")
          String state,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              allowableValues = {"sidecar", "rehost", "none"})
          String mode,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "Relative to this answer")
          String playlist,
      @Schema(requiredMode = RequiredMode.REQUIRED) List<PlayLanguage> languages,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"integer", "null"},
              description = "How far behind the edge a player should stay; null = not known yet")
          @Nullable Long holdBackMs,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "So much playlists are held back besides")
          long delayMs,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"string", "null"},
              description =
                  "Why pages cannot play it, though other players may; null = they can, or it is not known")
          @Nullable String unreadable,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "When this link closes")
          Instant expiresAt) {}

  @Schema(name = "PlayLanguage")
  record PlayLanguage(
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "BCP-47; empty = of speech whose language is found out")
          String language,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "As the playlist calls it, in its own language")
          String name,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              allowableValues = {"ltr", "rtl"})
          String direction,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "Not translated") boolean spoken,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Its media playlist, relative to this answer")
          String playlist) {
    static PlayLanguage of(Language language) {
      return new PlayLanguage(
          language.tag(),
          language.name(),
          language.isRightToLeft() ? "rtl" : "ltr",
          language.isSpoken(),
          "captions/" + language.key() + "/index.m3u8");
    }
  }

  @Operation(operationId = "getPlayInfo", summary = "What the page of a player needs to know")
  @GetMapping("/info")
  ResponseEntity<PlayInfo> info(@PathVariable String token) {
    Shares.Share share = open(token);
    Session session = session(share);
    Optional<Shown> shown = channel(session).flatMap(Channel::shown);
    boolean ready = shown.filter(Shown::isReady).isPresent();
    String state =
        session.playoutMode() == PlayoutMode.NONE
            ? "none"
            : !ready ? "waiting" : shown.get().ended() ? "ended" : "live";
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(PLAYLIST_LIVES))
        .body(
            new PlayInfo(
                session.name(),
                state,
                session.playoutMode().word(),
                "main.m3u8",
                Language.of(session).stream().map(PlayLanguage::of).toList(),
                shown
                    .map(s -> Playout.budget(session, s.targetSeconds()).holdBack().toMillis())
                    .orElse(null),
                session.playout().delayMs(),
                session.playoutMode() == PlayoutMode.SIDECAR
                    ? origins.look(session).flatMap(OriginLook::unreadable).orElse(null)
                    : null,
                share.expiresAt()));
  }

  // ---- playlists -------------------------------------------------------------------------------

  @Operation(operationId = "getMainPlaylist", summary = "What any HLS player opens")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = PLAYLIST, schema = @Schema(type = "string")))
  @GetMapping("/main.m3u8")
  ResponseEntity<byte[]> main(@PathVariable String token, @RequestHeader HttpHeaders headers) {
    Session session = session(open(token));
    Channel channel = playing(session);
    Shown shown = ready(channel);
    return text(programme.playlist(session, channel, shown), PLAYLIST, lives(shown), headers);
  }

  @Operation(operationId = "getCaptionsPlaylist", summary = "Captions of one language")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = PLAYLIST, schema = @Schema(type = "string")))
  @GetMapping("/captions/{language}/index.m3u8")
  DeferredResult<ResponseEntity<byte[]>> captions(
      @PathVariable String token,
      @PathVariable String language,
      @RequestParam(name = "_HLS_msn", required = false) @Nullable String number,
      @RequestHeader HttpHeaders headers) {
    return listed(
        playing(session(open(token))),
        shown -> shown.captionsPlaylist(language),
        shown -> shown.captions().getOrDefault(language, List.of()),
        "captions in \"" + shortened(language) + "\"",
        number,
        headers);
  }

  @Operation(operationId = "getMediaPlaylist", summary = "Re-hosted picture and sound")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = PLAYLIST, schema = @Schema(type = "string")))
  @GetMapping("/media/index.m3u8")
  DeferredResult<ResponseEntity<byte[]>> media(
      @PathVariable String token,
      @RequestParam(name = "_HLS_msn", required = false) @Nullable String number,
      @RequestHeader HttpHeaders headers) {
    return listed(
        playing(session(open(token))),
        Shown::mediaPlaylist,
        Shown::media,
        "re-hosted segments",
        number,
        headers);
  }

  private DeferredResult<ResponseEntity<byte[]>> listed(
      Channel channel,
      Function<Shown, Optional<Rendered>> playlist,
      Function<Shown, List<Entry>> entries,
      String what,
      @Nullable String number,
      HttpHeaders headers) {
    Shown now = ready(channel);
    long awaited = number == null ? -1 : awaited(number, entries.apply(now));
    DeferredResult<ResponseEntity<byte[]>> result = new DeferredResult<>(LONGEST_WAIT.toMillis());
    Waiting.Look look =
        () -> {
          Shown shown = channel.shown().orElse(now);
          List<Entry> listed = entries.apply(shown);
          boolean there =
              shown.ended()
                  || (!listed.isEmpty() && listed.get(listed.size() - 1).number() >= awaited);
          return there && answer(result, shown, playlist, what, headers);
        };
    if (look.isDone()) {
      return result;
    }
    result.onCompletion(() -> waiting.end(channel.key(), look));
    result.onTimeout(() -> answer(result, channel.shown().orElse(now), playlist, what, headers));
    if (!waiting.begin(channel.key(), look)) {
      answer(result, now, playlist, what, headers);
    }
    return result;
  }

  private boolean answer(
      DeferredResult<ResponseEntity<byte[]>> result,
      Shown shown,
      Function<Shown, Optional<Rendered>> playlist,
      String what,
      HttpHeaders headers) {
    Optional<Rendered> text = playlist.apply(shown);
    return text.isPresent()
        ? result.setResult(text(text.get(), PLAYLIST, lives(shown), headers))
        : result.setErrorResult(
            Refusal.of(ProblemType.NOT_FOUND, "This channel has no " + what + "."));
  }

  /** -1 = nothing is waited for. */
  private static long awaited(String number, List<Entry> listed) {
    if (!NUMBER.matcher(number).matches()) {
      throw Refusal.of(
          ProblemType.INVALID_REQUEST, "\"_HLS_msn\" is the number of an entry, 0 or more.");
    }
    long asked = Long.parseLong(number);
    long last = listed.isEmpty() ? -1 : listed.get(listed.size() - 1).number();
    if (last >= 0 && asked > last + MOST_AHEAD) {
      throw Refusal.of(
          ProblemType.INVALID_REQUEST,
          "Entry "
              + asked
              + " is too far ahead of "
              + last
              + ", the newest (RFC 8216bis 6.2.5.2).");
    }
    return asked;
  }

  @Operation(
      operationId = "getHeldBackPlaylist",
      summary = "The origin's own playlist without its newest segments, where a delay is wished")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = PLAYLIST, schema = @Schema(type = "string")))
  @GetMapping("/origin/{index}.m3u8")
  ResponseEntity<byte[]> origin(
      @PathVariable String token, @PathVariable String index, @RequestHeader HttpHeaders headers) {
    Session session = session(open(token));
    if (session.playoutMode() != PlayoutMode.SIDECAR
        || session.playout().delayMs() == 0
        || !index.matches("\\d{1,4}")) {
      throw nothing("no origin's playlist " + shortened(index));
    }
    OriginLook look = origins.fresh(session).orElseThrow(() -> awaitedOrigin(session));
    List<String> addresses = programme.mirrored(look);
    int wanted = Integer.parseInt(index);
    if (wanted >= addresses.size()) {
      throw nothing("no origin's playlist " + index);
    }
    OriginLook media =
        origins.media(addresses.get(wanted)).orElseThrow(() -> awaitedOrigin(session));
    return text(
        new Rendered(
            HeldBack.of(
                media.text(),
                URI.create(media.from()),
                Duration.ofMillis(session.playout().delayMs()))),
        PLAYLIST,
        PLAYLIST_LIVES,
        headers);
  }

  private Refusal awaitedOrigin(Session session) {
    return Refusal.notYet(
        "The origin's own playlist could not be fetched: "
            + origins.complaint(session).orElse("it is awaited."),
        2);
  }

  // ---- segments --------------------------------------------------------------------------------

  @Operation(operationId = "getCaptionsSegment", summary = "Captions beside one segment")
  @ApiResponse(
      responseCode = "200",
      content = @Content(mediaType = "text/vtt", schema = @Schema(type = "string")))
  @GetMapping("/captions/{language}/{number}.vtt")
  ResponseEntity<byte[]> segment(
      @PathVariable String token,
      @PathVariable String language,
      @PathVariable String number,
      @RequestHeader HttpHeaders headers) {
    Channel channel = playing(session(open(token)));
    Optional<Rendered> text =
        NUMBER.matcher(number).matches()
            ? channel.text(language, Long.parseLong(number))
            : Optional.empty();
    return text(
        text.orElseThrow(
            () ->
                nothing(
                    "no captions "
                        + shortened(number)
                        + " in \""
                        + shortened(language)
                        + "\": they are not listed yet, or not kept any more")),
        VTT,
        FOR_EVER,
        headers);
  }

  @Operation(
      operationId = "getMediaSegment",
      summary = "A re-hosted segment, or its initialisation")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(mediaType = "video/mp4", schema = @Schema(type = "string", format = "binary")))
  @GetMapping("/media/{name}")
  ResponseEntity<Resource> copy(@PathVariable String token, @PathVariable String name) {
    Session session = session(open(token));
    Shown shown = ready(playing(session));
    boolean known =
        shown.media().stream()
            .flatMap(entry -> entry.media().stream())
            .anyMatch(media -> media.name().equals(name) || media.initialisation().equals(name));
    Optional<Path> file =
        rehosted
            .filter(folder -> known)
            .map(folder -> folder.resolve(session.id().toString()).resolve(name))
            .filter(Files::isRegularFile);
    String type =
        MEDIA_TYPES.getOrDefault(
            name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT),
            MediaType.APPLICATION_OCTET_STREAM_VALUE);
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType(type))
        .cacheControl(CacheControl.maxAge(FOR_EVER).cachePublic().immutable())
        .eTag("\"" + name + "\"")
        .header(HttpHeaders.ACCEPT_RANGES, "bytes")
        .body(
            new FileSystemResource(
                file.orElseThrow(
                    () -> nothing("no segment \"" + shortened(name) + "\", or not any more"))));
  }

  // ---- which channel ---------------------------------------------------------------------------

  private Shares.Share open(String token) {
    return shares
        .open(token)
        .orElseThrow(
            () ->
                Refusal.of(
                    ProblemType.NOT_FOUND,
                    "This link opens nothing: it is not known, has expired, or was revoked. Ask whoever"
                        + " gave it to you for another."));
  }

  /** As it was a moment ago: viewers are many. */
  private Session session(Shares.Share share) {
    Instant now = clock.instant();
    Remembered known = remembered.get(share.sessionId());
    if (known != null && now.isBefore(known.until())) {
      return known.session();
    }
    Session session =
        sessions
            .find(share.orgId(), share.sessionId())
            .orElseThrow(() -> nothing("no channel any more"));
    remembered.values().removeIf(one -> !now.isBefore(one.until()));
    remembered.put(session.id(), new Remembered(session, now.plusSeconds(1)));
    return session;
  }

  private Optional<Channel> channel(Session session) {
    return Programme.track(session).flatMap(track -> playout.channel(new Key(session.id(), track)));
  }

  private Channel playing(Session session) {
    if (session.playoutMode() == PlayoutMode.NONE) {
      throw nothing("nothing to play: its operator does not play it out");
    }
    return channel(session).orElseThrow(PlayController::notYet);
  }

  private static Shown ready(Channel channel) {
    return channel.shown().filter(Shown::isReady).orElseThrow(PlayController::notYet);
  }

  private static Refusal notYet() {
    return Refusal.notYet("Its first segments are awaited.", 2);
  }

  private static Refusal nothing(String what) {
    return Refusal.of(ProblemType.NOT_FOUND, "This channel has " + what + ".");
  }

  private static String shortened(String told) {
    return told.length() <= 40 ? told : told.substring(0, 40) + "…";
  }

  // ---- how it is sent --------------------------------------------------------------------------

  private static Duration lives(Shown shown) {
    return shown.ended() ? ENDED_LIVES : PLAYLIST_LIVES;
  }

  private static ResponseEntity<byte[]> text(
      Rendered text, String type, Duration lives, HttpHeaders asked) {
    boolean gzip =
        asked.getOrEmpty(HttpHeaders.ACCEPT_ENCODING).stream()
            .anyMatch(encodings -> encodings.contains("gzip"));
    String etag = text.etag(gzip);
    CacheControl cache = CacheControl.maxAge(lives).cachePublic();
    HttpHeaders headers = new HttpHeaders();
    headers.setCacheControl(lives.equals(FOR_EVER) ? cache.immutable() : cache);
    headers.setETag(etag);
    headers.setVary(List.of(HttpHeaders.ACCEPT_ENCODING));
    if (asked.getIfNoneMatch().stream()
        .anyMatch(known -> known.equals(etag) || known.equals("*"))) {
      return new ResponseEntity<>(headers, HttpStatus.NOT_MODIFIED);
    }
    headers.setContentType(MediaType.parseMediaType(type));
    if (gzip) {
      headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    return new ResponseEntity<>(gzip ? text.gzip() : text.plain(), headers, HttpStatus.OK);
  }
}
