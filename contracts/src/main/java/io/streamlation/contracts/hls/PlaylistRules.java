package io.streamlation.contracts.hls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What players may expect of playlists and captions: rules of draft-pantos-hls-rfc8216bis ("bis",
 * with the number of the section) and of Apple's HLS authoring specification ("Apple", with the
 * number of the rule). Playlists are shown to it in the order in which they were fetched, each
 * under its address; whatever breaks a rule is a sentence. Pure: it fetches nothing.
 *
 * <p>What a player stumbles over is a complaint. What Apple asks besides of whoever encodes a
 * programme, or holds ready of it, is advice: captions beside somebody's picture cannot mend that.
 */
public final class PlaylistRules {
  private static final double ROUNDED = 0.5;
  private static final double SAME_TIME_SECONDS = 0.1;
  private static final int FEWEST_TARGETS = 3;
  private static final int LEAST_HOLD_BACK_TARGETS = 3;
  private static final int LEAST_SKIP_TARGETS = 6;
  private static final int FEWEST_SEGMENTS = 6;
  private static final int ADVISED_WINDOW_SECONDS = 15 * 60;
  private static final String DESCRIBES_SOUND = "public.accessibility.describes-music-and-sound";
  private static final String TRANSCRIBES = "public.accessibility.transcribes-spoken-dialog";

  /** bis 8: from which version on a tag is understood. */
  private static final Map<String, Integer> SINCE =
      Map.of(
          "#EXT-X-BYTERANGE", 4,
          "#EXT-X-I-FRAMES-ONLY", 4,
          "#EXT-X-MAP", 5,
          "#EXT-X-GAP", 8,
          "#EXT-X-DEFINE", 8,
          "#EXT-X-SKIP", 9);

  private static final int SINCE_DECIMAL_LENGTHS = 3;

  /** Apple 10.4. */
  private static final Map<String, Set<String>> MEDIA_TYPES =
      Map.of(
          "m3u8", Set.of("application/vnd.apple.mpegurl", "audio/mpegurl"),
          "vtt", Set.of("text/vtt", "text/plain"),
          "m4s", Set.of("video/iso.segment", "video/mp4", "audio/mp4"),
          "mp4", Set.of("video/mp4", "audio/mp4"),
          "ts", Set.of("video/mp2t"),
          "aac", Set.of("audio/aac"));

  private static final long PTS_VALUES = 1L << 33;

  private static final Pattern ATTRIBUTE =
      Pattern.compile("([A-Z0-9-]+)=(\"[^\"\\r\\n]*\"|[^\",\\s][^,]*)(?:,|$)");
  private static final Pattern VIDEO_CODEC =
      Pattern.compile("\\b(avc[1-4]|hvc1|hev1|dvh1|dvhe|av01|vp09)\\b");
  private static final Pattern LENGTH = Pattern.compile("#EXTINF:(\\d+(?:\\.\\d+)?),.*");
  private static final Pattern DATE =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:?\\d\\d)");
  private static final Pattern MAP =
      Pattern.compile("X-TIMESTAMP-MAP=(?:MPEGTS:(\\d+),LOCAL:(\\S+)|LOCAL:(\\S+),MPEGTS:(\\d+))");
  private static final Pattern TIME =
      Pattern.compile("(?:(\\d{2,}):)?([0-5]\\d):([0-5]\\d)\\.(\\d{3})");
  private static final Pattern CUE = Pattern.compile("(\\S+)[ \\t]+-->[ \\t]+(\\S+)(?:[ \\t].*)?");

  private final Set<String> complaints = new LinkedHashSet<>();
  private final Set<String> advice = new LinkedHashSet<>();
  private final Map<String, Media> newest = new HashMap<>();
  private final Map<String, String> segments = new HashMap<>();

  /**
   * One entry of a media playlist.
   *
   * @param number its media sequence
   * @param discontinuity the discontinuity sequence it is part of
   * @param date as written; empty if it is not
   */
  public record Segment(
      long number, long discontinuity, String uri, double seconds, String date, boolean gap) {}

  /** A media playlist as it was read. */
  public record Media(
      long first, long targetSeconds, List<Segment> segments, boolean ended, String type) {
    public Media {
      segments = List.copyOf(segments);
    }

    double seconds() {
      return segments.stream().mapToDouble(Segment::seconds).sum();
    }

    long last() {
      return first + segments.size() - 1;
    }
  }

  /** A variant or a rendition. */
  public record Offer(Map<String, String> attributes, String uri) {
    public Offer {
      attributes = Map.copyOf(attributes);
    }
  }

  /** A multivariant playlist as it was read. */
  public record Multivariant(List<Offer> variants, List<Offer> renditions) {
    public Multivariant {
      variants = List.copyOf(variants);
      renditions = List.copyOf(renditions);
    }
  }

  /** All that was broken so far, each a sentence. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** What Apple asks of the programme itself, each a sentence. */
  public List<String> advice() {
    return List.copyOf(advice);
  }

  /**
   * How something was delivered.
   *
   * @param contentType of the answer, as it stands there
   * @param packed it came as gzip
   */
  public void delivered(String where, String contentType, boolean packed) {
    String name = where.substring(where.lastIndexOf('/') + 1);
    String kind = name.substring(name.lastIndexOf('.') + 1);
    Set<String> wished = MEDIA_TYPES.get(kind);
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (wished != null && !wished.contains(type)) {
      advise(where, "Apple 10.4", "it comes as \"" + contentType + "\"");
    }
    if (kind.equals("m3u8") && !packed) {
      advise(where, "Apple 10.1", "it does not come as gzip");
    }
  }

  public static boolean isMultivariant(String text) {
    return text.contains("#EXT-X-STREAM-INF");
  }

  private void say(String where, String rule, String what) {
    complaints.add(where + ": " + what + " (" + rule + ")");
  }

  private void advise(String where, String rule, String what) {
    advice.add(where + ": " + what + " (" + rule + ")");
  }

  // ---- multivariant ----------------------------------------------------------------------------

  /** Reads it and judges it. */
  public Multivariant multivariant(String where, String text) {
    List<Offer> variants = new ArrayList<>();
    List<Offer> renditions = new ArrayList<>();
    Optional<Map<String, String>> open = Optional.empty();
    begins(where, text);
    for (String line : text.split("\\R", -1)) {
      if (line.startsWith("#EXT-X-STREAM-INF:")) {
        if (open.isPresent()) {
          say(where, "bis 4.4.6.2", "an EXT-X-STREAM-INF has no URI line behind it");
        }
        open = Optional.of(attributes(where, line));
      } else if (line.startsWith("#EXT-X-MEDIA:")) {
        Map<String, String> attributes = attributes(where, line);
        renditions.add(new Offer(attributes, attributes.getOrDefault("URI", "")));
      } else if (line.startsWith("#EXTINF") || line.startsWith("#EXT-X-TARGETDURATION")) {
        say(where, "bis 4.1", "a multivariant playlist holds a media segment's tag " + line);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        if (open.isEmpty()) {
          say(where, "bis 4.4.6.2", "the address " + line + " has no EXT-X-STREAM-INF");
        } else {
          variants.add(new Offer(open.get(), line));
        }
        open = Optional.empty();
      }
    }
    renditions.forEach(rendition -> rendition(where, rendition.attributes()));
    groups(where, renditions);
    variants.forEach(variant -> variant(where, variant, renditions));
    if (variants.isEmpty()) {
      say(where, "bis 4.4.6.2", "there is no variant");
    }
    if (variants.size() == 1) {
      advise(where, "Apple 9.9", "there is one bit rate to choose from");
    }
    return new Multivariant(variants, renditions);
  }

  private void rendition(String where, Map<String, String> a) {
    String name = a.getOrDefault("NAME", "");
    for (String needed : List.of("TYPE", "GROUP-ID", "NAME")) {
      if (a.getOrDefault(needed, "").isEmpty()) {
        say(where, "bis 4.4.6.1", "a rendition \"" + name + "\" has no " + needed);
      }
    }
    String type = a.getOrDefault("TYPE", "");
    if (type.equals("SUBTITLES") && a.getOrDefault("URI", "").isEmpty()) {
      say(where, "bis 4.4.6.1", "the subtitles \"" + name + "\" have no URI");
    }
    if (!type.equals("VIDEO") && a.getOrDefault("LANGUAGE", "").isEmpty()) {
      if (type.equals("SUBTITLES")) {
        say(where, "Apple 4.7", "the subtitles \"" + name + "\" have no LANGUAGE");
      } else {
        advise(where, "Apple 8.10", "\"" + name + "\" has no LANGUAGE");
      }
    }
    List<String> characteristics = List.of(a.getOrDefault("CHARACTERISTICS", "").split(",", -1));
    if (type.equals("SUBTITLES")
        && characteristics.contains(DESCRIBES_SOUND) != characteristics.contains(TRANSCRIBES)) {
      say(
          where,
          "Apple 4.5",
          "the subtitles \"" + name + "\" are marked as half of what is for the deaf");
    }
    if (type.equals("SUBTITLES")
        && characteristics.contains(DESCRIBES_SOUND)
        && !a.getOrDefault("AUTOSELECT", "NO").equals("YES")) {
      say(where, "Apple 4.6", "\"" + name + "\" is for the deaf, and not to be selected by itself");
    }
    if (a.getOrDefault("FORCED", "NO").equals("YES")
        && !a.getOrDefault("AUTOSELECT", "NO").equals("YES")) {
      advise(where, "Apple 5.11", "\"" + name + "\" is forced, and not to be selected by itself");
    }
    if (type.equals("CLOSED-CAPTIONS") && a.containsKey("URI")) {
      say(where, "bis 4.4.6.1", "the closed captions \"" + name + "\" have a URI");
    }
    if (!type.equals("SUBTITLES") && a.containsKey("FORCED")) {
      say(where, "bis 4.4.6.1", "\"" + name + "\" has FORCED and is no subtitles");
    }
    if (a.getOrDefault("DEFAULT", "NO").equals("YES")
        && a.getOrDefault("AUTOSELECT", "YES").equals("NO")) {
      say(
          where,
          "bis 4.4.6.1",
          "\"" + name + "\" is the default, and not to be selected by itself");
    }
  }

  private void groups(String where, List<Offer> renditions) {
    Map<String, Set<String>> names = new HashMap<>();
    Map<String, Integer> defaults = new HashMap<>();
    for (Offer rendition : renditions) {
      Map<String, String> a = rendition.attributes();
      String group = a.getOrDefault("TYPE", "") + " " + a.getOrDefault("GROUP-ID", "");
      if (!names.computeIfAbsent(group, g -> new HashSet<>()).add(a.getOrDefault("NAME", ""))) {
        say(where, "bis 4.4.6.1.1", group + " has two renditions named " + a.get("NAME"));
      }
      if (a.getOrDefault("DEFAULT", "NO").equals("YES")
          && defaults.merge(group, 1, Integer::sum) > 1) {
        say(where, "bis 4.4.6.1.1", group + " has more than one default");
      }
    }
  }

  private void variant(String where, Offer variant, List<Offer> renditions) {
    Map<String, String> a = variant.attributes();
    if (!a.getOrDefault("BANDWIDTH", "").matches("[1-9]\\d*")) {
      say(where, "bis 4.4.6.2", "the variant " + variant.uri() + " has no BANDWIDTH");
    }
    for (String type : List.of("AUDIO", "VIDEO", "SUBTITLES")) {
      String group = a.get(type);
      if (group != null
          && renditions.stream()
              .noneMatch(
                  r ->
                      type.equals(r.attributes().get("TYPE"))
                          && group.equals(r.attributes().get("GROUP-ID")))) {
        say(where, "bis 4.4.6.2.1", "the " + type + " group \"" + group + "\" has no rendition");
      }
    }
    boolean subtitles =
        renditions.stream().anyMatch(r -> "SUBTITLES".equals(r.attributes().get("TYPE")));
    if (subtitles && !a.containsKey("SUBTITLES")) {
      say(where, "Apple 5.5", "the variant " + variant.uri() + " leaves the subtitles out");
    }
    String codecs = a.getOrDefault("CODECS", "");
    if (codecs.isEmpty()) {
      advise(where, "Apple 9.1", "the variant " + variant.uri() + " has no CODECS");
    }
    if (!a.containsKey("AVERAGE-BANDWIDTH")) {
      advise(where, "Apple 9.14", "the variant " + variant.uri() + " has no AVERAGE-BANDWIDTH");
    }
    boolean video = codecs.isEmpty() || VIDEO_CODEC.matcher(codecs).find();
    if (video && !a.containsKey("RESOLUTION")) {
      advise(where, "Apple 9.2", "the variant " + variant.uri() + " has no RESOLUTION");
    }
    if (video && !a.containsKey("FRAME-RATE")) {
      advise(where, "Apple 9.15", "the variant " + variant.uri() + " has no FRAME-RATE");
    }
  }

  // ---- media playlists -------------------------------------------------------------------------

  /** Reads it, judges it, and compares it with what was under the same address before. */
  public Media media(String where, String text) {
    begins(where, text);
    Reading reading = new Reading(where);
    for (String line : text.split("\\R", -1)) {
      reading.line(line);
    }
    Media media = reading.done();
    within(where, media);
    Media before = newest.put(where, media);
    if (before != null) {
      compare(where, before, media);
    }
    return media;
  }

  private final class Reading {
    private final String where;
    private final List<Segment> segments = new ArrayList<>();
    private final Set<String> once = new HashSet<>();
    private long first;
    private long discontinuity;
    private long target = -1;
    private double seconds = -1;
    private String date = "";
    private String type = "";
    private boolean gap;
    private boolean ended;
    private boolean discontinuous;
    private boolean mapped;
    private boolean decimal;
    private int version = 1;
    private final Set<String> tags = new HashSet<>();
    private Map<String, String> control = Map.of();

    Reading(String where) {
      this.where = where;
    }

    void line(String line) {
      if (line.isBlank()) {
        return;
      }
      if (line.startsWith("#EXT-X-")) {
        tags.add(line.split(":", 2)[0]);
      }
      if (!line.startsWith("#")) {
        segment(line);
      } else if (line.startsWith("#EXTINF:")) {
        Matcher length = LENGTH.matcher(line);
        if (length.matches()) {
          seconds = Double.parseDouble(length.group(1));
          decimal |= length.group(1).contains(".");
        } else {
          say(where, "bis 4.4.4.1", "\"" + line + "\" is no length with a comma");
          seconds = 0;
        }
      } else if (line.equals("#EXT-X-DISCONTINUITY")) {
        discontinuity++;
        discontinuous = true;
      } else if (line.startsWith("#EXT-X-MAP:")) {
        mapped = true;
      } else if (line.startsWith("#EXT-X-SERVER-CONTROL:")) {
        control = attributes(where, line);
      } else if (line.equals("#EXT-X-GAP")) {
        gap = true;
      } else if (line.equals("#EXT-X-ENDLIST")) {
        ended = true;
      } else if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) {
        date = line.substring("#EXT-X-PROGRAM-DATE-TIME:".length());
        if (!DATE.matcher(date).matches()) {
          say(where, "bis 4.4.4.6", "\"" + date + "\" is no date");
        }
      } else {
        header(line);
      }
    }

    private void header(String line) {
      for (String tag :
          List.of(
              "#EXT-X-TARGETDURATION:",
              "#EXT-X-MEDIA-SEQUENCE:",
              "#EXT-X-DISCONTINUITY-SEQUENCE:",
              "#EXT-X-VERSION:",
              "#EXT-X-PLAYLIST-TYPE:")) {
        if (!line.startsWith(tag)) {
          continue;
        }
        if (!once.add(tag)) {
          say(where, "bis 4.4.3", tag + " stands there twice");
        }
        String value = line.substring(tag.length());
        if (tag.contains("TYPE")) {
          type = value;
          continue;
        }
        if (!value.matches("\\d{1,18}")) {
          say(where, "bis 4.2", "\"" + line + "\" has no decimal number");
          continue;
        }
        if (tag.contains("SEQUENCE") && !segments.isEmpty()) {
          say(where, "bis 4.4.3.2", tag + " comes after the first segment");
        }
        long number = Long.parseLong(value);
        switch (tag) {
          case "#EXT-X-TARGETDURATION:" -> target = number;
          case "#EXT-X-VERSION:" -> version = (int) Math.min(number, Integer.MAX_VALUE);
          case "#EXT-X-MEDIA-SEQUENCE:" -> first = number;
          case "#EXT-X-DISCONTINUITY-SEQUENCE:" -> discontinuity = number;
          default -> {}
        }
      }
    }

    private void segment(String uri) {
      if (seconds < 0) {
        say(where, "bis 4.4.4.1", "the segment " + uri + " has no EXTINF");
      }
      if (ended) {
        say(where, "bis 4.4.3.4", "the segment " + uri + " comes after EXT-X-ENDLIST");
      }
      String path = uri.split("[?#]", 2)[0];
      if (!mapped && (path.endsWith(".m4s") || path.endsWith(".mp4"))) {
        say(where, "Apple 8.20", "the segment " + path + " has no EXT-X-MAP above it");
      }
      segments.add(
          new Segment(
              first + segments.size(), discontinuity, uri, Math.max(0, seconds), date, gap));
      seconds = -1;
      date = "";
      gap = false;
    }

    private void holds(String attribute, int targets) {
      String told = control.getOrDefault(attribute, "");
      if (told.isEmpty()) {
        return;
      }
      if (!told.matches("\\d{1,9}(\\.\\d+)?")) {
        say(where, "bis 4.2", attribute + "=" + told + " is no decimal number");
      } else if (Double.parseDouble(told) < targets * target) {
        say(
            where,
            "bis 4.4.3.8",
            attribute + " is " + told + " s, less than " + targets + " target durations");
      }
    }

    Media done() {
      if (target < 0) {
        say(where, "bis 4.4.3.1", "there is no EXT-X-TARGETDURATION");
      }
      if (!type.isEmpty() && !type.equals("EVENT") && !type.equals("VOD")) {
        say(where, "bis 4.4.3.5", "there is no playlist type \"" + type + "\"");
      }
      holds("HOLD-BACK", LEAST_HOLD_BACK_TARGETS);
      holds("CAN-SKIP-UNTIL", LEAST_SKIP_TARGETS);
      SINCE.forEach(
          (tag, since) -> {
            if (tags.contains(tag) && version < since) {
              say(
                  where,
                  "bis 8",
                  tag + " needs EXT-X-VERSION " + since + ", and it says " + version);
            }
          });
      if (decimal && version < SINCE_DECIMAL_LENGTHS) {
        say(where, "bis 8", "decimal lengths need EXT-X-VERSION 3, and it says " + version);
      }
      if (discontinuous && !once.contains("#EXT-X-DISCONTINUITY-SEQUENCE:")) {
        advise(
            where, "Apple 8.17", "there are discontinuities and no EXT-X-DISCONTINUITY-SEQUENCE");
      }
      return new Media(first, target, segments, ended, type);
    }
  }

  private void within(String where, Media media) {
    live(where, media);
    for (Segment segment : media.segments()) {
      if (Math.floor(segment.seconds() + ROUNDED) > media.targetSeconds()) {
        say(
            where,
            "bis 4.4.3.1",
            "segment %d is %.3f s long, and the target duration is %d"
                .formatted(segment.number(), segment.seconds(), media.targetSeconds()));
      }
    }
    boolean some = media.segments().stream().anyMatch(s -> !s.date().isEmpty());
    if (some && media.segments().get(0).date().isEmpty()) {
      advise(where, "Apple 8.4", "the first segment has no date, and others have");
    }
  }

  private void live(String where, Media media) {
    if (media.ended() || media.segments().isEmpty()) {
      return;
    }
    if (media.segments().stream().allMatch(s -> s.date().isEmpty())) {
      advise(where, "Apple 8.4", "it is live and has no EXT-X-PROGRAM-DATE-TIME");
    }
    if (media.segments().size() < FEWEST_SEGMENTS && media.first() > 0) {
      advise(where, "Apple 8.11", "it is live and has fewer than six segments");
    }
    if (media.seconds() < ADVISED_WINDOW_SECONDS && media.first() > 0) {
      advise(where, "Apple 8.12", "it is live and holds less than 15 minutes");
    }
  }

  private void compare(String where, Media before, Media now) {
    if (now.targetSeconds() != before.targetSeconds()) {
      say(
          where,
          "bis 6.2.1",
          "the target duration changed from %d to %d"
              .formatted(before.targetSeconds(), now.targetSeconds()));
    }
    if (now.first() < before.first()) {
      say(
          where,
          "bis 6.2.2",
          "the media sequence went back from %d to %d".formatted(before.first(), now.first()));
    }
    if (before.type().equals("EVENT") && now.first() > before.first()) {
      say(where, "bis 4.4.3.5", "it is an event, and its first segments went");
    }
    if (now.last() < before.last() && !now.segments().isEmpty()) {
      say(
          where,
          "bis 6.2.1",
          "segments %d to %d were taken away from the end"
              .formatted(now.last() + 1, before.last()));
    }
    if (before.ended() && !now.ended()) {
      say(where, "bis 6.2.1", "it had ended, and goes on");
    }
    if (!before.type().equals(now.type())) {
      say(
          where,
          "bis 6.2.1",
          "its type changed from \"%s\" to \"%s\"".formatted(before.type(), now.type()));
    }
    if (now.first() > before.first()
        && !now.ended()
        && now.seconds() < FEWEST_TARGETS * now.targetSeconds() - ROUNDED * now.segments().size()) {
      say(
          where,
          "bis 6.2.2",
          "segments went, and what is left is shorter than three target durations");
    }
    for (Segment segment : before.segments()) {
      if (segment.number() >= now.first() && segment.number() <= now.last()) {
        Segment same = now.segments().get((int) (segment.number() - now.first()));
        if (!same.uri().equals(segment.uri())
            || Math.abs(same.seconds() - segment.seconds()) > 0
            || !same.date().equals(segment.date())) {
          say(
              where,
              "bis 6.2.1",
              "segment %d changed after it was listed".formatted(segment.number()));
        }
        if (same.discontinuity() != segment.discontinuity()) {
          say(
              where,
              "bis 6.2.2",
              "segment %d was of discontinuity %d and is of %d"
                  .formatted(segment.number(), segment.discontinuity(), same.discontinuity()));
        }
      }
    }
  }

  /**
   * Two renditions of one programme: what has the same number is the same stretch of it.
   *
   * @param more the one that may be ahead
   */
  public void beside(String where, Media more, Media less) {
    if (more.targetSeconds() != less.targetSeconds()) {
      say(
          where,
          "bis 6.2.4",
          "renditions have the target durations %d and %d"
              .formatted(more.targetSeconds(), less.targetSeconds()));
    }
    Map<Long, Segment> byNumber = new HashMap<>();
    more.segments().forEach(segment -> byNumber.put(segment.number(), segment));
    for (Segment segment : less.segments()) {
      Segment other = byNumber.get(segment.number());
      if (other == null) {
        continue;
      }
      if (other.discontinuity() != segment.discontinuity()) {
        say(
            where,
            "bis 6.2.4",
            "segment %d is of discontinuity %d in one and %d in the other"
                .formatted(segment.number(), other.discontinuity(), segment.discontinuity()));
      }
      if (Math.abs(other.seconds() - segment.seconds()) > SAME_TIME_SECONDS) {
        say(
            where,
            "bis 6.2.4",
            "segment %d is %.3f s long in one and %.3f s in the other"
                .formatted(segment.number(), other.seconds(), segment.seconds()));
      }
    }
  }

  // ---- captions --------------------------------------------------------------------------------

  /** A WebVTT segment, under the address that it was fetched from. */
  public void webVtt(String where, String text) {
    String before = segments.put(where, text);
    if (before != null && !before.equals(text)) {
      say(where, "bis 6.2.1", "the captions changed after they were listed");
    }
    if (text.indexOf('\0') >= 0) {
      say(where, "WebVTT 4.1", "there is a NUL in it");
    }
    String[] lines = text.split("\\R", -1);
    if (!lines[0].matches("WEBVTT([ \\t].*)?")) {
      say(where, "bis 3.1.4", "it does not begin with WEBVTT");
    }
    Matcher map = MAP.matcher(lines.length > 1 ? lines[1] : "");
    if (!map.matches()) {
      say(where, "bis 3.1.4", "there is no X-TIMESTAMP-MAP in its head");
    } else {
      String pts = map.group(1) != null ? map.group(1) : map.group(4);
      String local = map.group(2) != null ? map.group(2) : map.group(3);
      if (pts.length() > 10 || Long.parseLong(pts) >= PTS_VALUES) {
        say(where, "bis 3.1.4", "MPEGTS:" + pts + " has more than 33 bits");
      }
      ms(where, local);
    }
    long startMs = -1;
    for (int i = 1; i < lines.length; i++) {
      if (!lines[i].contains("-->")) {
        continue;
      }
      Matcher cue = CUE.matcher(lines[i]);
      if (!cue.matches()) {
        say(where, "WebVTT 4.1", "\"" + lines[i] + "\" is no line of times");
        continue;
      }
      long begins = ms(where, cue.group(1));
      if (ms(where, cue.group(2)) <= begins) {
        say(where, "WebVTT 4.1", "the cue \"" + lines[i] + "\" ends before it begins");
      }
      if (begins < startMs) {
        say(where, "WebVTT 4.1", "the cue \"" + lines[i] + "\" begins before the one above it");
      }
      startMs = begins;
      if (i + 1 >= lines.length || lines[i + 1].isBlank()) {
        say(where, "WebVTT 4.1", "the cue \"" + lines[i] + "\" has no text");
      }
    }
  }

  private long ms(String where, String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      say(where, "WebVTT 4.1", "\"" + text + "\" is no time");
      return 0;
    }
    long hours = time.group(1) == null ? 0 : Long.parseLong(time.group(1));
    return ((hours * 60 + Long.parseLong(time.group(2))) * 60 + Long.parseLong(time.group(3)))
            * 1000
        + Long.parseLong(time.group(4));
  }

  // ---- what all have ---------------------------------------------------------------------------

  private void begins(String where, String text) {
    if (!text.startsWith("#EXTM3U\n") && !text.startsWith("#EXTM3U\r\n")) {
      say(where, "bis 4.4.1.1", "it does not begin with #EXTM3U");
    }
    if (text.indexOf('\ufeff') >= 0) {
      say(where, "bis 4", "there is a byte order mark in it");
    }
    if (text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r')) {
      say(where, "bis 4", "there are control characters in it");
    }
  }

  private Map<String, String> attributes(String where, String line) {
    Map<String, String> found = new HashMap<>();
    String list = line.substring(line.indexOf(':') + 1);
    Matcher attribute = ATTRIBUTE.matcher(list);
    int at = 0;
    while (at < list.length() && attribute.find(at) && attribute.start() == at) {
      String value = attribute.group(2);
      String bare = value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
      if (found.put(attribute.group(1), bare) != null) {
        say(where, "bis 4.2", attribute.group(1) + " stands twice in \"" + line + "\"");
      }
      at = attribute.end();
    }
    if (at < list.length()) {
      say(where, "bis 4.2", "\"" + list.substring(at) + "\" is no attribute list");
    }
    return found;
  }
}
