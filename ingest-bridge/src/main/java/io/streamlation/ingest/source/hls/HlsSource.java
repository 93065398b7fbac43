package io.streamlation.ingest.source.hls;

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
import io.streamlation.ingest.telemetry.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A stream over HLS. Every address in it, at whatever depth, goes through the check when fetched.
 */
public final class HlsSource implements StreamSource {
  private static final byte[] NOTHING = {};

  /** A rendition's address may have been valid for a while only: begin from the top again. */
  private static final int FAILURES_UNTIL_FROM_THE_TOP = 3;

  private static final int UNCHANGED_LOADS_UNTIL_FROM_THE_TOP = 8;

  private static final String NOT_OURS =
      "Whoever runs the origin must make it answer again; nothing is to be done here.";

  private final String address;
  private final AudioWish wish;
  private final CheckedHttp http;
  private final HlsLimits limits;
  private final Metrics metrics;
  private final LongSupplier nanoTime;
  private final OptionalInt pictureHeight;
  private final PlaylistFollower follower;
  private final Errand errand = new Errand();
  private final ReloadPace pace = new ReloadPace();
  private URI playlistAt;
  private URI base;
  private MediaPlaylistView view;
  private PlaylistReader.Choice choice = PlaylistReader.Choice.NONE;
  private long reloadAtNanos;
  private boolean isMultivariant;
  private boolean refresh;
  private boolean segmentFailed;
  private int playlistFailures;
  private int unchangedLoads;
  private volatile Optional<Duration> lead = Optional.empty();
  private Optional<HlsSegment.Key> knownKey = Optional.empty();
  private byte[] knownKeyBytes = NOTHING;
  private Optional<HlsSegment.Initialisation> knownInitialisation = Optional.empty();
  private byte[] knownInitialisationBytes = NOTHING;

  /**
   * @param wish to choose among audio renditions
   */
  public HlsSource(
      String address,
      AudioWish wish,
      CheckedHttp http,
      HlsLimits limits,
      Metrics metrics,
      LongSupplier nanoTime) {
    this(address, wish, OptionalInt.empty(), http, limits, metrics, nanoTime);
  }

  /**
   * @param pictureHeight the picture is fetched and not the sound: the highest that is no higher
   */
  private HlsSource(
      String address,
      AudioWish wish,
      OptionalInt pictureHeight,
      CheckedHttp http,
      HlsLimits limits,
      Metrics metrics,
      LongSupplier nanoTime) {
    this.pictureHeight = pictureHeight;
    this.address = address;
    this.wish = wish;
    this.http = http;
    this.limits = limits;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.follower = new PlaylistFollower(limits.fromFirst());
  }

  @Override
  public Piece next() throws SourceTrouble {
    if (view == null || refresh) {
      load();
    }
    PlaylistFollower.Step step = follower.next(view);
    if (step instanceof PlaylistFollower.UpToDate && nanoTime.getAsLong() >= reloadAtNanos) {
      load();
      step = follower.next(view);
    }
    if (step instanceof PlaylistFollower.Take take) {
      Piece.Media media = fetch(take);
      follower.done(step);
      metrics.segments.labelValues("fetched").inc();
      return media;
    }
    if (step instanceof PlaylistFollower.Lost lost) {
      follower.done(step);
      metrics.segments.labelValues("lost").inc();
      return piece(lost);
    }
    if (step instanceof PlaylistFollower.Ended) {
      return new Piece.Ended();
    }
    return new Piece.Later(Duration.ofNanos(Math.max(0, reloadAtNanos - nanoTime.getAsLong())));
  }

  private static Piece.Lost piece(PlaylistFollower.Lost lost) {
    return new Piece.Lost(
        lost.guessedSamples(),
        lost.reason(),
        lost.detail(),
        SourcePosition.newBuilder().setMediaSequence(lost.next()).build());
  }

  private void load() throws SourceTrouble {
    try {
      long begunNanos = nanoTime.getAsLong();
      Fetched fetched = playlist();
      MediaPlaylistView loaded = PlaylistReader.media(fetched.bytes());
      boolean changed = view == null || !view.segments().equals(loaded.segments());
      if (view == null && loaded.ended()) {
        lead = Optional.of(Duration.ofMillis(3 * loaded.targetDurationMs()));
      }
      view = loaded;
      base = playlistAt;
      refresh = false;
      unchangedLoads = changed ? 0 : unchangedLoads + 1;
      if (unchangedLoads >= UNCHANGED_LOADS_UNTIL_FROM_THE_TOP && !loaded.ended()) {
        unchangedLoads = 0;
        playlistAt = null;
      }
      playlistFailures = 0;
      long pauseMs = pace.pauseMs(changed, loaded, fetched.unchangedForMs());
      reloadAtNanos = begunNanos + pauseMs * 1_000_000L;
    } catch (PlaylistReader.Unreadable e) {
      throw playlistTrouble("hls-playlist-unreadable", e.getMessage(), e);
    } catch (BadAnswer e) {
      throw playlistTrouble("hls-playlist-" + e.status(), e.getMessage(), e);
    } catch (IOException e) {
      throw playlistTrouble("hls-playlist-unreachable", said(e), e);
    } catch (AddressRefused e) {
      throw refused(e);
    }
  }

  /** The media playlist; at first it must be found. */
  private Fetched playlist()
      throws AddressRefused, IOException, PlaylistReader.Unreadable, SourceTrouble {
    if (playlistAt != null) {
      return get(playlistAt, limits.playlistBytes(), Optional.empty());
    }
    Fetched top = get(http.check().admit(address), limits.playlistBytes(), Optional.empty());
    if (!PlaylistReader.isMultivariant(top.bytes())) {
      playlistAt = top.from();
      return top;
    }
    if (pictureHeight.isPresent()) {
      return media(
          top.from(),
          PlaylistReader.picture(top.bytes(), pictureHeight.getAsInt())
              .orElseThrow(() -> nothingToSee(top.from())));
    }
    choice = PlaylistReader.choose(top.bytes(), wish);
    if (choice.refuses(wish)) {
      throw new SourceTrouble(
          "audio-track-unknown",
          Hope.NONE,
          Party.PARTY_SOURCE,
          wish.refusal("the playlist " + CheckedHttp.place(top.from()), choice.offers()),
          "Choose one of those, or none.");
    }
    Optional<String> sound = choice.sound();
    if (sound.isEmpty()) {
      throw new SourceTrouble(
          "hls-no-audio",
          Hope.NONE,
          Party.PARTY_SOURCE,
          "the playlist " + CheckedHttp.place(top.from()) + " names no variant with audio",
          "Give the address of a stream with sound.");
    }
    isMultivariant = true;
    return media(top.from(), sound.get());
  }

  private static SourceTrouble nothingToSee(URI top) {
    return new SourceTrouble(
        "hls-" + NO_PICTURE,
        Hope.NONE,
        Party.PARTY_SOURCE,
        "the playlist " + CheckedHttp.place(top) + " names no picture in H.264 or H.265",
        "");
  }

  /** One that the multivariant playlist names. */
  private Fetched media(URI top, String reference)
      throws AddressRefused, IOException, PlaylistReader.Unreadable {
    Fetched media =
        get(http.check().admit(top, reference), limits.playlistBytes(), Optional.empty());
    if (PlaylistReader.isMultivariant(media.bytes())) {
      throw new PlaylistReader.Unreadable(
          CheckedHttp.place(media.from()) + " is a multivariant playlist inside another", null);
    }
    playlistAt = media.from();
    return media;
  }

  private SourceTrouble playlistTrouble(String code, String said, Exception cause) {
    segmentFailed = false;
    if (++playlistFailures >= FAILURES_UNTIL_FROM_THE_TOP) {
      playlistAt = null;
    }
    return new SourceTrouble(
        code,
        Hope.PASSING,
        Party.PARTY_SOURCE,
        "the playlist cannot be had: " + said,
        NOT_OURS,
        cause);
  }

  private Piece.Media fetch(PlaylistFollower.Take take) throws SourceTrouble {
    HlsSegment segment = take.segment();
    refresh = true; // unless all goes well: the playlist may have moved on before the next try
    segmentFailed = true;
    try {
      byte[] initialisation = initialisation(segment);
      URI at = http.check().admit(base, segment.reference());
      Fetched fetched = get(at, limits.segmentBytes(), segment.span());
      byte[] bytes = decrypted(segment, fetched.bytes());
      metrics.segmentBytes.inc(fetched.bytes().length);
      refresh = false;
      segmentFailed = false;
      return new Piece.Media(
          segment.sequence(),
          segment.discontinuitySequence(),
          CheckedHttp.place(at),
          segment.programDateTimeUs(),
          segment.durationSamples(),
          take.beginsSection(),
          take.publishFromSample(),
          new Piece.InMemory(initialisation, bytes),
          fetched.arrivedAtMs());
    } catch (BadAnswer e) {
      boolean gone = e.status() == 404 || e.status() == 410 || e.status() == 403;
      throw segmentTrouble(
          segment, "hls-segment-" + e.status(), gone ? Hope.PIECE_GONE : Hope.PASSING, e);
    } catch (IOException e) {
      throw segmentTrouble(segment, "hls-segment-unreachable", Hope.PASSING, e);
    } catch (GeneralSecurityException e) {
      throw segmentTrouble(segment, "hls-segment-undecipherable", Hope.PIECE_GONE, e);
    } catch (AddressRefused e) {
      throw refused(e);
    }
  }

  private SourceTrouble segmentTrouble(HlsSegment segment, String code, Hope hope, Exception e) {
    return new SourceTrouble(
        code,
        hope,
        Party.PARTY_SOURCE,
        "segment " + segment.sequence() + " cannot be had: " + said(e),
        NOT_OURS,
        e);
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

  private byte[] initialisation(HlsSegment segment) throws AddressRefused, IOException {
    if (segment.initialisation().isEmpty()) {
      return NOTHING;
    }
    if (!segment.initialisation().equals(knownInitialisation)) {
      HlsSegment.Initialisation wanted = segment.initialisation().get();
      knownInitialisationBytes =
          get(http.check().admit(base, wanted.reference()), limits.segmentBytes(), wanted.span())
              .bytes();
      knownInitialisation = segment.initialisation();
    }
    return knownInitialisationBytes;
  }

  private byte[] decrypted(HlsSegment segment, byte[] bytes)
      throws AddressRefused, IOException, GeneralSecurityException, SourceTrouble {
    if (segment.key().isEmpty()) {
      return bytes;
    }
    HlsSegment.Key key = segment.key().get();
    if (!key.method().equals(Aes128.METHOD)) {
      throw new SourceTrouble(
          "hls-encryption-unknown",
          Hope.NONE,
          Party.PARTY_SOURCE,
          "the stream is encrypted with " + key.method() + "; only AES-128 can be read",
          "Give the address of a stream without rights management.");
    }
    if (knownKey.isEmpty() || !knownKey.get().reference().equals(key.reference())) {
      byte[] fetched =
          get(http.check().admit(base, key.reference()), Aes128.KEY_BYTES, Optional.empty())
              .bytes();
      if (fetched.length != Aes128.KEY_BYTES) {
        throw new GeneralSecurityException("the key has " + fetched.length + " bytes, not 16");
      }
      knownKeyBytes = fetched;
      knownKey = segment.key();
    }
    return Aes128.decrypt(bytes, knownKeyBytes, key.iv(), segment.sequence());
  }

  private Fetched get(URI at, long mostBytes, Optional<ByteSpan> span)
      throws AddressRefused, IOException {
    return http.get(at, mostBytes, span, errand);
  }

  private static String said(Exception e) {
    if (e instanceof UnknownHostException) {
      return "nobody knows the name " + e.getMessage();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public Optional<Piece.Lost> giveUp(SourceTrouble trouble) {
    if (view == null || !segmentFailed) {
      return Optional.empty();
    }
    segmentFailed = false;
    Optional<PlaylistFollower.Lost> lost =
        follower.giveUp(view, Gap.Reason.REASON_SEGMENT_LOST, trouble.getMessage());
    lost.ifPresent(l -> metrics.segments.labelValues("lost").inc());
    return lost.map(HlsSource::piece);
  }

  @Override
  public void seek(SourcePosition place, Gap.Reason ifMissing) {
    follower.seek(place, ifMissing);
    refresh = true;
  }

  @Override
  public boolean keepsWhatIsNotTaken() {
    return true;
  }

  @Override
  public Optional<Duration> lead() {
    return lead;
  }

  @Override
  public boolean grantsTrack() {
    return choice.granted();
  }

  @Override
  public StreamOutline outline() {
    if (view == null) {
      return new StreamOutline(
          true, OptionalLong.empty(), OptionalLong.empty(), choice.variants(), choice.renditions());
    }
    long totalSamples = view.segments().stream().mapToLong(HlsSegment::durationSamples).sum();
    return new StreamOutline(
        !view.ended(),
        view.ended()
            ? OptionalLong.of(AudioFormat.msOfSamples(totalSamples))
            : OptionalLong.empty(),
        OptionalLong.of(AudioFormat.msOfSamples(view.averageSamples())),
        choice.variants(),
        choice.renditions());
  }

  @Override
  public Optional<StreamSource> pictureBeside(int mostHeight) {
    return isMultivariant
        ? Optional.of(
            new HlsSource(
                address, wish, OptionalInt.of(mostHeight), http, limits, metrics, nanoTime))
        : Optional.empty();
  }

  @Override
  public boolean isPlayedAsItComes() {
    return true;
  }

  @Override
  public void close() {
    errand.callOff();
  }
}
