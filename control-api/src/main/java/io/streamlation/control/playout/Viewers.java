package io.streamlation.control.playout;

import io.streamlation.control.ControlSettings;
import io.streamlation.control.playout.PlayInfo.PlayLanguage;
import io.streamlation.control.playout.PlayoutStore.Key;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import io.streamlation.control.session.Session;
import io.streamlation.control.session.Session.PlayoutMode;
import io.streamlation.control.session.SessionRepository;
import io.streamlation.control.system.Lookups;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What players get for an address. The token in it opens one channel. Playlists and captions come
 * out of memory; nothing here asks the database for each viewer.
 */
@Component
class Viewers {
  private static final String VTT = "text/vtt;charset=utf-8";
  private static final int REMEMBERED = 10_000;
  private static final Duration BELIEVED_FOR = Duration.ofSeconds(1);

  /** Whoever asks for an entry further ahead is refused. */
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
  private final SessionRepository repository;
  private final Playout playout;
  private final Programme programme;
  private final Origins origins;
  private final Optional<Path> rehosted;

  /** As they were a moment ago: viewers are many. */
  private final Lookups<Whose, Optional<Session>> sessions;

  private record Whose(UUID orgId, UUID sessionId) {}

  /** How long a cache may keep an answer. */
  enum Lives {
    MOVING("max-age=1, public"),
    ENDED("max-age=60, public"),
    FOR_EVER("max-age=31536000, public, immutable");

    private final String cacheControl;

    Lives(String cacheControl) {
      this.cacheControl = cacheControl;
    }

    String cacheControl() {
      return cacheControl;
    }

    private static Lives of(Shown shown) {
      return shown.ended() ? ENDED : MOVING;
    }
  }

  sealed interface Answer permits Text, Copy, Info, Later {}

  record Text(Rendered text, String type, Lives lives) implements Answer {}

  /** A file whose bytes never change. */
  record Copy(Path file, String name, String type) implements Answer {}

  record Info(PlayInfo info) implements Answer {}

  /**
   * Once it is there, or when it was waited for long enough.
   *
   * @param answer what there is, at any time
   */
  record Later(Key key, BooleanSupplier isThere, Supplier<Text> answer) implements Answer {}

  Viewers(
      Shares shares,
      SessionRepository repository,
      Playout playout,
      Programme programme,
      Origins origins,
      ControlSettings settings,
      Clock clock) {
    this.shares = shares;
    this.repository = repository;
    this.playout = playout;
    this.programme = programme;
    this.origins = origins;
    this.sessions = new Lookups<>(REMEMBERED, BELIEVED_FOR, clock);
    String folder = settings.playout().rehostFolder();
    this.rehosted =
        folder.isBlank() ? Optional.empty() : Optional.of(Path.of(folder).toAbsolutePath());
  }

  /**
   * @param number of the entry that is waited for; null = none is
   */
  Answer ask(PlayAddress address, @Nullable String number) {
    Shares.Share share = open(address.token());
    Session session =
        sessions
            .get(
                new Whose(share.orgId(), share.sessionId()),
                whose -> repository.find(whose.orgId(), whose.sessionId()))
            .orElseThrow(() -> nothing("no channel any more"));
    return switch (address.kind()) {
      case INFO -> new Info(info(share, session));
      case MAIN -> main(session);
      case CAPTIONS -> captions(session, address.part(0), number);
      case CAPTIONS_SEGMENT -> segment(session, address.part(0), address.part(1));
      case MEDIA ->
          listed(
              playing(session),
              Shown::mediaPlaylist,
              Shown::media,
              () -> "re-hosted segments",
              number);
      case MEDIA_SEGMENT -> copy(session, address.part(0));
      case HELD_BACK -> heldBack(session, address.part(0));
    };
  }

  private PlayInfo info(Shares.Share share, Session session) {
    Optional<Shown> shown = channel(session).flatMap(Channel::shown);
    boolean ready = shown.filter(Shown::isReady).isPresent();
    String state =
        session.playoutMode() == PlayoutMode.NONE
            ? "none"
            : !ready ? "waiting" : shown.get().ended() ? "ended" : "live";
    return new PlayInfo(
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
        share.expiresAt());
  }

  // ---- playlists -------------------------------------------------------------------------------

  private Text main(Session session) {
    Channel channel = playing(session);
    Shown shown = ready(channel);
    return new Text(
        programme.playlist(session, channel, shown), PlayAddress.PLAYLIST, Lives.of(shown));
  }

  private Answer captions(Session session, String language, @Nullable String number) {
    return listed(
        playing(session),
        shown -> shown.captionsPlaylist(language),
        shown -> shown.captions().getOrDefault(language, List.of()),
        () -> "captions in \"" + shortened(language) + "\"",
        number);
  }

  private static Answer listed(
      Channel channel,
      Function<Shown, Optional<Rendered>> playlist,
      Function<Shown, List<Entry>> entries,
      Supplier<String> what,
      @Nullable String number) {
    Shown now = ready(channel);
    if (number == null) {
      return text(now, playlist, what);
    }
    long awaited = awaited(number, entries.apply(now));
    return new Later(
        channel.key(),
        () -> {
          Shown shown = channel.shown().orElse(now);
          List<Entry> listed = entries.apply(shown);
          return shown.ended()
              || (!listed.isEmpty() && listed.get(listed.size() - 1).number() >= awaited);
        },
        () -> text(channel.shown().orElse(now), playlist, what));
  }

  private static Text text(
      Shown shown, Function<Shown, Optional<Rendered>> playlist, Supplier<String> what) {
    return new Text(
        playlist.apply(shown).orElseThrow(() -> nothing("no " + what.get())),
        PlayAddress.PLAYLIST,
        Lives.of(shown));
  }

  private static long awaited(String number, List<Entry> listed) {
    if (!NUMBER.matcher(number).matches()) {
      throw Refusal.of(
          ProblemType.INVALID_REQUEST,
          "\"" + PlayAddress.AWAITED + "\" is the number of an entry, 0 or more.");
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

  private Text heldBack(Session session, String index) {
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
    return new Text(
        new Rendered(
            HeldBack.of(
                media.text(),
                URI.create(media.from()),
                Duration.ofMillis(session.playout().delayMs()))),
        PlayAddress.PLAYLIST,
        Lives.MOVING);
  }

  private Refusal awaitedOrigin(Session session) {
    return Refusal.notYet(
        "The origin's own playlist could not be fetched: "
            + origins.complaint(session).orElse("it is awaited."),
        2);
  }

  // ---- segments --------------------------------------------------------------------------------

  private Text segment(Session session, String language, String number) {
    Channel channel = playing(session);
    Optional<Rendered> text =
        NUMBER.matcher(number).matches()
            ? channel.text(language, Long.parseLong(number))
            : Optional.empty();
    return new Text(
        text.orElseThrow(
            () ->
                nothing(
                    "no captions "
                        + shortened(number)
                        + " in \""
                        + shortened(language)
                        + "\": they are not listed yet, or not kept any more")),
        VTT,
        Lives.FOR_EVER);
  }

  /** Only what the playlist names. */
  private Copy copy(Session session, String name) {
    Shown shown = ready(playing(session));
    Path folder =
        rehosted.filter(f -> shown.files().contains(name)).orElseThrow(() -> noCopy(name));
    String type =
        MEDIA_TYPES.getOrDefault(
            name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT),
            "application/octet-stream");
    return new Copy(folder.resolve(session.id().toString()).resolve(name), name, type);
  }

  static Refusal noCopy(String name) {
    return nothing("no segment \"" + shortened(name) + "\", or not any more");
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

  private Optional<Channel> channel(Session session) {
    return Programme.track(session).flatMap(track -> playout.channel(new Key(session.id(), track)));
  }

  private Channel playing(Session session) {
    if (session.playoutMode() == PlayoutMode.NONE) {
      throw nothing("nothing to play: its operator does not play it out");
    }
    return channel(session).orElseThrow(Viewers::notYet);
  }

  private static Shown ready(Channel channel) {
    return channel.shown().filter(Shown::isReady).orElseThrow(Viewers::notYet);
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
}
