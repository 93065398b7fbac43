package io.streamlation.control.session;

import io.streamlation.control.problem.Complaint;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import io.streamlation.control.session.Session.PlayoutMode;
import io.streamlation.control.session.Session.Protocol;
import io.streamlation.control.session.Session.Target;
import io.streamlation.control.system.InstalledPacks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IllformedLocaleException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes a wish of a request, or says everything that is wrong with it at once. */
@Component
public class SessionDoor {
  static final String AUTO = "auto";
  static final int LONGEST_NAME = 120;
  private static final int MOST_TARGETS = 32;
  private static final int MOST_BACKUPS = 4;
  private static final long LONGEST_DELAY_MS = 600_000;
  private static final long SHORTEST_WINDOW_SECONDS = 30;
  private static final long LONGEST_WINDOW_SECONDS = 86_400;

  private final SourceDoor sources;
  private final Pushes pushes;
  private final InstalledPacks packs;

  SessionDoor(SourceDoor sources, Pushes pushes, InstalledPacks packs) {
    this.sources = sources;
    this.pushes = pushes;
    this.packs = packs;
  }

  /** What was asked for, believed. */
  record Wish(
      String name,
      Session.Source source,
      String sourceLanguage,
      List<Target> targets,
      @Nullable String tier,
      Session.Playout playout) {}

  Wish wish(SessionRequests.NewSession request) {
    List<Complaint> complaints = new ArrayList<>();
    Optional<Session.Source> source = source(request.source(), complaints);
    Optional<String> language = sourceLanguage(request.sourceLanguage(), complaints);
    List<Target> targets = targets(language, request.targets(), complaints);
    String tier = tier(request.tier(), complaints);
    String name = name(request.name(), source, complaints);
    Session.Playout playout =
        request.playout() == null
            ? Session.Playout.DEFAULT
            : playout(source.map(Session.Source::protocol), request.playout(), complaints);
    refuse(complaints);
    return new Wish(name, source.orElseThrow(), language.orElseThrow(), targets, tier, playout);
  }

  /** What a session is to be from now on. */
  record Change(List<Target> targets, Session.Source source, Session.Playout playout) {}

  Change change(Session session, SessionRequests.SessionChange request) {
    List<Complaint> complaints = new ArrayList<>();
    if (request.targets() == null
        && request.audioTrack() == null
        && request.backupUrls() == null
        && request.playout() == null) {
      complaints.add(
          Complaint.of(
              ProblemType.INVALID_FIELD,
              "targets",
              null,
              "Nothing is changed: give \"targets\" (all languages that are wished from now on),"
                  + " \"audioTrack\", \"backupUrls\" or \"playout\"."));
    }
    List<Target> targets =
        request.targets() == null
            ? session.targets()
            : targets(Optional.of(session.sourceLanguage()), request.targets(), complaints);
    Session.Source source = session.source();
    if (request.audioTrack() != null) {
      String track = audioTrack("audioTrack", request.audioTrack(), complaints);
      source = source.hearing(track);
    }
    if (request.backupUrls() != null) {
      source =
          source.backedBy(
              backups(
                  "backupUrls", source.protocol(), source.url(), request.backupUrls(), complaints));
    }
    Session.Playout playout =
        request.playout() == null
            ? session.playout()
            : playout(Optional.of(source.protocol()), request.playout(), complaints);
    refuse(complaints);
    return new Change(targets, source, playout);
  }

  private static Session.Playout playout(
      Optional<Protocol> protocol, SessionRequests.NewPlayout asked, List<Complaint> complaints) {
    List<String> modes = Arrays.stream(PlayoutMode.values()).map(PlayoutMode::word).toList();
    PlayoutMode mode = null;
    if (asked.mode() != null && !modes.contains(asked.mode())) {
      complaints.add(
          Complaint.of(
              ProblemType.INVALID_FIELD,
              "playout.mode",
              asked.mode(),
              "\"playout.mode\" must be one of " + String.join(", ", modes) + ".",
              modes));
    } else if (asked.mode() != null) {
      mode = PlayoutMode.of(asked.mode());
    }
    if (mode == PlayoutMode.SIDECAR && protocol.filter(p -> p != Protocol.HLS).isPresent()) {
      complaints.add(
          Complaint.of(
              ProblemType.INVALID_FIELD,
              "playout.mode",
              asked.mode(),
              "Players can fetch picture and sound from the source itself only where it is hls;"
                  + " this one is to be re-hosted.",
              List.of(PlayoutMode.REHOST.word(), PlayoutMode.NONE.word())));
    }
    long delayMs = asked.delayMs() == null ? 0 : asked.delayMs();
    if (delayMs < 0 || delayMs > LONGEST_DELAY_MS) {
      complaints.add(
          Complaint.of(
              ProblemType.INVALID_FIELD,
              "playout.delayMs",
              delayMs,
              "\"playout.delayMs\" is 0 to " + LONGEST_DELAY_MS + "."));
    }
    long window = asked.windowSeconds() == null ? 0 : asked.windowSeconds();
    if (window != 0 && (window < SHORTEST_WINDOW_SECONDS || window > LONGEST_WINDOW_SECONDS)) {
      complaints.add(
          Complaint.of(
              ProblemType.INVALID_FIELD,
              "playout.windowSeconds",
              window,
              "\"playout.windowSeconds\" is 0, or "
                  + SHORTEST_WINDOW_SECONDS
                  + " to "
                  + LONGEST_WINDOW_SECONDS
                  + "."));
    }
    return new Session.Playout(mode, delayMs, window);
  }

  /** A source that may be looked at, or everything that can be seen to be wrong with it. */
  public Session.Source source(
      @Nullable String protocol, @Nullable String url, @Nullable String audioTrack) {
    List<Complaint> complaints = new ArrayList<>();
    Optional<Session.Source> source =
        source(new SessionRequests.NewSource(protocol, url, audioTrack, null), complaints);
    source
        .filter(s -> s.protocol().isPush())
        .ifPresent(
            s ->
                complaints.add(
                    Complaint.of(
                        ProblemType.UNSUPPORTED_SOURCE,
                        "source.protocol",
                        protocol,
                        "A source that is pushed cannot be looked at before its sender sends.")));
    refuse(complaints);
    return source.orElseThrow();
  }

  /** As bridges read it. */
  public io.streamlation.contracts.v1.Source onTheWire(Session.Source source) {
    return Plans.source(source);
  }

  private static void refuse(List<Complaint> complaints) {
    if (!complaints.isEmpty()) {
      throw Refusal.of(complaints);
    }
  }

  private Optional<Session.Source> source(
      SessionRequests.@Nullable NewSource source, List<Complaint> complaints) {
    if (source == null) {
      complaints.add(
          Complaint.of(ProblemType.INVALID_FIELD, "source", null, "\"source\" is missing."));
      return Optional.empty();
    }
    List<String> protocols = Arrays.stream(Protocol.values()).map(Protocol::word).toList();
    if (source.protocol() == null || !protocols.contains(source.protocol())) {
      complaints.add(
          Complaint.of(
              ProblemType.UNSUPPORTED_SOURCE,
              "source.protocol",
              source.protocol(),
              "\"source.protocol\" must be one of " + String.join(", ", protocols) + ".",
              protocols));
      return Optional.empty();
    }
    Protocol protocol = Protocol.of(source.protocol());
    Optional<Complaint> complaint =
        protocol.isPush()
            ? pushes.complaintAbout(protocol, source.url())
            : sources.complaintAbout(protocol, source.url());
    complaint.ifPresent(complaints::add);
    String track = audioTrack("source.audioTrack", source.audioTrack(), complaints);
    List<String> backups =
        backups("source.backupUrls", protocol, source.url(), source.backupUrls(), complaints);
    return complaint.isPresent()
        ? Optional.empty()
        : Optional.of(
            protocol.isPush()
                ? new Session.Source(protocol, "", track, 0L, backups)
                : new Session.Source(protocol, source.url(), track, null, backups));
  }

  /** Each as strictly as the main address. */
  private List<String> backups(
      String field,
      Protocol main,
      @Nullable String mainUrl,
      @Nullable List<@Nullable String> asked,
      List<Complaint> complaints) {
    if (asked == null || asked.isEmpty()) {
      return List.of();
    }
    if (main == Protocol.FILE || asked.size() > MOST_BACKUPS) {
      complaints.add(
          Complaint.of(
              ProblemType.INVALID_FIELD,
              field,
              asked.size(),
              main == Protocol.FILE
                  ? "A file has no backups: what is on air is the file itself."
                  : "\""
                      + field
                      + "\" lists "
                      + asked.size()
                      + " addresses; at most "
                      + MOST_BACKUPS
                      + " are tried."));
      return List.of();
    }
    Set<String> seen = new HashSet<>();
    seen.add(String.valueOf(mainUrl));
    List<String> backups = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      String at = field + "[" + i + "]";
      String url = asked.get(i) == null ? "" : asked.get(i);
      Optional<Protocol> protocol = Plans.protocolOfBackup(url, main);
      if (protocol.isEmpty()) {
        complaints.add(
            Complaint.of(
                ProblemType.UNSUPPORTED_SOURCE,
                at,
                null,
                "\"" + at + "\" is no address of a stream that a channel can have as a backup."));
        continue;
      }
      sources
          .complaintAbout(protocol.get(), url)
          .map(complaint -> complaint.at(at))
          .ifPresent(complaints::add);
      if (!seen.add(url)) {
        complaints.add(
            Complaint.of(
                ProblemType.INVALID_FIELD,
                at,
                url,
                "\"" + at + "\" is listed before: a backup is of use only from elsewhere."));
      }
      backups.add(url);
    }
    return backups;
  }

  /** Whether the source has it, the bridge sees. */
  private static @Nullable String audioTrack(
      String field, @Nullable String track, List<Complaint> complaints) {
    if (track == null || track.isBlank()) {
      return null;
    }
    if (track.length() > LONGEST_NAME || PlainText.isNot(track)) {
      complaints.add(
          Complaint.of(
              ProblemType.INVALID_FIELD,
              field,
              null,
              "\""
                  + field
                  + "\" is no name of an audio track: at most "
                  + LONGEST_NAME
                  + " characters that can be shown."));
    }
    return track;
  }

  private Optional<String> sourceLanguage(@Nullable String tag, List<Complaint> complaints) {
    if (AUTO.equals(tag)) {
      return Optional.of(AUTO);
    }
    Optional<String> language = languageTag("sourceLanguage", tag, complaints);
    if (language.isPresent() && !packs.sources().contains(language.get())) {
      Set<String> allowed = new TreeSet<>(packs.sources());
      allowed.add(AUTO);
      complaints.add(
          Complaint.of(
              ProblemType.UNSUPPORTED_LANGUAGE,
              "sourceLanguage",
              tag,
              "No installed pack understands \"" + tag + "\"; " + installed(packs.sources()) + ".",
              List.copyOf(allowed)));
      return Optional.empty();
    }
    return language;
  }

  private List<Target> targets(
      Optional<String> sourceLanguage,
      @Nullable List<SessionRequests.@Nullable NewTarget> asked,
      List<Complaint> complaints) {
    if (asked == null) {
      return List.of();
    }
    if (asked.size() > MOST_TARGETS) {
      complaints.add(
          Complaint.of(
              ProblemType.INVALID_FIELD,
              "targets",
              asked.size(),
              "\"targets\" lists "
                  + asked.size()
                  + " languages; at most "
                  + MOST_TARGETS
                  + " are taken."));
      return List.of();
    }
    List<Target> targets = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < asked.size(); i++) {
      String field = "targets[" + i + "].language";
      SessionRequests.NewTarget target = asked.get(i);
      Optional<String> language =
          languageTag(field, target == null ? null : target.language(), complaints);
      if (language.isEmpty()) {
        continue;
      }
      if (!seen.add(language.get())) {
        complaints.add(
            Complaint.of(
                ProblemType.INVALID_FIELD,
                field,
                language.get(),
                "\"" + language.get() + "\" is listed twice."));
        continue;
      }
      boolean dub = Boolean.TRUE.equals(target.dub());
      sourceLanguage
          .filter(source -> !(dub && isSpoken(source, language.get())))
          .flatMap(source -> aboutPair(field, source, language.get()))
          .ifPresent(complaints::add);
      String voice = voice("targets[" + i + "]", language.get(), dub, target.voice(), complaints);
      targets.add(new Target(language.get(), dub, voice));
    }
    return targets;
  }

  /** It needs no translation: what was said is said again. */
  private boolean isSpoken(String source, String target) {
    return source.equals(AUTO) ? packs.sources().contains(target) : source.equals(target);
  }

  private @Nullable String voice(
      String field,
      String language,
      boolean dub,
      @Nullable String wished,
      List<Complaint> complaints) {
    boolean none = wished == null || wished.isEmpty();
    if (!dub) {
      if (!none) {
        complaints.add(
            Complaint.of(
                ProblemType.INVALID_FIELD,
                field + ".voice",
                wished,
                "A voice is named for \""
                    + language
                    + "\", which is not to be spoken: \"dub\" is not true."));
      }
      return null;
    }
    Set<String> voices = new LinkedHashSet<>(packs.voices(language));
    if (none ? voices.isEmpty() : !voices.contains(wished)) {
      complaints.add(
          Complaint.of(
              ProblemType.UNSUPPORTED_VOICE,
              field + (none ? ".dub" : ".voice"),
              none ? "true" : wished,
              (none
                      ? "No installed voice speaks \"" + language + "\"; "
                      : "No installed voice of \"" + language + "\" is called \"" + wished + "\"; ")
                  + installed(voices)
                  + ".",
              List.copyOf(voices)));
    }
    return none ? null : wished;
  }

  private Optional<Complaint> aboutPair(String field, String source, String target) {
    Set<String> reachable = new TreeSet<>();
    for (InstalledPacks.Pair pair : packs.pairs()) {
      if (source.equals(AUTO) || pair.source().equals(source)) {
        reachable.add(pair.target());
      }
    }
    if (reachable.contains(target)) {
      return Optional.empty();
    }
    return Optional.of(
        Complaint.of(
            ProblemType.UNSUPPORTED_LANGUAGE,
            field,
            target,
            "No installed pack translates "
                + (source.equals(AUTO) ? "anything" : "\"" + source + "\"")
                + " into \""
                + target
                + "\"; "
                + installed(reachable)
                + ".",
            List.copyOf(reachable)));
  }

  private @Nullable String tier(@Nullable String tier, List<Complaint> complaints) {
    if (tier == null || tier.isEmpty()) {
      return null;
    }
    if (!packs.tiers().contains(tier)) {
      complaints.add(
          Complaint.of(
              ProblemType.UNSUPPORTED_TIER,
              "tier",
              tier,
              "No installed pack offers the tier \""
                  + tier
                  + "\"; "
                  + installed(packs.tiers())
                  + ".",
              List.copyOf(packs.tiers())));
    }
    return tier;
  }

  private static String name(
      @Nullable String name, Optional<Session.Source> source, List<Complaint> complaints) {
    if (name == null || name.isBlank()) {
      return source.map(SessionDoor::nameOf).orElse("");
    }
    String stripped = name.strip();
    if (stripped.length() > LONGEST_NAME) {
      complaints.add(
          Complaint.of(
              ProblemType.INVALID_FIELD,
              "name",
              name,
              "\"name\" has "
                  + stripped.length()
                  + " characters; at most "
                  + LONGEST_NAME
                  + " are kept."));
    }
    if (PlainText.isNot(stripped)) {
      complaints.add(
          Complaint.of(
              ProblemType.INVALID_FIELD,
              "name",
              null,
              "\"name\" has characters in it that cannot be shown: controls, halves of a character,"
                  + " or signs that turn the direction of writing."));
    }
    return stripped;
  }

  /** {@code https://example.org/live/news.m3u8} is called {@code example.org/live/news.m3u8}. */
  private static String nameOf(Session.Source source) {
    if (source.protocol().isPush()) {
      return source.protocol().word();
    }
    String name = source.url().replaceFirst("^https?://", "").replaceFirst("\\?.*", "");
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    boolean halves = Character.isHighSurrogate(name.charAt(LONGEST_NAME - 1));
    return name.substring(0, halves ? LONGEST_NAME - 1 : LONGEST_NAME);
  }

  /** The tag in its canonical spelling. */
  private static Optional<String> languageTag(
      String field, @Nullable String tag, List<Complaint> complaints) {
    if (tag == null || tag.isBlank()) {
      complaints.add(
          Complaint.of(ProblemType.INVALID_FIELD, field, tag, "\"" + field + "\" is missing."));
      return Optional.empty();
    }
    try {
      String canonical = new Locale.Builder().setLanguageTag(tag).build().toLanguageTag();
      if (!canonical.equals("und")) {
        return Optional.of(canonical);
      }
    } catch (IllformedLocaleException e) {
      // told below
    }
    complaints.add(
        Complaint.of(
            ProblemType.INVALID_FIELD,
            field,
            tag,
            "\"" + field + "\" is not a BCP-47 language tag such as \"en\" or \"pt-BR\"."));
    return Optional.empty();
  }

  private static String installed(Set<String> what) {
    return what.isEmpty() ? "none is installed" : "installed: " + String.join(", ", what);
  }
}
