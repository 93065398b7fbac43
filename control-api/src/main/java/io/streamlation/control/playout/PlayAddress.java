package io.streamlation.control.playout;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address below {@code /play/}, taken apart. Names are plain: what would have to be decoded, or
 * climbs, is no address. Pure.
 *
 * @param parts what stands in the kind's variables, in their order
 */
record PlayAddress(Kind kind, String token, List<String> parts) {
  static final String BEGIN = "/play/";
  static final String PLAYLIST = "application/vnd.apple.mpegurl";

  private static final String VARIABLE = "\\{(\\w+)}";
  private static final String NAME = "([A-Za-z0-9_-][A-Za-z0-9._-]{0,199})";

  /** All there are, narrower ones first. */
  enum Kind {
    CAPTIONS(
        "captions/{language}/index.m3u8",
        "getCaptionsPlaylist",
        "Captions of one language",
        PLAYLIST),
    CAPTIONS_SEGMENT(
        "captions/{language}/{number}.vtt",
        "getCaptionsSegment",
        "Captions beside one segment",
        "text/vtt"),
    MEDIA("media/index.m3u8", "getMediaPlaylist", "Re-hosted picture and sound", PLAYLIST),
    MEDIA_SEGMENT(
        "media/{name}",
        "getMediaSegment",
        "A re-hosted segment, or its initialisation",
        "video/mp4"),
    MAIN("main.m3u8", "getMainPlaylist", "What any HLS player opens", PLAYLIST),
    INFO("info", "getPlayInfo", "What the page of a player needs to know", "application/json"),
    HELD_BACK(
        "origin/{index}.m3u8",
        "getHeldBackPlaylist",
        "The origin's own playlist without its newest segments, where a delay is wished",
        PLAYLIST);

    private final String template;
    private final String operationId;
    private final String summary;
    private final String mediaType;
    private final List<String> variables;
    private final Pattern pattern;

    Kind(String template, String operationId, String summary, String mediaType) {
      this.template = template;
      this.operationId = operationId;
      this.summary = summary;
      this.mediaType = mediaType;
      this.variables =
          Pattern.compile(VARIABLE).matcher(template).results().map(v -> v.group(1)).toList();
      this.pattern = Pattern.compile(template.replace(".", "\\.").replaceAll(VARIABLE, NAME));
    }

    /** Below the token. */
    String template() {
      return template;
    }

    String operationId() {
      return operationId;
    }

    String summary() {
      return summary;
    }

    String mediaType() {
      return mediaType;
    }

    List<String> variables() {
      return variables;
    }

    /** Its next entry can be waited for. */
    boolean canBeAwaited() {
      return this == CAPTIONS || this == MEDIA;
    }
  }

  private static final List<Kind> KINDS = List.of(Kind.values());

  /**
   * @param uri as it came, nothing decoded
   */
  static Optional<PlayAddress> of(String uri) {
    int end = uri.startsWith(BEGIN) ? uri.indexOf('/', BEGIN.length()) : -1;
    if (end <= BEGIN.length()) {
      return Optional.empty();
    }
    String rest = uri.substring(end + 1);
    for (Kind kind : KINDS) {
      Matcher found = kind.pattern.matcher(rest);
      if (found.matches()) {
        return Optional.of(
            new PlayAddress(
                kind,
                uri.substring(BEGIN.length(), end),
                switch (found.groupCount()) {
                  case 0 -> List.of();
                  case 1 -> List.of(found.group(1));
                  default -> List.of(found.group(1), found.group(2));
                }));
      }
    }
    return Optional.empty();
  }

  String part(int index) {
    return parts.get(index);
  }

  /** The entry that is waited for, as it was written; null = none is. */
  static @Nullable String awaited(@Nullable String query) {
    if (query == null) {
      return null;
    }
    for (String piece : query.split("&")) {
      if (piece.startsWith(AWAITED + "=")) {
        return piece.substring(AWAITED.length() + 1);
      }
    }
    return null;
  }

  static final String AWAITED = "_HLS_msn";
}
