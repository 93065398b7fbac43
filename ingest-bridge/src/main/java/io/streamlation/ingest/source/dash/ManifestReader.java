package io.streamlation.ingest.source.dash;

import io.streamlation.ingest.address.ByteSpan;
import io.streamlation.ingest.source.dash.Manifest.Addresses;
import io.streamlation.ingest.source.dash.Manifest.OriginClock;
import io.streamlation.ingest.source.dash.Manifest.Part;
import io.streamlation.ingest.source.dash.Manifest.Period;
import io.streamlation.ingest.source.dash.Manifest.Run;
import io.streamlation.ingest.source.dash.Manifest.SegmentLine;
import io.streamlation.ingest.source.dash.Manifest.Track;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes of a manifest to what the follower needs. Whatever is wrong with them is one exception. */
final class ManifestReader {
  private static final int MOST_PERIODS = 1_000;
  private static final int MOST_SOUNDS = 64;
  private static final int MOST_PICTURES = 64;
  private static final int MOST_RUNS = 50_000;
  private static final int LONGEST_ADDRESS = 8 * 1024;
  private static final long LONGEST_SEGMENT_SECONDS = 3_600;

  /** Three hundred years: numbers beyond it mean nothing, and would overflow. */
  private static final long LATEST_SECONDS = 10_000_000_000L;

  private static final long LARGEST_TIMESCALE = 1_000_000_000L;
  private static final long LARGEST_NUMBER = 1L << 53;
  private static final String RESOLVE_TO_ZERO = "urn:mpeg:dash:resolve-to-zero:2013";
  private static final String LAST_SEGMENT = "http://dashif.org/guidelines/last-segment-number";
  private static final String TRICK_MODE = "http://dashif.org/guidelines/trickmode";
  private static final List<String> PICTURE_CODECS = List.of("avc1", "avc3", "hvc1", "hev1");
  private static final String UTC = "urn:mpeg:dash:utc:";
  private static final List<String> AUDIO_CODECS =
      List.of("mp4a", "ac-3", "ec-3", "opus", "flac", "alac", "mp3");
  private static final Pattern DURATION =
      Pattern.compile(
          "P(?:(\\d{1,4})Y)?(?:(\\d{1,5})M)?(?:(\\d{1,6})D)?"
              + "(?:T(?:(\\d{1,8})H)?(?:(\\d{1,9})M)?(?:(\\d{1,10})(?:\\.(\\d+))?S)?)?");
  private static final long[] DURATION_UNIT_SECONDS = {
    365L * 86_400, 30L * 86_400, 86_400, 3_600, 60, 1
  };
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$(RepresentationID|Number|Bandwidth|Time)?(?:%0(\\d{1,2})d)?\\$");

  private ManifestReader() {}

  /** This is no manifest, or one that cannot be followed. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static Manifest read(byte[] bytes) throws Unreadable {
    return read(bytes, false);
  }

  /**
   * @param withPictures else they are not looked at: nothing about them can be in the sound's way
   */
  static Manifest read(byte[] bytes, boolean withPictures) throws Unreadable {
    try {
      return manifest(XmlTree.read(bytes), withPictures);
    } catch (XmlTree.NotRead | RuntimeException e) {
      throw new Unreadable("it is no manifest that can be followed: " + e.getMessage(), e);
    }
  }

  private static Manifest manifest(XmlTree mpd, boolean withPictures) {
    if (!mpd.name().equals("MPD")) {
      throw wrong("its root is <" + mpd.name() + ">, not <MPD>");
    }
    boolean live = mpd.attribute("type").filter("dynamic"::equals).isPresent();
    OptionalLong epochUs = optional(mpd.attribute("availabilityStartTime").map(ManifestReader::us));
    if (live && epochUs.isEmpty()) {
      throw wrong("it is live and has no availabilityStartTime");
    }
    OptionalLong totalUs = duration(mpd, "mediaPresentationDuration");
    List<Period> periods = periods(mpd, live, totalUs, withPictures);
    OptionalLong lastEndUs =
        periods.isEmpty() ? OptionalLong.empty() : periods.get(periods.size() - 1).endUs();
    OptionalLong updateUs = duration(mpd, "minimumUpdatePeriod");
    return new Manifest(
        live,
        epochUs,
        totalUs.isPresent() ? totalUs : lastEndUs,
        updateUs.isPresent() ? OptionalLong.of(updateUs.getAsLong() / 1000) : updateUs,
        duration(mpd, "timeShiftBufferDepth"),
        mpd.first("Location").map(XmlTree::text).filter(l -> !l.isEmpty()),
        mpd.all("UTCTiming").stream().limit(8).map(ManifestReader::clock).toList(),
        periods);
  }

  private static OriginClock clock(XmlTree timing) {
    String scheme = timing.attribute("schemeIdUri").orElse("");
    String[] parts = scheme.startsWith(UTC) ? scheme.substring(UTC.length()).split(":") : null;
    return new OriginClock(
        parts == null ? scheme : parts[0], timing.attribute("value").orElse("").strip());
  }

  private static List<Period> periods(
      XmlTree mpd, boolean live, OptionalLong totalUs, boolean withPictures) {
    List<XmlTree> all = new ArrayList<>();
    for (XmlTree period : mpd.all("Period")) {
      Optional<String> elsewhere = period.attribute("xlink:href");
      if (elsewhere.isPresent()) {
        if (elsewhere.get().equals(RESOLVE_TO_ZERO)) {
          continue;
        }
        throw wrong("a period is said to lie in another document (xlink), and none is fetched");
      }
      all.add(period);
    }
    if (all.size() > MOST_PERIODS) {
      throw wrong("it has more than " + MOST_PERIODS + " periods");
    }
    List<Period> periods = new ArrayList<>();
    long nextUs = 0;
    boolean known = true;
    for (int i = 0; i < all.size(); i++) {
      XmlTree period = all.get(i);
      OptionalLong startUs = duration(period, "start");
      if (startUs.isEmpty() && !known) {
        break; // announced early: it says neither when it begins nor what is in it
      }
      long start = startUs.orElse(nextUs);
      OptionalLong endUs = end(period, start, all, i, totalUs);
      Period read = period(mpd, period, start, endUs, live, withPictures);
      periods.add(read);
      known = read.endUs().isPresent();
      nextUs = read.endUs().orElse(start);
    }
    return List.copyOf(periods);
  }

  private static OptionalLong end(
      XmlTree period, long startUs, List<XmlTree> all, int index, OptionalLong totalUs) {
    if (index + 1 < all.size()) {
      OptionalLong next = duration(all.get(index + 1), "start");
      if (next.isPresent()) {
        return next;
      }
    }
    OptionalLong lengthUs = duration(period, "duration");
    if (lengthUs.isPresent()) {
      return OptionalLong.of(startUs + lengthUs.getAsLong());
    }
    return index + 1 == all.size() ? totalUs : OptionalLong.empty();
  }

  private static Period period(
      XmlTree mpd,
      XmlTree period,
      long startUs,
      OptionalLong endUs,
      boolean live,
      boolean withPictures) {
    List<Track> sounds = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    OptionalLong lastEndUs = OptionalLong.empty();
    List<XmlTree> sets = period.all("AdaptationSet");
    for (int pass = 0; pass < 2 && sounds.isEmpty(); pass++) {
      // Sets of sound alone first; where there are none, those that mix it with the picture.
      for (XmlTree set : sets) {
        if (sounds.size() < MOST_SOUNDS && (pass == 0 ? isAudio(set) : mayHoldAudio(set))) {
          XmlTree heard = cheapest(set);
          Bounds bounds = new Bounds(startUs, endUs, live, lastSegment(set, heard));
          Track sound =
              track(
                  List.of(mpd, period, set, heard),
                  obstacle(set, heard),
                  bounds,
                  ids,
                  sounds.size() + 1);
          sounds.add(sound);
          if (bounds.lastNumber.isPresent() && sound.line().isPresent()) {
            lastEndUs = OptionalLong.of(endOf(sound.line().get(), startUs));
          }
        }
      }
    }
    String key = period.attribute("id").orElse("@" + startUs);
    OptionalLong end = endUs.isPresent() ? endUs : lastEndUs;
    List<Track> pictures = withPictures ? pictures(mpd, period, startUs, end, live) : List.of();
    return new Period(key, startUs, end, List.copyOf(sounds), pictures);
  }

  private static List<Track> pictures(
      XmlTree mpd, XmlTree period, long startUs, OptionalLong endUs, boolean live) {
    List<Track> pictures = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (XmlTree set : period.all("AdaptationSet")) {
      for (XmlTree shown : isPicture(set) ? set.all("Representation") : List.<XmlTree>of()) {
        if (pictures.size() < MOST_PICTURES) {
          Bounds bounds = new Bounds(startUs, endUs, live, lastSegment(set, shown));
          pictures.add(
              track(
                  List.of(mpd, period, set, shown),
                  obstacleToPicture(set, shown),
                  bounds,
                  ids,
                  pictures.size() + 1));
        }
      }
    }
    return List.copyOf(pictures);
  }

  /** Of the programme, and not of its fast forward. */
  private static boolean isPicture(XmlTree set) {
    boolean video =
        set.attribute("contentType").map("video"::equals).orElse(false)
            || mimeTypes(set).stream().anyMatch(m -> m.startsWith("video/"));
    return video
        && set.all("EssentialProperty").stream()
            .noneMatch(p -> p.attribute("schemeIdUri").filter(TRICK_MODE::equals).isPresent());
  }

  private static String obstacleToPicture(XmlTree set, XmlTree representation) {
    String foreign = foreign(set, representation);
    String codecs = codecs(set, representation);
    boolean shown =
        codecs.isEmpty() || PICTURE_CODECS.stream().anyMatch(codecs.strip()::startsWith);
    return foreign.isEmpty() && !shown
        ? "its codec is " + codecs + ", and only H.264 and H.265 are re-hosted"
        : foreign;
  }

  /** What a line of segments cannot go beyond. */
  private record Bounds(long startUs, OptionalLong endUs, boolean live, OptionalLong lastNumber) {}

  private static long endOf(SegmentLine line, long periodStartUs) {
    Run last = line.runs().get(line.runs().size() - 1);
    long units =
        last.startUnits()
            + Math.multiplyExact(last.count(), last.durationUnits())
            - line.offsetUnits();
    return periodStartUs
        + units / line.timescale() * 1_000_000
        + units % line.timescale() * 1_000_000 / line.timescale();
  }

  private static OptionalLong lastSegment(XmlTree set, XmlTree representation) {
    for (XmlTree holder : List.of(representation, set)) {
      for (String kind : List.of("SupplementalProperty", "EssentialProperty")) {
        for (XmlTree property : holder.all(kind)) {
          if (property.attribute("schemeIdUri").filter(LAST_SEGMENT::equals).isPresent()) {
            return number(property, "value");
          }
        }
      }
    }
    return OptionalLong.empty();
  }

  private static boolean isAudio(XmlTree set) {
    if (set.all("Representation").isEmpty()) {
      return false;
    }
    return set.attribute("contentType").map("audio"::equals).orElse(false)
        || mimeTypes(set).stream().anyMatch(m -> m.startsWith("audio/"));
  }

  private static boolean mayHoldAudio(XmlTree set) {
    boolean said =
        set.all("ContentComponent").stream()
            .anyMatch(c -> c.attribute("contentType").filter("audio"::equals).isPresent());
    return said
        || set.all("Representation").stream()
            .map(r -> codecs(set, r))
            .anyMatch(codecs -> codecs.contains(",") && hasAudioCodec(codecs));
  }

  private static List<String> mimeTypes(XmlTree set) {
    List<String> types = new ArrayList<>();
    set.attribute("mimeType").ifPresent(types::add);
    set.all("Representation").forEach(r -> r.attribute("mimeType").ifPresent(types::add));
    return types;
  }

  private static String codecs(XmlTree set, XmlTree representation) {
    return representation.attribute("codecs").or(() -> set.attribute("codecs")).orElse("");
  }

  private static boolean hasAudioCodec(String codecs) {
    String all = codecs.toLowerCase(Locale.ROOT);
    return List.of(all.split(",")).stream()
        .map(String::strip)
        .anyMatch(codec -> AUDIO_CODECS.stream().anyMatch(codec::startsWith));
  }

  /** Of those that can be read here, if any can. */
  private static XmlTree cheapest(XmlTree set) {
    return set.all("Representation").stream()
        .min(
            Comparator.comparing((XmlTree r) -> !obstacle(set, r).isEmpty())
                .thenComparing(r -> number(r, "bandwidth").orElse(Long.MAX_VALUE)))
        .orElseThrow();
  }

  private static String obstacle(XmlTree set, XmlTree representation) {
    String foreign = foreign(set, representation);
    String codecs = codecs(set, representation);
    return foreign.isEmpty() && !codecs.isEmpty() && !hasAudioCodec(codecs)
        ? "its codec is " + codecs + ", which cannot be decoded here"
        : foreign;
  }

  /** Why its segments cannot be read, whatever is in them; empty if they can. */
  private static String foreign(XmlTree set, XmlTree representation) {
    if (!set.all("ContentProtection").isEmpty()
        || !representation.all("ContentProtection").isEmpty()) {
      return "it is encrypted (rights management)";
    }
    String type =
        representation.attribute("mimeType").or(() -> set.attribute("mimeType")).orElse("");
    if (!type.isEmpty() && !type.endsWith("/mp4") && !type.endsWith("/mp2t")) {
      return "it comes as " + type + ", and only MP4 and transport streams are read";
    }
    return "";
  }

  private static Track track(
      List<XmlTree> path, String obstacle, Bounds bounds, Set<String> ids, int ordinal) {
    XmlTree set = path.get(2);
    XmlTree representation = path.get(3);
    String language = set.attribute("lang").orElse("");
    String role =
        set.all("Role").stream().flatMap(r -> r.attribute("value").stream()).findFirst().orElse("");
    String name = set.first("Label").map(XmlTree::text).orElse("");
    String id = set.attribute("id").map(i -> "set-" + i).orElse("set-" + ordinal);
    while (!ids.add(id)) {
      id = id + "'";
    }
    List<String> bases = new ArrayList<>();
    path.forEach(
        e ->
            e.first("BaseURL")
                .map(XmlTree::text)
                .map(ManifestReader::address)
                .ifPresent(bases::add));
    Optional<SegmentLine> line =
        obstacle.isEmpty() ? line(path, bounds, representation) : Optional.empty();
    return new Track(
        id,
        name,
        language.equals("und") ? "" : language,
        role,
        codecs(set, representation),
        (int) Math.min(1_000_000, inherited(representation, set, "audioSamplingRate")),
        channels(set, representation),
        (int) Math.min(100_000, inherited(representation, set, "height")),
        number(representation, "bandwidth").orElse(0),
        obstacle.isEmpty() && line.isEmpty()
            ? "its segments are addressed in a way not known here (no SegmentTemplate, no SegmentList)"
            : obstacle,
        List.copyOf(bases),
        line);
  }

  private static long inherited(XmlTree representation, XmlTree set, String attribute) {
    return number(representation, attribute).orElse(number(set, attribute).orElse(0));
  }

  private static int channels(XmlTree set, XmlTree representation) {
    for (XmlTree holder : List.of(representation, set)) {
      for (XmlTree configuration : holder.all("AudioChannelConfiguration")) {
        Optional<String> value = configuration.attribute("value");
        if (value.isPresent() && value.get().matches("\\d{1,2}")) {
          return Integer.parseInt(value.get());
        }
      }
    }
    return 0;
  }

  private static Optional<SegmentLine> line(
      List<XmlTree> path, Bounds bounds, XmlTree representation) {
    List<XmlTree> templates = innermostFirst(path, "SegmentTemplate");
    if (!templates.isEmpty()) {
      return Optional.of(template(templates, bounds, representation));
    }
    List<XmlTree> lists = innermostFirst(path, "SegmentList");
    return lists.isEmpty() ? Optional.empty() : Optional.of(list(lists, bounds));
  }

  private static List<XmlTree> innermostFirst(List<XmlTree> path, String element) {
    List<XmlTree> found = new ArrayList<>();
    for (int i = path.size() - 1; i > 0; i--) {
      path.get(i).first(element).ifPresent(found::add);
    }
    return found;
  }

  /** What the innermost says that says it. */
  private static Optional<String> said(List<XmlTree> innermostFirst, String attribute) {
    return innermostFirst.stream().flatMap(t -> t.attribute(attribute).stream()).findFirst();
  }

  private static Optional<XmlTree> held(List<XmlTree> innermostFirst, String element) {
    return innermostFirst.stream().flatMap(t -> t.first(element).stream()).findFirst();
  }

  private static SegmentLine template(
      List<XmlTree> templates, Bounds bounds, XmlTree representation) {
    String id = representation.attribute("id").orElse("");
    String bandwidth = representation.attribute("bandwidth").orElse("");
    String media =
        said(templates, "media")
            .map(ManifestReader::address)
            .orElseThrow(() -> wrong("a SegmentTemplate has no media"));
    Optional<Part> initialisation =
        said(templates, "initialization")
            .map(a -> new Part(filled(address(a), id, bandwidth, 0, 0), Optional.empty()))
            .or(() -> held(templates, "Initialization").map(ManifestReader::initialisation));
    Scale scale = scale(templates);
    filled(media, id, bandwidth, 0, 0); // refuses one that cannot be filled
    return new SegmentLine(
        scale.timescale,
        scale.offsetUnits,
        runs(templates, scale, bounds, OptionalLong.empty()),
        initialisation,
        (number, time) -> new Part(filled(media, id, bandwidth, number, time), Optional.empty()));
  }

  private static SegmentLine list(List<XmlTree> lists, Bounds bounds) {
    List<Part> parts = new ArrayList<>();
    for (XmlTree url : lists.get(0).all("SegmentURL")) {
      parts.add(
          new Part(
              url.attribute("media").map(ManifestReader::address).orElse(""),
              url.attribute("mediaRange").map(ManifestReader::span)));
    }
    if (parts.isEmpty()) {
      throw wrong("a SegmentList is empty");
    }
    Scale scale = scale(lists);
    List<Run> runs = runs(lists, scale, bounds, OptionalLong.of(parts.size()));
    Addresses addresses =
        (number, time) -> parts.get((int) Math.min(parts.size() - 1L, number - scale.firstNumber));
    return new SegmentLine(
        scale.timescale,
        scale.offsetUnits,
        runs,
        held(lists, "Initialization").map(ManifestReader::initialisation),
        addresses);
  }

  private static Part initialisation(XmlTree element) {
    return new Part(
        element.attribute("sourceURL").map(ManifestReader::address).orElse(""),
        element.attribute("range").map(ManifestReader::span));
  }

  private record Scale(long timescale, long offsetUnits, long firstNumber) {}

  private static Scale scale(List<XmlTree> holders) {
    long timescale = said(holders, "timescale").map(ManifestReader::number).orElse(1L);
    if (timescale < 1 || timescale > LARGEST_TIMESCALE) {
      throw wrong("a timescale is " + timescale);
    }
    long offset = said(holders, "presentationTimeOffset").map(ManifestReader::number).orElse(0L);
    long first = said(holders, "startNumber").map(ManifestReader::number).orElse(1L);
    if (first > LARGEST_NUMBER) {
      throw wrong("a startNumber is " + first);
    }
    return new Scale(timescale, plausible(offset, timescale), first);
  }

  private static List<Run> runs(
      List<XmlTree> holders, Scale scale, Bounds bounds, OptionalLong listed) {
    Optional<XmlTree> timeline = held(holders, "SegmentTimeline");
    List<Run> runs =
        timeline.isPresent()
            ? timeline(timeline.get(), scale, bounds)
            : List.of(byNumber(holders, scale, bounds, listed));
    return bounds.lastNumber.isEmpty() ? runs : upTo(runs, bounds.lastNumber.getAsLong());
  }

  private static List<Run> upTo(List<Run> runs, long lastNumber) {
    List<Run> kept = new ArrayList<>();
    for (Run run : runs) {
      long count = Math.min(run.count(), lastNumber - run.firstNumber() + 1);
      if (count > 0) {
        kept.add(
            new Run(
                run.firstNumber(), run.startUnits(), run.durationUnits(), count, run.byClock()));
      }
    }
    if (kept.isEmpty()) {
      throw wrong("its last segment, " + lastNumber + ", lies before its first");
    }
    return List.copyOf(kept);
  }

  private static Run byNumber(
      List<XmlTree> holders, Scale scale, Bounds bounds, OptionalLong listed) {
    long duration =
        length(said(holders, "duration").map(ManifestReader::number).orElse(0L), scale.timescale);
    OptionalLong endUnits = endUnits(scale, bounds);
    long count = listed.orElse(Run.WITHOUT_END);
    if (endUnits.isPresent()) {
      long room = Math.max(0, endUnits.getAsLong() - scale.offsetUnits);
      // A rest of less than a thousandth is how the lengths were rounded, and no segment.
      long fit = (room + duration - 1 - duration / 1000) / duration;
      count = Math.min(count, Math.max(1, fit));
    }
    if (count == Run.WITHOUT_END && !bounds.live && bounds.lastNumber.isEmpty()) {
      throw wrong("it is a recording, and does not say how long it is");
    }
    return new Run(
        scale.firstNumber, scale.offsetUnits, duration, count, bounds.live && listed.isEmpty());
  }

  private static OptionalLong endUnits(Scale scale, Bounds bounds) {
    if (bounds.endUs.isEmpty()) {
      return OptionalLong.empty();
    }
    long lengthUs = Math.max(0, bounds.endUs.getAsLong() - bounds.startUs);
    return OptionalLong.of(
        scale.offsetUnits
            + lengthUs / 1_000_000 * scale.timescale
            + lengthUs % 1_000_000 * scale.timescale / 1_000_000);
  }

  private static List<Run> timeline(XmlTree timeline, Scale scale, Bounds bounds) {
    List<XmlTree> lines = timeline.all("S");
    if (lines.size() > MOST_RUNS) {
      throw wrong("a SegmentTimeline has more than " + MOST_RUNS + " lines");
    }
    List<Run> runs = new ArrayList<>();
    long number = scale.firstNumber;
    long nextUnits = 0;
    for (int i = 0; i < lines.size(); i++) {
      XmlTree line = lines.get(i);
      long start = plausible(number(line, "t").orElse(nextUnits), scale.timescale);
      number = number(line, "n").orElse(number);
      long duration = length(number(line, "d").orElse(0), scale.timescale);
      long repeats = line.attribute("r").map(r -> Long.parseLong(r.strip())).orElse(0L);
      boolean open = repeats < 0;
      long count =
          open
              ? repeated(
                  start, duration, i + 1 < lines.size() ? lines.get(i + 1) : null, scale, bounds)
              : repeats + 1;
      if (count != Run.WITHOUT_END) {
        if (count < 0 || count > LARGEST_NUMBER / duration) {
          throw wrong("a line of a SegmentTimeline repeats " + repeats + " times");
        }
        nextUnits = plausible(start + count * duration, scale.timescale);
        number += count;
      }
      if (number > 2 * LARGEST_NUMBER) {
        throw wrong("a segment has the number " + number);
      }
      if (count > 0) {
        long first = count == Run.WITHOUT_END ? number : number - count;
        runs.add(new Run(first, start, duration, count, open && bounds.live));
      }
    }
    return List.copyOf(runs);
  }

  /** {@code r="-1"}: until the next line, the end of the period, or whatever the clock says. */
  private static long repeated(
      long start, long duration, XmlTree next, Scale scale, Bounds bounds) {
    OptionalLong until = next == null ? endUnits(scale, bounds) : number(next, "t");
    if (until.isEmpty()) {
      if (next != null || !bounds.live) {
        throw wrong("a line of a SegmentTimeline repeats, and nothing says until when");
      }
      return Run.WITHOUT_END;
    }
    return Math.max(0, (until.getAsLong() - start + duration - 1) / duration);
  }

  private static long length(long duration, long timescale) {
    if (duration < 1 || duration / timescale > LONGEST_SEGMENT_SECONDS) {
      throw wrong("a segment lasts " + duration + " units of 1/" + timescale + " s");
    }
    return duration;
  }

  private static long plausible(long units, long timescale) {
    if (units < 0 || units / timescale > LATEST_SECONDS) {
      throw wrong("a time of " + units + " units of 1/" + timescale + " s");
    }
    return units;
  }

  private static String filled(
      String template, String id, String bandwidth, long number, long time) {
    Matcher holes = PLACEHOLDER.matcher(template);
    StringBuilder filled = new StringBuilder();
    while (holes.find()) {
      String what = holes.group(1) == null ? "" : holes.group(1);
      String value =
          switch (what) {
            case "RepresentationID" -> id;
            case "Bandwidth" -> bandwidth;
            case "Number" -> padded(number, holes.group(2));
            case "Time" -> padded(time, holes.group(2));
            default -> "$";
          };
      holes.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    holes.appendTail(filled);
    return filled.toString();
  }

  private static String padded(long number, String width) {
    return width == null
        ? Long.toString(number)
        : String.format(Locale.ROOT, "%0" + Math.max(1, Integer.parseInt(width)) + "d", number);
  }

  private static String address(String written) {
    if (written.length() > LONGEST_ADDRESS) {
      throw wrong("an address in it has " + written.length() + " characters");
    }
    return written;
  }

  private static ByteSpan span(String written) {
    String[] ends = written.strip().split("-", 2);
    long from = number(ends[0]);
    long to = number(ends.length < 2 ? "" : ends[1]);
    if (to < from) {
      throw wrong("a byte range is \"" + written + "\"");
    }
    return new ByteSpan(from, to - from + 1);
  }

  private static OptionalLong number(XmlTree element, String attribute) {
    return optional(element.attribute(attribute).map(ManifestReader::number));
  }

  private static long number(String written) {
    String digits = written.strip();
    if (!digits.matches("\\d{1,18}")) {
      throw wrong("\"" + shortened(digits) + "\" stands where a number should");
    }
    return Long.parseLong(digits);
  }

  private static OptionalLong optional(Optional<Long> value) {
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }

  private static OptionalLong duration(XmlTree element, String attribute) {
    return optional(element.attribute(attribute).map(ManifestReader::durationUs));
  }

  /** xs:duration; years of 365 and months of 30 days, as nobody means them. */
  static long durationUs(String written) {
    Matcher parts = DURATION.matcher(written.strip());
    if (!parts.matches() || written.strip().length() < 3) {
      throw wrong("\"" + shortened(written) + "\" is no duration");
    }
    long seconds = 0;
    for (int i = 0; i < DURATION_UNIT_SECONDS.length; i++) {
      if (parts.group(i + 1) != null) {
        seconds += Long.parseLong(parts.group(i + 1)) * DURATION_UNIT_SECONDS[i];
      }
    }
    if (seconds > LATEST_SECONDS) {
      throw wrong("\"" + shortened(written) + "\" is no duration that can be meant");
    }
    String fraction = parts.group(7) == null ? "" : parts.group(7);
    return seconds * 1_000_000 + Long.parseLong((fraction + "000000").substring(0, 6));
  }

  /** xs:dateTime; without a zone it is UTC. */
  static long us(String written) {
    try {
      TemporalAccessor read =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              written.strip(), OffsetDateTime::from, LocalDateTime::from);
      Instant instant =
          read instanceof OffsetDateTime zoned
              ? zoned.toInstant()
              : ((LocalDateTime) read).toInstant(ZoneOffset.UTC);
      long us = ChronoUnit.MICROS.between(Instant.EPOCH, instant);
      if (Math.abs(us / 1_000_000) > LATEST_SECONDS) {
        throw wrong("\"" + shortened(written) + "\" is no time that can be meant");
      }
      return us;
    } catch (DateTimeException e) {
      throw wrong("\"" + shortened(written) + "\" is no date and time");
    }
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what);
  }
}
