package io.streamlation.control.session;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as it is wished.
 *
 * @param sourceLanguage BCP-47 or {@code auto}
 * @param tier null = the default tier
 * @param revision grows by one with every change of the wish; starts at 1
 * @param begunRevision the newest revision that wished a beginning: the first, or a restart
 * @param updatedAt when the wish changed last
 */
public record Session(
    UUID id,
    UUID orgId,
    UUID createdBy,
    String name,
    Source source,
    String sourceLanguage,
    List<Target> targets,
    @Nullable String tier,
    Playout playout,
    Desired desired,
    long revision,
    long begunRevision,
    Instant createdAt,
    Instant updatedAt) {

  public Session {
    targets = List.copyOf(targets);
  }

  /** Another source, if only another of its sounds, is a new beginning. */
  Session changed(List<Target> newTargets, Source newSource, Playout newPlayout, Instant at) {
    return new Session(
        id,
        orgId,
        createdBy,
        name,
        newSource,
        sourceLanguage,
        newTargets,
        tier,
        newPlayout,
        desired,
        revision + 1,
        newSource.equals(source) ? begunRevision : revision + 1,
        createdAt,
        at);
  }

  Session stopped(Instant at) {
    return new Session(
        id,
        orgId,
        createdBy,
        name,
        source,
        sourceLanguage,
        targets,
        tier,
        playout,
        Desired.STOPPED,
        revision + 1,
        begunRevision,
        createdAt,
        at);
  }

  /** On air again, or taken up anew: the next epoch of the same transcript. */
  Session restarted(Instant at) {
    return new Session(
        id,
        orgId,
        createdBy,
        name,
        source,
        sourceLanguage,
        targets,
        tier,
        playout,
        Desired.ON_AIR,
        revision + 1,
        revision + 1,
        createdAt,
        at);
  }

  /**
   * @param audioTrack which of several sounds is heard, as a probe lists it, or a language; null =
   *     the one in the language of the speech, else the source's default
   * @param backupUrls the same programme from elsewhere, in the order in which it is tried
   */
  public record Source(
      Protocol protocol,
      String url,
      @Nullable String audioTrack,
      @Nullable Long pushKey,
      List<String> backupUrls) {
    public Source {
      backupUrls = List.copyOf(backupUrls);
    }

    Source hearing(@Nullable String track) {
      return new Source(protocol, url, track, pushKey, backupUrls);
    }

    Source backedBy(List<String> urls) {
      return new Source(protocol, url, audioTrack, pushKey, urls);
    }

    Source underTheNextKey() {
      return new Source(protocol, url, audioTrack, (pushKey == null ? 0 : pushKey) + 1, backupUrls);
    }
  }

  /**
   * A language that is wished.
   *
   * @param language BCP-47
   * @param dub whether finals are spoken in it
   * @param voice null = the best there is
   */
  public record Target(String language, boolean dub, @Nullable String voice) {}

  /**
   * How viewers get it.
   *
   * @param mode null = as the source allows
   * @param delayMs playlists are held back by so much
   * @param windowSeconds how much of the past stays playable; 0 = the platform's default
   */
  public record Playout(@Nullable PlayoutMode mode, long delayMs, long windowSeconds) {
    static final Playout DEFAULT = new Playout(null, 0, 0);
  }

  /** What its playlists name: wished, or what the source allows. */
  public PlayoutMode playoutMode() {
    return playout.mode() != null
        ? playout.mode()
        : source.protocol() == Protocol.HLS ? PlayoutMode.SIDECAR : PlayoutMode.REHOST;
  }

  public enum PlayoutMode {
    SIDECAR("sidecar"),
    REHOST("rehost"),
    NONE("none");

    private final String word;

    PlayoutMode(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }

    @JsonCreator
    public static PlayoutMode of(String word) {
      return Arrays.stream(values()).filter(m -> m.word.equals(word)).findFirst().orElseThrow();
    }
  }

  public enum Protocol {
    HLS("hls"),
    DASH("dash"),
    RTMP("rtmp"),
    SRT("srt"),
    RTSP("rtsp"),
    HTTP_AUDIO("http-audio"),
    RTMP_PUSH("rtmp-push"),
    SRT_PUSH("srt-push"),
    FILE("file");

    private final String word;

    /** The sender comes to us. */
    public boolean isPush() {
      return this == RTMP_PUSH || this == SRT_PUSH;
    }

    Protocol(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }

    @JsonCreator
    public static Protocol of(String word) {
      return Arrays.stream(values()).filter(p -> p.word.equals(word)).findFirst().orElseThrow();
    }
  }

  public enum Desired {
    ON_AIR("on-air"),
    STOPPED("stopped");

    private final String word;

    Desired(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }

    @JsonCreator
    public static Desired of(String word) {
      return Arrays.stream(values()).filter(d -> d.word.equals(word)).findFirst().orElseThrow();
    }
  }
}
