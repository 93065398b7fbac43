package io.streamlation.ingest.source.hls;

import io.lindstrom.m3u8.model.AlternativeRendition;
import io.lindstrom.m3u8.model.ByteRange;
import io.lindstrom.m3u8.model.Channels;
import io.lindstrom.m3u8.model.KeyMethod;
import io.lindstrom.m3u8.model.MasterPlaylist;
import io.lindstrom.m3u8.model.MediaPlaylist;
import io.lindstrom.m3u8.model.MediaSegment;
import io.lindstrom.m3u8.model.MediaType;
import io.lindstrom.m3u8.model.Resolution;
import io.lindstrom.m3u8.model.SegmentKey;
import io.lindstrom.m3u8.model.Variant;
import io.lindstrom.m3u8.parser.MasterPlaylistParser;
import io.lindstrom.m3u8.parser.MediaPlaylistParser;
import io.lindstrom.m3u8.parser.ParsingMode;
import io.lindstrom.m3u8.parser.PlaylistParserException;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.ingest.address.ByteSpan;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.StreamOutline;
import io.streamlation.ingest.source.StreamOutline.Rendition;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Bytes of a playlist to what the follower needs. Whatever is wrong with them is one exception. */
final class PlaylistReader {
  private static final int MOST_SEGMENTS = 50_000;
  private static final int MOST_VARIANTS = 1_000;
  private static final int MOST_LINES = 10 * MOST_SEGMENTS;

  /** Renditions and variants that are told of; a playlist may list thousands. */
  private static final int MOST_TOLD = 64;

  private static final int LONGEST_LINE = 16 * 1024;
  private static final double LONGEST_SEGMENT_SECONDS = 3600;

  /** How far ahead of the clock a recording is read, and how often a playlist, hang on it. */
  private static final int LONGEST_TARGET_SECONDS = 60;

  private static final List<String> AUDIO_CODECS =
      List.of("mp4a", "ac-3", "ec-3", "opus", "flac", "alac", "mp3", "ac-4");

  private static final List<String> PICTURE_CODECS = List.of("avc1", "avc3", "hvc1", "hev1");

  private PlaylistReader() {}

  /** This is no playlist, or one that cannot be followed. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A multivariant playlist names others; a media playlist lists segments. */
  static boolean isMultivariant(byte[] bytes) throws Unreadable {
    String text = text(bytes);
    return text.contains("#EXT-X-STREAM-INF");
  }

  /**
   * What a multivariant playlist offers, and which of it is heard.
   *
   * @param sound where it is; empty where no variant has sound
   * @param granted it was wished by name, and is a rendition of that name
   */
  record Choice(
      Optional<String> sound,
      boolean granted,
      List<StreamOutline.Variant> variants,
      List<Rendition> renditions) {
    /** Of a playlist that is no multivariant one. */
    static final Choice NONE = new Choice(Optional.empty(), false, List.of(), List.of());

    /** A name is wished, there are renditions, and none is called so; a track inside may be. */
    boolean refuses(AudioWish wish) {
      return wish.isNamed() && !granted && !wish.isInside() && !renditions.isEmpty();
    }

    List<AudioWish.Offer> offers() {
      return renditions.stream()
          .map(r -> new AudioWish.Offer(r.id(), r.name(), r.language(), r.role()))
          .toList();
    }
  }

  /**
   * The sound that costs least to fetch: the audio rendition of the variant with the lowest
   * bandwidth that has sound, or that variant itself.
   */
  static Choice choose(byte[] bytes, AudioWish wish) throws Unreadable {
    MasterPlaylist playlist = multivariant(bytes);
    Optional<Variant> variant =
        playlist.variants().stream()
            .filter(PlaylistReader::hasSound)
            .min(Comparator.comparingLong(Variant::bandwidth));
    List<AlternativeRendition> renditions =
        variant.flatMap(Variant::audio).map(group -> renditions(playlist, group)).orElse(List.of());
    boolean granted = wish.isNamed() && wish.choose(renditions, PlaylistReader::offer).isPresent();
    Optional<AlternativeRendition> rendition =
        (granted ? wish : wish.granted()).choose(renditions, PlaylistReader::offer);
    return new Choice(
        variant.map(v -> rendition.flatMap(AlternativeRendition::uri).orElse(v.uri())),
        granted,
        playlist.variants().stream().limit(MOST_TOLD).map(PlaylistReader::told).toList(),
        renditions.stream()
            .limit(MOST_TOLD)
            .map(r -> told(r, rendition.filter(r::equals).isPresent()))
            .toList());
  }

  private static MasterPlaylist multivariant(byte[] bytes) throws Unreadable {
    try {
      return new MasterPlaylistParser(ParsingMode.LENIENT).readPlaylist(text(bytes));
    } catch (PlaylistParserException | RuntimeException e) {
      throw new Unreadable("it is no multivariant playlist (" + e.getMessage() + ")", e);
    }
  }

  /**
   * The variant whose picture is the highest that is no higher, H.264 before H.265, the most bits
   * first; if all are higher, the lowest. Empty if none has a picture that can be re-hosted.
   */
  static Optional<String> picture(byte[] bytes, int mostHeight) throws Unreadable {
    Comparator<Variant> byHeight = Comparator.comparingInt(PlaylistReader::height);
    return multivariant(bytes).variants().stream()
        .filter(PlaylistReader::hasPicture)
        .max(
            Comparator.comparing((Variant v) -> height(v) <= mostHeight)
                .thenComparing(v -> v.codecs().isEmpty() || hasCodec(v, List.of("avc")))
                .thenComparing(
                    (one, other) ->
                        height(one) <= mostHeight
                            ? byHeight.compare(one, other)
                            : byHeight.compare(other, one))
                .thenComparingLong(Variant::bandwidth))
        .map(Variant::uri);
  }

  private static boolean hasPicture(Variant variant) {
    return variant.codecs().isEmpty() || hasCodec(variant, PICTURE_CODECS);
  }

  private static int height(Variant variant) {
    return variant.resolution().map(Resolution::height).orElse(0);
  }

  private static boolean hasCodec(Variant variant, List<String> begins) {
    return variant.codecs().stream()
        .map(codec -> codec.strip().toLowerCase(Locale.ROOT))
        .anyMatch(codec -> begins.stream().anyMatch(codec::startsWith));
  }

  private static AudioWish.Offer offer(AlternativeRendition r) {
    return new AudioWish.Offer(r.name(), r.name(), r.language().orElse(""), role(r));
  }

  private static Rendition told(AlternativeRendition r, boolean heard) {
    int channels = r.channels().map(Channels::count).orElse(0);
    return new Rendition(
        r.name(), r.name(), r.language().orElse(""), role(r), "", 0, channels, heard);
  }

  private static String role(AlternativeRendition rendition) {
    return rendition.characteristics().stream()
            .anyMatch(c -> c.equals("public.accessibility.describes-video"))
        ? "description"
        : "";
  }

  private static StreamOutline.Variant told(Variant variant) {
    return new StreamOutline.Variant(
        variant.bandwidth(),
        variant.resolution().map(r -> r.width() + "x" + r.height()).orElse(""),
        String.join(",", variant.codecs()));
  }

  private static boolean hasSound(Variant variant) {
    return variant.audio().isPresent()
        || variant.codecs().isEmpty()
        || hasCodec(variant, AUDIO_CODECS);
  }

  /** The source's own default first. */
  private static List<AlternativeRendition> renditions(MasterPlaylist playlist, String group) {
    return playlist.alternativeRenditions().stream()
        .filter(r -> r.type() == MediaType.AUDIO && r.groupId().equals(group))
        .sorted(Comparator.comparing(r -> !r.defaultRendition().orElse(false)))
        .toList();
  }

  static MediaPlaylistView media(byte[] bytes) throws Unreadable {
    try {
      return view(new MediaPlaylistParser(ParsingMode.LENIENT).readPlaylist(text(bytes)));
    } catch (PlaylistParserException | RuntimeException e) {
      throw new Unreadable("it is no media playlist (" + e.getMessage() + ")", e);
    }
  }

  private static String text(byte[] bytes) throws Unreadable {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    if (!text.startsWith("#EXTM3U")) {
      throw new Unreadable("it does not begin with #EXTM3U", null);
    }
    int segments = 0;
    int variants = 0;
    int lines = 0;
    int lineStart = 0;
    for (int at = 0; at <= text.length(); at++) {
      if (at == text.length() || text.charAt(at) == '\n') {
        if (at - lineStart > LONGEST_LINE) {
          throw new Unreadable("it has a line of more than " + LONGEST_LINE + " characters", null);
        }
        if (text.startsWith("#EXTINF", lineStart) && ++segments > MOST_SEGMENTS) {
          throw new Unreadable("it lists more than " + MOST_SEGMENTS + " segments", null);
        }
        if (text.startsWith("#EXT-X-STREAM-INF", lineStart) && ++variants > MOST_VARIANTS) {
          throw new Unreadable("it names more than " + MOST_VARIANTS + " variants", null);
        }
        if (++lines > MOST_LINES) {
          throw new Unreadable("it has more than " + MOST_LINES + " lines", null);
        }
        lineStart = at + 1;
      }
    }
    return text;
  }

  private static MediaPlaylistView view(MediaPlaylist playlist) {
    long sequence = playlist.mediaSequence();
    long discontinuities = playlist.discontinuitySequence();
    if (sequence < 0 || sequence > Long.MAX_VALUE - MOST_SEGMENTS) {
      throw new IllegalArgumentException("its media sequence is " + sequence);
    }
    List<HlsSegment> segments = new ArrayList<>();
    Optional<HlsSegment.Key> key = Optional.empty();
    Optional<HlsSegment.Initialisation> initialisation = Optional.empty();
    Map<String, Long> spanEnds = new HashMap<>();
    OptionalLong dateUs = backwards(playlist.mediaSegments());
    for (MediaSegment segment : playlist.mediaSegments()) {
      if (!(segment.duration() >= 0 && segment.duration() <= LONGEST_SEGMENT_SECONDS)) {
        throw new IllegalArgumentException("a segment of " + segment.duration() + " s");
      }
      if (segment.segmentKey().isPresent()) {
        key = key(segment.segmentKey().get());
      }
      if (segment.segmentMap().isPresent()) {
        initialisation =
            segment
                .segmentMap()
                .map(
                    m ->
                        new HlsSegment.Initialisation(m.uri(), m.byteRange().map(r -> span(r, 0))));
      }
      if (segment.discontinuity() && sequence != playlist.mediaSequence()) {
        discontinuities++;
        dateUs = OptionalLong.empty();
      }
      if (segment.programDateTime().isPresent()) {
        dateUs = OptionalLong.of(us(segment.programDateTime().get()));
      }
      Optional<ByteSpan> span =
          segment.byteRange().map(r -> span(r, spanEnds.getOrDefault(segment.uri(), 0L)));
      span.ifPresent(s -> spanEnds.put(segment.uri(), s.endBytes()));
      segments.add(
          new HlsSegment(
              sequence++,
              discontinuities,
              segment.uri(),
              span,
              segment.discontinuity(),
              segment.gap(),
              dateUs,
              Math.round(segment.duration() * AudioFormat.SAMPLE_RATE_HZ),
              key,
              initialisation));
      dateUs =
          dateUs.isEmpty()
              ? dateUs
              : OptionalLong.of(dateUs.getAsLong() + Math.round(segment.duration() * 1_000_000));
    }
    return new MediaPlaylistView(
        List.copyOf(segments),
        Math.max(1, Math.min(LONGEST_TARGET_SECONDS, playlist.targetDuration())) * 1000L,
        !playlist.ongoing());
  }

  /** The date of the first segment, counted back from the first one that has it written. */
  private static OptionalLong backwards(List<MediaSegment> segments) {
    double seconds = 0;
    for (MediaSegment segment : segments) {
      if (segment.discontinuity() && seconds > 0) {
        return OptionalLong.empty();
      }
      if (segment.programDateTime().isPresent()) {
        return OptionalLong.of(
            us(segment.programDateTime().get()) - Math.round(seconds * 1_000_000));
      }
      seconds += segment.duration();
    }
    return OptionalLong.empty();
  }

  private static long us(OffsetDateTime date) {
    return ChronoUnit.MICROS.between(OffsetDateTime.parse("1970-01-01T00:00:00Z"), date);
  }

  private static ByteSpan span(ByteRange range, long defaultOffset) {
    return new ByteSpan(range.offset().orElse(defaultOffset), range.length());
  }

  private static Optional<HlsSegment.Key> key(SegmentKey key) {
    return key.method() == KeyMethod.NONE
        ? Optional.empty()
        : Optional.of(new HlsSegment.Key(key.method().toString(), key.uri().orElse(""), key.iv()));
  }
}
