package io.streamlation.ingest.source.dash;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.address.AddressRefused;
import io.streamlation.ingest.address.BadAnswer;
import io.streamlation.ingest.address.ByteSpan;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.Errand;
import io.streamlation.ingest.address.Fetched;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.SourceTrouble.Hope;
import io.streamlation.ingest.source.StreamOutline;
import io.streamlation.ingest.source.StreamSource;
import io.streamlation.ingest.source.dash.Manifest.OriginClock;
import io.streamlation.ingest.source.dash.Manifest.Part;
import io.streamlation.ingest.source.dash.Manifest.Period;
import io.streamlation.ingest.source.dash.Manifest.Track;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A stream over DASH. Every address in it, at whatever depth, goes through the check when fetched.
 */
public final class DashSource implements StreamSource {
  private static final byte[] NOTHING = {};
  private static final long MS = 1_000_000; // in nanoseconds
  private static final long SHORTEST_RELOAD_MS = 250;
  private static final long LONGEST_RELOAD_MS = 10_000;
  private static final long LONGEST_LATER_MS = 500;

  /** An address may have been valid for a while only: begin from the top again. */
  private static final int FAILURES_UNTIL_FROM_THE_TOP = 3;

  /** At the live edge a segment is given so long to appear before others are looked for. */
  private static final long LEAST_PATIENCE_MS = 2_000;

  private static final long MOST_PATIENCE_MS = 10_000;
  private static final long CLOCK_BYTES = 64 * 1024;
  private static final Optional<ByteSpan> FIRST_BYTE = Optional.of(new ByteSpan(0, 1));

  private static final String NOT_OURS =
      "Whoever runs the origin must make it answer again; nothing is to be done here.";

  private final String address;
  private final AudioWish wish;
  private final CheckedHttp http;
  private final DashLimits limits;
  private final Metrics metrics;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final OptionalInt pictureHeight;
  private final ManifestFollower follower;
  private final OriginTime originTime = new OriginTime();
  private final Errand errand = new Errand();
  private URI loadFrom;
  private URI loadedFrom;
  private byte[] loadedBytes = NOTHING;
  private Manifest manifest;
  private long epochUs;
  private boolean dated;
  private long loadedUs;
  private long reloadAtNanos;
  private int manifestFailures;
  private List<TrackLine.Chosen> chosen = List.of();
  private boolean wasChosen;
  private boolean segmentFailed;
  private long missingStartUs = Long.MIN_VALUE;
  private long missingSinceNanos;
  private Optional<Part> knownInitialisation = Optional.empty();
  private List<String> knownBases = List.of();
  private byte[] knownInitialisationBytes = NOTHING;
  private volatile Optional<Duration> lead = Optional.empty();
  private long clockZero90kHz;

  /**
   * @param clock ours, for as long as the origin's is not known
   */
  public DashSource(
      String address,
      AudioWish wish,
      CheckedHttp http,
      DashLimits limits,
      Metrics metrics,
      Clock clock,
      LongSupplier nanoTime) {
    this(address, wish, OptionalInt.empty(), http, limits, metrics, clock, nanoTime);
  }

  /**
   * @param pictureHeight the picture is fetched and not the sound: the highest that is no higher
   */
  private DashSource(
      String address,
      AudioWish wish,
      OptionalInt pictureHeight,
      CheckedHttp http,
      DashLimits limits,
      Metrics metrics,
      Clock clock,
      LongSupplier nanoTime) {
    this.pictureHeight = pictureHeight;
    this.address = address;
    this.wish = wish;
    this.http = http;
    this.limits = limits;
    this.metrics = metrics;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.follower = new ManifestFollower(limits.fromFirst());
  }

  @Override
  public Piece next() throws SourceTrouble {
    Optional<SourceTrouble> late = Optional.empty();
    if (manifest == null) {
      load();
    } else if (manifest.live() && nanoTime.getAsLong() >= reloadAtNanos) {
      late = reload();
    }
    TrackLine line = line();
    ManifestFollower.Step step = follower.next(line);
    if (step instanceof ManifestFollower.Take take) {
      // Segments that are known can be had while the manifest cannot.
      return take(line, take);
    }
    if (late.isPresent()) {
      throw late.get();
    }
    if (step instanceof ManifestFollower.Lost lost) {
      return lost(line, lost);
    }
    return step instanceof ManifestFollower.Ended ? new Piece.Ended() : later();
  }

  private TrackLine line() {
    return new TrackLine(
        manifest, chosen, epochUs, dated, originTime.us(nanoTime.getAsLong()), loadedUs);
  }

  private Piece.Later later() {
    long reloadMs = (reloadAtNanos - nanoTime.getAsLong()) / MS;
    return new Piece.Later(Duration.ofMillis(Math.max(1, Math.min(LONGEST_LATER_MS, reloadMs))));
  }

  private Piece.Lost lost(TrackLine line, ManifestFollower.Lost lost) throws SourceTrouble {
    if (!lost.next().byClock()) {
      follower.done(lost);
      return piece(lost);
    }
    // The clock says that it should be there; an encoder that stands still did not write it.
    segmentFailed = false;
    DashSegment there =
        firstThere(line, lost.next())
            .orElseThrow(() -> nothingThere(lost.next(), "nothing the clock says is there"));
    ManifestFollower.Lost further =
        new ManifestFollower.Lost(
            lost.guessedSamples() + samplesBetween(lost.next(), there),
            lost.reason(),
            lost.detail(),
            there);
    follower.done(further);
    return piece(further);
  }

  private static long samplesBetween(DashSegment one, DashSegment other) {
    return Math.round(
        (other.startUs() - one.startUs()) * (double) AudioFormat.SAMPLE_RATE_HZ / 1_000_000);
  }

  private Piece.Lost piece(ManifestFollower.Lost lost) {
    metrics.segments.labelValues("lost").inc();
    return new Piece.Lost(
        lost.guessedSamples(),
        lost.reason(),
        lost.detail(),
        SourcePosition.newBuilder().setMediaSequence(lost.next().presentationMs()).build());
  }

  private Optional<SourceTrouble> reload() throws SourceTrouble {
    try {
      load();
      return Optional.empty();
    } catch (SourceTrouble e) {
      if (e.hope() == Hope.NONE) {
        throw e;
      }
      reloadAtNanos = nanoTime.getAsLong() + 1_000 * MS;
      return Optional.of(e);
    }
  }

  private void load() throws SourceTrouble {
    segmentFailed = false;
    try {
      URI from = loadFrom == null ? http.check().admit(address) : loadFrom;
      Fetched fetched = http.get(from, limits.manifestBytes(), Optional.empty(), errand);
      Manifest loaded = ManifestReader.read(fetched.bytes(), pictureHeight.isPresent());
      boolean changed = !Arrays.equals(loadedBytes, fetched.bytes());
      loadedFrom = fetched.from();
      loadedBytes = fetched.bytes();
      loadFrom =
          loaded.moved().isPresent()
              ? http.check().admit(loadedFrom, loaded.moved().get())
              : loadedFrom;
      readClocks(loaded, fetched);
      take(loaded, changed);
      manifestFailures = 0;
    } catch (ManifestReader.Unreadable e) {
      throw manifestTrouble("dash-manifest-unreadable", said(e), e);
    } catch (BadAnswer e) {
      throw manifestTrouble("dash-manifest-" + e.status(), said(e), e);
    } catch (IOException e) {
      throw manifestTrouble("dash-manifest-unreachable", said(e), e);
    } catch (AddressRefused e) {
      throw refused(e);
    }
  }

  private void take(Manifest loaded, boolean changed) throws SourceTrouble {
    List<TrackLine.Chosen> choice = choose(loaded);
    if (loaded.epochUs().isPresent()) {
      epochUs = loaded.epochUs().getAsLong();
      dated = true;
    }
    // Without an epoch it keeps the one it had: a channel that ended is a recording of the same.
    manifest = loaded;
    chosen = choice;
    long nanos = nanoTime.getAsLong();
    loadedUs = originTime.us(nanos);
    reloadAtNanos = nanos + reloadMs(loaded, changed) * MS;
    if (!loaded.live() && lead.isEmpty() && !wasChosen) {
      lead = Optional.of(Duration.ofMillis(3 * segmentMs()));
    }
    wasChosen |= !choice.isEmpty();
  }

  /** What may have changed is asked for when it may have; and sooner, once it is late. */
  private long reloadMs(Manifest loaded, boolean changed) {
    long saidMs = loaded.updateMs().orElse(LONGEST_RELOAD_MS);
    boolean listed = line().newest().map(s -> !s.byClock()).orElse(true);
    long segmentMs = Math.max(1, segmentMs());
    long pauseMs =
        changed || !listed ? Math.max(saidMs, segmentMs / 2) : Math.min(saidMs, segmentMs / 2);
    return Math.max(SHORTEST_RELOAD_MS, Math.min(LONGEST_RELOAD_MS, pauseMs));
  }

  private long segmentMs() {
    return line().newest().map(s -> s.durationUs() / 1000).orElse(2_000L);
  }

  private void readClocks(Manifest loaded, Fetched fetched) throws AddressRefused {
    long nanos = nanoTime.getAsLong();
    if (originTime.isDue(nanos) || isDirect(loaded)) {
      for (OriginClock each : loaded.clocks()) {
        OptionalLong us = read(each);
        if (us.isPresent()) {
          originTime.read(us.getAsLong(), nanoTime.getAsLong());
          return;
        }
      }
    }
    originTime.guess(fetched.originAtMs(), clock.millis(), nanos);
  }

  /** The time stands in the manifest itself: it is read for nothing, every time. */
  private static boolean isDirect(Manifest loaded) {
    return !loaded.clocks().isEmpty() && loaded.clocks().get(0).scheme().equals("direct");
  }

  private OptionalLong read(OriginClock named) throws AddressRefused {
    try {
      return switch (named.scheme()) {
        case "direct" -> OptionalLong.of(ManifestReader.us(named.value()));
        case "http-iso", "http-xsdate" ->
            OptionalLong.of(
                ManifestReader.us(new String(ask(named).bytes(), StandardCharsets.US_ASCII)));
        case "http-head" -> {
          OptionalLong ms = ask(named).originAtMs();
          yield ms.isPresent() ? OptionalLong.of(1000 * ms.getAsLong()) : ms;
        }
        default -> OptionalLong.empty();
      };
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty(); // the next one, or the Date of the manifest
    }
  }

  private Fetched ask(OriginClock named) throws AddressRefused, IOException {
    String first = named.value().split("\\s+", 2)[0];
    return http.get(http.check().admit(loadedFrom, first), CLOCK_BYTES, Optional.empty(), errand);
  }

  private List<TrackLine.Chosen> choose(Manifest loaded) throws SourceTrouble {
    List<TrackLine.Chosen> choice = new ArrayList<>();
    Optional<Track> unread = Optional.empty();
    for (Period period : loaded.periods()) {
      Optional<Track> track = pictureHeight.isPresent() ? pictureIn(period) : chosenIn(period);
      if (track.isPresent() && track.get().line().isPresent()) {
        choice.add(new TrackLine.Chosen(period, track.get()));
      }
      unread = unread.or(() -> track.filter(t -> t.line().isEmpty()));
    }
    if (choice.isEmpty() && !wasChosen && !loaded.periods().isEmpty()) {
      throw pictureHeight.isPresent() ? nothingToSee(unread) : nothingToHear(loaded, unread);
    }
    return choice;
  }

  /** Of those that can be read here, if any can. */
  private Optional<Track> chosenIn(Period period) {
    if (!wish.isNamed()) {
      List<Track> readable = period.sounds().stream().filter(s -> s.line().isPresent()).toList();
      if (!readable.isEmpty()) {
        return wish.choose(readable, DashSource::offer);
      }
    }
    return wish.choose(period.sounds(), DashSource::offer);
  }

  /** One that can be read; H.264 before others; the highest that is wished, else the lowest. */
  private Optional<Track> pictureIn(Period period) {
    Comparator<Track> byHeight = Comparator.comparingInt(Track::height);
    return period.pictures().stream()
        .max(
            Comparator.comparing((Track t) -> t.line().isPresent())
                .thenComparing(t -> t.height() <= pictureHeight.getAsInt())
                .thenComparing(t -> t.codecs().isEmpty() || t.codecs().startsWith("avc"))
                .thenComparing(
                    (one, other) ->
                        one.height() <= pictureHeight.getAsInt()
                            ? byHeight.compare(one, other)
                            : byHeight.compare(other, one))
                .thenComparingLong(Track::bitsPerSecond));
  }

  private SourceTrouble nothingToSee(Optional<Track> unread) {
    String where = "the manifest " + CheckedHttp.place(loadedFrom);
    return unread.isPresent()
        ? trouble(
            "dash-picture-unreadable",
            Hope.NONE,
            "the picture of " + where + " cannot be read: " + unread.get().obstacle(),
            "Have the packager write H.264 in fragmented MP4, without rights management.")
        : trouble("dash-" + NO_PICTURE, Hope.NONE, where + " names no picture", "");
  }

  private static AudioWish.Offer offer(Track sound) {
    return new AudioWish.Offer(sound.id(), sound.name(), sound.language(), sound.role());
  }

  private SourceTrouble nothingToHear(Manifest loaded, Optional<Track> unread) {
    List<Track> all = loaded.periods().stream().flatMap(p -> p.sounds().stream()).toList();
    String where = "the manifest " + CheckedHttp.place(loadedFrom);
    if (unread.isPresent()) {
      return trouble(
          "dash-sound-unreadable",
          Hope.NONE,
          "the sound "
              + unread.get().id()
              + " of "
              + where
              + " cannot be read: "
              + unread.get().obstacle(),
          "Have the packager write AAC, AC-3, Opus or FLAC in fragmented MP4, without rights"
              + " management.");
    }
    if (!all.isEmpty()) {
      return trouble(
          "audio-track-unknown",
          Hope.NONE,
          wish.refusal(where, all.stream().map(DashSource::offer).toList()),
          "Choose one of those, or none.");
    }
    return trouble(
        "dash-no-audio",
        Hope.NONE,
        where + " names no adaptation set with audio",
        "Give the address of a stream with sound.");
  }

  private static SourceTrouble trouble(String code, Hope hope, String message, String action) {
    return new SourceTrouble(code, hope, Party.PARTY_SOURCE, message, action);
  }

  private SourceTrouble manifestTrouble(String code, String said, Exception cause) {
    if (++manifestFailures >= FAILURES_UNTIL_FROM_THE_TOP) {
      loadFrom = null;
    }
    return new SourceTrouble(
        code,
        Hope.PASSING,
        Party.PARTY_SOURCE,
        "the manifest cannot be had: " + said,
        NOT_OURS,
        cause);
  }

  private Piece take(TrackLine line, ManifestFollower.Take take) throws SourceTrouble {
    DashSegment segment = take.segment();
    segmentFailed = true;
    try {
      byte[] initialisation = initialisation(segment, take.beginsSection());
      URI at = resolved(segment.bases(), segment.part());
      Fetched fetched = http.get(at, limits.segmentBytes(), segment.span(), errand);
      segmentFailed = false;
      clockZero90kHz = segment.offset90kHz();
      metrics.segmentBytes.inc(fetched.bytes().length);
      metrics.segments.labelValues("fetched").inc();
      follower.done(take);
      return new Piece.Media(
          segment.presentationMs(),
          segment.periodStartMs(),
          CheckedHttp.place(at),
          segment.programDateTimeUs(),
          segment.durationSamples(),
          take.beginsSection(),
          take.publishFromSample(),
          new Piece.InMemory(initialisation, fetched.bytes()),
          fetched.arrivedAtMs());
    } catch (BadAnswer e) {
      return isGone(e) ? missing(line, segment, e) : failed(segment, "" + e.status(), e);
    } catch (IOException e) {
      return failed(segment, "unreachable", e);
    } catch (AddressRefused e) {
      throw refused(e);
    }
  }

  private static boolean isGone(BadAnswer e) {
    return e.status() == 404 || e.status() == 410 || e.status() == 403;
  }

  private static Piece failed(DashSegment segment, String how, IOException e) throws SourceTrouble {
    throw new SourceTrouble(
        "dash-segment-" + how,
        Hope.PASSING,
        Party.PARTY_SOURCE,
        "segment " + segment.presentationMs() + " cannot be had: " + said(e),
        NOT_OURS,
        e);
  }

  /**
   * A segment that should be there is late, or lost: it is lost once one behind it is there. While
   * none is, the encoder stands still, and nothing is lost yet.
   */
  private Piece missing(TrackLine line, DashSegment segment, BadAnswer e) throws SourceTrouble {
    segmentFailed = false;
    long nanos = nanoTime.getAsLong();
    if (missingStartUs != segment.startUs()) {
      missingStartUs = segment.startUs();
      missingSinceNanos = nanos;
    }
    if (nanos - missingSinceNanos < patienceNanos(line, segment)) {
      return new Piece.Later(
          Duration.ofMillis(
              Math.max(50, Math.min(LONGEST_LATER_MS, segment.durationUs() / 4_000))));
    }
    Optional<DashSegment> behind = line.from(segment.endUs());
    Optional<DashSegment> there =
        behind.isEmpty() ? Optional.empty() : firstThere(line, behind.get());
    if (there.isEmpty()) {
      throw nothingThere(segment, said(e));
    }
    Optional<ManifestFollower.Lost> lost =
        follower.skipTo(there.get(), Gap.Reason.REASON_SEGMENT_LOST, said(e));
    return lost.isPresent() ? piece(lost.get()) : new Piece.Later(Duration.ofMillis(1));
  }

  private static SourceTrouble nothingThere(DashSegment segment, String said) {
    return trouble(
        "dash-segment-missing",
        Hope.PASSING,
        "segment "
            + segment.presentationMs()
            + " is not there, and none behind it ("
            + said
            + "): the encoder stands still",
        "Whoever runs the encoder must see to it; nothing is to be done here.");
  }

  /** Far behind the edge a segment has had its time. */
  private static long patienceNanos(TrackLine line, DashSegment segment) {
    long edgeUs = line.newest().map(DashSegment::startUs).orElse(Long.MIN_VALUE);
    boolean atTheEdge = edgeUs - segment.startUs() <= 2 * segment.durationUs();
    long ms = Math.max(LEAST_PATIENCE_MS, Math.min(MOST_PATIENCE_MS, segment.durationUs() / 1000));
    return atTheEdge ? ms * MS : 0;
  }

  /**
   * The first segment from that one on that the origin has. What is missing is taken to be one
   * stretch, so that a few questions find its end.
   */
  private Optional<DashSegment> firstThere(TrackLine line, DashSegment from) throws SourceTrouble {
    if (isThere(from)) {
      return Optional.of(from);
    }
    DashSegment missing = from;
    Optional<DashSegment> there = Optional.empty();
    for (long steps = 1; there.isEmpty(); steps *= 2) {
      Optional<DashSegment> probe = line.from(from.startUs() + steps * from.durationUs());
      DashSegment next = probe.or(line::newest).orElse(from);
      if (next.startUs() <= missing.startUs()) {
        return Optional.empty();
      }
      if (isThere(next)) {
        there = Optional.of(next);
      } else {
        missing = next;
      }
    }
    while (true) {
      long middleUs = missing.startUs() + (there.get().startUs() - missing.startUs()) / 2;
      Optional<DashSegment> middle = line.from(middleUs);
      boolean between =
          middle.isPresent()
              && middle.get().startUs() > missing.startUs()
              && middle.get().startUs() < there.get().startUs();
      if (!between) {
        return there;
      }
      if (isThere(middle.get())) {
        there = middle;
      } else {
        missing = middle.get();
      }
    }
  }

  private boolean isThere(DashSegment segment) throws SourceTrouble {
    Optional<ByteSpan> first =
        segment.span().map(s -> new ByteSpan(s.offsetBytes(), 1)).or(() -> FIRST_BYTE);
    try {
      http.get(resolved(segment.bases(), segment.part()), limits.segmentBytes(), first, errand);
      return true;
    } catch (BadAnswer e) {
      if (isGone(e)) {
        return false;
      }
      failed(segment, "" + e.status(), e);
      return false;
    } catch (IOException e) {
      failed(segment, "unreachable", e);
      return false;
    } catch (AddressRefused e) {
      throw refused(e);
    }
  }

  private URI resolved(List<String> bases, Part part) throws AddressRefused {
    URI at = loadedFrom;
    for (String base : bases) {
      at = http.check().admit(at, base);
    }
    return part.address().isEmpty() ? at : http.check().admit(at, part.address());
  }

  /**
   * @param anew an encoder that began anew may have written another one under the same name
   */
  private byte[] initialisation(DashSegment segment, boolean anew)
      throws AddressRefused, IOException {
    if (segment.initialisation().isEmpty()) {
      return NOTHING;
    }
    boolean known =
        !anew
            && segment.initialisation().equals(knownInitialisation)
            && segment.bases().equals(knownBases);
    if (!known) {
      Part wanted = segment.initialisation().get();
      knownInitialisationBytes =
          http.get(resolved(segment.bases(), wanted), limits.segmentBytes(), wanted.span(), errand)
              .bytes();
      knownInitialisation = segment.initialisation();
      knownBases = segment.bases();
    }
    return knownInitialisationBytes;
  }

  private SourceTrouble refused(AddressRefused e) {
    metrics.refusals.inc();
    return new SourceTrouble(
        "address-refused",
        Hope.NONE,
        Party.PARTY_SOURCE,
        e.getMessage(),
        "Give an address of the open network, or have an operator allow this one.",
        e);
  }

  private static String said(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public Optional<Piece.Lost> giveUp(SourceTrouble trouble) {
    if (manifest == null || !segmentFailed) {
      return Optional.empty();
    }
    segmentFailed = false;
    TrackLine line = line();
    if (!(follower.next(line) instanceof ManifestFollower.Take take)) {
      return Optional.empty();
    }
    return line.from(take.segment().endUs())
        .flatMap(
            next -> follower.skipTo(next, Gap.Reason.REASON_SEGMENT_LOST, trouble.getMessage()))
        .map(this::piece);
  }

  @Override
  public void seek(SourcePosition place, Gap.Reason ifMissing) {
    follower.seek(place, ifMissing);
    reloadAtNanos = nanoTime.getAsLong();
  }

  @Override
  public Optional<Duration> lead() {
    return lead;
  }

  @Override
  public boolean keepsWhatIsNotTaken() {
    return true; // for as long as the origin's window is
  }

  @Override
  public Optional<StreamSource> pictureBeside(int mostHeight) {
    return Optional.of(
        new DashSource(
            address, wish, OptionalInt.of(mostHeight), http, limits, metrics, clock, nanoTime));
  }

  @Override
  public long clockZero90kHz() {
    return clockZero90kHz;
  }

  @Override
  public boolean grantsTrack() {
    return true; // a representation holds one sound, and it was chosen
  }

  @Override
  public StreamOutline outline() {
    if (manifest == null) {
      return new StreamOutline(
          true, OptionalLong.empty(), OptionalLong.empty(), List.of(), List.of());
    }
    Optional<DashSegment> newest = line().newest();
    return new StreamOutline(
        manifest.live(),
        manifest.live() || manifest.endUs().isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(manifest.endUs().getAsLong() / 1000),
        newest.map(s -> OptionalLong.of(s.durationUs() / 1000)).orElse(OptionalLong.empty()),
        List.of(),
        renditions());
  }

  /** Of the last period, which a live channel is in. */
  private List<StreamOutline.Rendition> renditions() {
    if (chosen.isEmpty()) {
      return List.of();
    }
    TrackLine.Chosen now = chosen.get(chosen.size() - 1);
    return now.period().sounds().stream()
        .map(
            s ->
                new StreamOutline.Rendition(
                    s.id(),
                    s.name(),
                    s.language(),
                    s.role(),
                    s.codecs(),
                    s.sampleRateHz(),
                    s.channels(),
                    s.equals(now.track())))
        .toList();
  }

  @Override
  public void close() {
    errand.callOff();
  }
}
