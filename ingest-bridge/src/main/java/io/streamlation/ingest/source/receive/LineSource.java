package io.streamlation.ingest.source.receive;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.SourceTrouble.Hope;
import io.streamlation.ingest.source.StreamOutline;
import io.streamlation.ingest.source.StreamSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A stream over a connection. What was sent while nobody listened cannot be had again: after a
 * break the time without sound is lost, measured by the machine's own clock, and corrected by the
 * stream's stamps where they go on (that is done where gaps are declared). Every piece is dated:
 * the first by its arrival, those behind it by counting on. So the successor of a bridge that died
 * knows how long nobody listened.
 *
 * <p>A live source is never over: a sender that ends may come back, and only the plan says stop.
 */
public final class LineSource implements StreamSource {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int MOST_RECENT = 40;
  private static final long MOST_RECENT_BYTES = 4L << 20;

  /** Shorter pauses between two clocks are jitter. */
  private static final long TELLING_NANOS = 250_000_000L;

  private final Dial dial;
  private final LineLimits limits;
  private final Clock clock;
  private final LongSupplier nanoTime;

  /** Given out before, for a decoder that must begin again. */
  private final Deque<Piece.Media> recent = new ArrayDeque<>();

  /** To be given out before anything new. */
  private final Deque<Piece> ready = new ArrayDeque<>();

  private long recentBytes;
  private long sequence;
  private long section;
  private OptionalLong nextDateUs = OptionalLong.empty();
  private OptionalLong heardAtNanos = OptionalLong.empty();
  private String lossDetail = "";
  private Gap.Reason lossReason = Gap.Reason.REASON_STALLED;
  private SourceTrouble brokeBy;
  private Line line;
  private long waitingSinceNanos;
  private long bytesThen;
  private volatile boolean closed;
  private volatile Line toClose;

  public LineSource(Dial dial, LineLimits limits, Clock clock, LongSupplier nanoTime) {
    this.dial = dial;
    this.limits = limits;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  @Override
  public Piece next() throws SourceTrouble {
    if (!ready.isEmpty()) {
      return ready.poll();
    }
    if (brokeBy != null) {
      throw cleared();
    }
    if (line == null) {
      return connect();
    }
    Optional<Cut> cut = heard(LOOK);
    if (cut.isPresent()) {
      return taken(cut.get(), cut.get().apart());
    }
    Optional<SourceTrouble> trouble = troubleOf(limits.silence());
    if (trouble.isEmpty()) {
      return new Piece.Later(Duration.ZERO);
    }
    hangUp();
    brokeBy = trouble.get();
    lossDetail = brokeBy.getMessage();
    lossReason = Gap.Reason.REASON_STALLED;
    if (dial.mayGoOn()) {
      throw cleared();
    }
    // The decoder gives out its last samples now, and not when the sender comes back.
    return new Piece.Lost(0, lossReason, lossDetail, hereafter());
  }

  private SourceTrouble cleared() {
    SourceTrouble trouble = brokeBy;
    brokeBy = null;
    return trouble;
  }

  /** As long as a fetch: a channel's tries are counted by what comes, not by what is dialled. */
  private Piece connect() throws SourceTrouble {
    line = dial.open();
    toClose = line;
    if (closed) {
      line.close();
    }
    waitingSinceNanos = nanoTime.getAsLong();
    bytesThen = 0;
    while (true) {
      Optional<Cut> cut = heard(LOOK);
      if (cut.isPresent()) {
        return taken(cut.get(), cut.get().apart());
      }
      Optional<SourceTrouble> trouble = troubleOf(limits.opening());
      if (trouble.isPresent()) {
        hangUp();
        throw trouble.get();
      }
    }
  }

  private Optional<Cut> heard(Duration limit) throws SourceTrouble {
    try {
      Optional<Cut> cut = line.next(limit);
      if (cut.isPresent()) {
        waitingSinceNanos = nanoTime.getAsLong();
        bytesThen = line.bytes();
      }
      return cut;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceTrouble(
          dial.protocol() + "-called-off",
          Hope.PASSING,
          Party.PARTY_PLATFORM,
          "nobody waits for " + dial.place() + " any more",
          "",
          e);
    }
  }

  private Optional<SourceTrouble> troubleOf(Duration patience) {
    Optional<SourceTrouble> over = line.over();
    if (over.isPresent()
        || nanoTime.getAsLong() - waitingSinceNanos <= patience.toNanos() && !closed) {
      return over;
    }
    boolean bytesCome = line.bytes() > Math.max(0, bytesThen);
    String since = dial.place() + " has brought no sound for " + patience.toSeconds() + " s";
    return Optional.of(
        bytesCome
            ? new SourceTrouble(
                dial.protocol() + "-without-sound",
                Hope.PASSING,
                Party.PARTY_SOURCE,
                since + ", though something comes",
                "Have the sender send sound: its picture, or something else, arrives.")
            : new SourceTrouble(
                dial.protocol() + "-silent",
                Hope.PASSING,
                Party.PARTY_SOURCE,
                since + ", nor anything else; the connection is given up",
                "See whether the sender still runs and is on air, and whether the way to it is"
                    + " open."));
  }

  private Piece taken(Cut cut, boolean apart) {
    long missingNanos = 0;
    if (apart && heardAtNanos.isPresent()) {
      missingNanos = Math.max(0, cut.beganAtNanos() - heardAtNanos.getAsLong());
    }
    long missingUs = missingNanos < TELLING_NANOS ? 0 : missingNanos / 1_000;
    boolean sinceABreak = apart && !lossDetail.isEmpty();
    long dateUs =
        nextDateUs.isPresent() ? nextDateUs.getAsLong() + missingUs : wallUs(cut.beganAtNanos());
    if (heardAtNanos.isEmpty() && sinceABreak) {
      // Another bridge heard it last, by its own clock.
      long arrivedUs = wallUs(cut.beganAtNanos());
      missingUs = Math.max(0, arrivedUs - dateUs);
      dateUs = Math.max(dateUs, arrivedUs);
    }
    section += apart ? 1 : 0;
    Piece.Media media =
        new Piece.Media(
            sequence++,
            section,
            dial.place(),
            OptionalLong.of(dateUs),
            cut.samples(),
            apart,
            0,
            new Piece.InMemory(cut.initialisation(), cut.bytes()),
            wallUs(cut.arrivedAtNanos()) / 1_000);
    remember(media, cut.bytes().length);
    heardAtNanos = OptionalLong.of(cut.arrivedAtNanos());
    nextDateUs = OptionalLong.of(dateUs + usOf(cut.samples()));
    if (!sinceABreak && missingUs == 0) {
      lossDetail = ""; // it went on where it had broken off
      return media;
    }
    ready.add(media);
    String detail =
        !sinceABreak
            ? "the sender's clock jumped after a pause in what it sent"
            : lossReason == Gap.Reason.REASON_STALLED ? "now it is back" : lossDetail;
    lossDetail = "";
    return new Piece.Lost(
        missingUs * AudioFormat.SAMPLE_RATE_HZ / 1_000_000, lossReason, detail, placeOf(media));
  }

  private static long usOf(long samples) {
    return samples * 1_000_000 / AudioFormat.SAMPLE_RATE_HZ;
  }

  private long wallUs(long atNanos) {
    return clock.millis() * 1_000 - (nanoTime.getAsLong() - atNanos) / 1_000;
  }

  private static SourcePosition placeOf(Piece.Media media) {
    return SourcePosition.newBuilder()
        .setMediaSequence(media.mediaSequence())
        .setDiscontinuitySequence(media.discontinuitySequence())
        .setSegmentUri(media.uri())
        .setProgramDateTimeUs(media.programDateTimeUs().getAsLong())
        .build();
  }

  private SourcePosition hereafter() {
    SourcePosition.Builder place =
        SourcePosition.newBuilder()
            .setMediaSequence(sequence)
            .setDiscontinuitySequence(section)
            .setSegmentUri(dial.place());
    nextDateUs.ifPresent(place::setProgramDateTimeUs);
    return place.build();
  }

  private void remember(Piece.Media media, int bytes) {
    recent.add(media);
    recentBytes += bytes;
    while (recent.size() > MOST_RECENT || recentBytes > MOST_RECENT_BYTES && recent.size() > 1) {
      recentBytes -= ((Piece.InMemory) recent.remove().content()).bytes().length;
    }
  }

  private void hangUp() {
    line.close();
    line = null;
    toClose = null;
  }

  @Override
  public Optional<Piece.Lost> giveUp(SourceTrouble trouble) {
    return Optional.empty();
  }

  /**
   * A place among the last seconds is gone on from, its pieces given out again. Of any other place
   * only its date is known: what was sent since then is missing.
   */
  @Override
  public void seek(SourcePosition place, Gap.Reason ifMissing) {
    List<Piece.Media> again = new ArrayList<>();
    boolean found = false;
    for (Piece.Media media : recent) {
      found |=
          media.mediaSequence() == place.getMediaSequence()
              && media.uri().equals(place.getSegmentUri());
      if (found) {
        again.add(media);
      }
    }
    if (found) {
      ready.clear();
      ready.addAll(warmedUp(again, place.getSampleInSegment()));
      return;
    }
    sequence = place.getMediaSequence() + 1;
    section = place.getDiscontinuitySequence() + 1;
    nextDateUs =
        place.hasProgramDateTimeUs()
            ? OptionalLong.of(place.getProgramDateTimeUs())
            : OptionalLong.empty();
    heardAtNanos = OptionalLong.empty();
    lossReason = ifMissing;
    lossDetail = "nobody listened to " + dial.place() + " while one bridge took over from another";
  }

  /** A decoder's first block is not whole: it hears the piece before, which is not published. */
  private List<Piece.Media> warmedUp(List<Piece.Media> again, long fromSample) {
    List<Piece.Media> pieces = new ArrayList<>();
    Piece.Media first = again.get(0);
    if (!first.beginsSection()) {
      recent.stream()
          .filter(m -> m.mediaSequence() == first.mediaSequence() - 1)
          .forEach(m -> pieces.add(from(m, Long.MAX_VALUE)));
    }
    pieces.add(from(first, fromSample));
    pieces.addAll(again.subList(1, again.size()));
    return pieces;
  }

  private static Piece.Media from(Piece.Media media, long publishFromSample) {
    return new Piece.Media(
        media.mediaSequence(),
        media.discontinuitySequence(),
        media.uri(),
        media.programDateTimeUs(),
        media.durationSamples(),
        media.beginsSection(),
        publishFromSample,
        media.content(),
        media.arrivedAtMs());
  }

  @Override
  public boolean keepsWhatIsNotTaken() {
    return false; // a sender waits for nobody
  }

  @Override
  public Optional<Duration> lead() {
    return Optional.empty();
  }

  @Override
  public StreamOutline outline() {
    return new StreamOutline(
        true, OptionalLong.empty(), OptionalLong.empty(), List.of(), List.of());
  }

  @Override
  public void close() {
    closed = true;
    dial.close();
    Line open = toClose;
    if (open != null) {
      open.close();
    }
  }
}
