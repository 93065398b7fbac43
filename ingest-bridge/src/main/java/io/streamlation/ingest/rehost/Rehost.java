package io.streamlation.ingest.rehost;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.ingest.decode.LoneTrack;
import io.streamlation.ingest.decode.Picture;
import io.streamlation.ingest.decode.Undecodable;
import io.streamlation.ingest.frame.MediaClock;
import io.streamlation.ingest.frame.RunTimeline;
import io.streamlation.ingest.frame.SegmentMark;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.StreamSource;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Re-hosts one epoch of one session, run by run: a run is a stretch without a break, one packager
 * puts it into fragments, and each run is a section of its own at the player.
 *
 * <p>Called by the channel's thread and by the decoder's; neither ever waits here. A segment is
 * told once the sound beside it is published: who takes the session over goes on behind it.
 */
public final class Rehost {
  private static final Logger LOG = LoggerFactory.getLogger(Rehost.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration SAID_AGAIN = Duration.ofSeconds(30);
  private static final long LAST_WORDS_MS = 3_000;
  private static final long LOOK_MS = 200;
  private static final int MOST_EARLY = 100;
  private static final long LONGEST_WITHOUT_KEY_FRAME = 20L * AudioFormat.SAMPLE_RATE_HZ;

  /** Two frames of picture: a run's last sound and its last picture do not end together. */
  private static final long RAGGED_SAMPLES = AudioFormat.samplesOfMs(300);

  private final Rehosting shared;
  private final String sessionId;
  private final long epoch;
  private final long epochOffsetSamples;
  private final Supplier<SessionPlan> plan;
  private final Rehosting.Word word;
  private final Object lock = new Object();
  private final Map<String, Long> saidAtNanos = new HashMap<>();

  /** Where pieces lie that were heard before the packager was offered them. */
  private final Map<Long, SoundLine.Point> early = new LinkedHashMap<>();

  /** Under the lock where another thread looks. */
  private Run run;

  private Run previous;
  private int section = -1;
  private long lastSequence = -1;
  private boolean replaying;
  private long withoutKeyFrame;
  private long notBeforeNanos;
  private int failures;
  private long heardTo;
  private volatile boolean closing;
  private volatile boolean sourceEnded;
  private Shelf shelf;
  private String onAirAs = "";

  /** Whose picture was looked for in segments of its own. */
  private StreamSource besides;

  private PictureRoad road;

  Rehost(
      Rehosting shared,
      String sessionId,
      long epoch,
      long epochOffsetSamples,
      Supplier<SessionPlan> plan,
      Rehosting.Word word) {
    this.shared = shared;
    this.sessionId = sessionId;
    this.epoch = epoch;
    this.epochOffsetSamples = epochOffsetSamples;
    this.plan = plan;
    this.word = word;
    this.notBeforeNanos = shared.nanoTime().getAsLong();
  }

  /**
   * A piece that the decoder was given.
   *
   * @param sectionOfSound changes whenever the decoder found that a piece does not lead on from the
   *     one before
   * @param wish which of the sounds inside the piece is heard
   * @param from who brought it
   */
  public void take(
      Piece.Media media, int sectionOfSound, int input, AudioWish wish, StreamSource from) {
    try {
      offer(media, sectionOfSound, input, wish, from);
    } catch (RuntimeException e) {
      LOG.error("a piece could not be re-hosted; the sound goes on", e);
      breakOff();
    }
  }

  private void offer(
      Piece.Media media, int sectionOfSound, int input, AudioWish wish, StreamSource from) {
    if (media.publishFromSample() == RunTimeline.NOTHING || isReplayed(media)) {
      return;
    }
    lastSequence = media.mediaSequence();
    if (media.content() instanceof Piece.OnDisk file) {
      if (run == null) {
        start(new Run(file, wish, media, input));
      }
      return;
    }
    Piece.InMemory content = (Piece.InMemory) media.content();
    if (section != sectionOfSound) {
      breakOff();
      section = sectionOfSound;
    }
    if (run != null && run.isDone()) {
      pause();
    }
    if (isBeside(content, wish, from)) {
      offerBeside(content, media, input, wish, from);
      return;
    }
    byte[] bytes = content.bytes();
    if (run == null && shared.nanoTime().getAsLong() >= notBeforeNanos) {
      bytes = begin(content, media, input, wish);
    }
    feed(bytes, media);
  }

  /** Whether the picture lies in segments of its own; then it is fetched from now on. */
  private boolean isBeside(Piece.InMemory content, AudioWish wish, StreamSource from) {
    if (besides == from) {
      return road != null;
    }
    if (road != null) {
      road.letGo(); // another input
      road = null;
    }
    if (run != null || Picture.of(content, wish).isPresent()) {
      return false;
    }
    besides = from;
    if (from.pictureBeside(shared.settings().mostHeight()).isPresent()) {
      road =
          new PictureRoad(
              sessionId,
              () -> from.pictureBeside(shared.settings().mostHeight()),
              picture -> new Packager(shared.program(), picture, true),
              this::sayNowAndThen);
    }
    return road != null;
  }

  private void offerBeside(
      Piece.InMemory content, Piece.Media media, int input, AudioWish wish, StreamSource from) {
    Optional<LoneTrack> sound =
        road.isHopeless() ? Optional.empty() : LoneTrack.sound(content, wish);
    if (sound.isEmpty()) {
      breakOff();
      return;
    }
    if (run == null && shared.nanoTime().getAsLong() >= notBeforeNanos) {
      start(new Run(sound.get(), content, media, input, road));
    }
    feed(content.bytes(), media);
    if (run != null) {
      road.hear(
          new PictureRoad.Heard(
              run,
              media.discontinuitySequence(),
              media.mediaSequence(),
              media.programDateTimeUs(),
              sound.get().stamp90kHz(),
              from.clockZero90kHz(),
              sound.get().lead90kHz(),
              media.durationSamples() * 1_000_000 / AudioFormat.SAMPLE_RATE_HZ));
    }
  }

  private void feed(byte[] bytes, Piece.Media media) {
    if (run != null && !run.offer(bytes, media)) {
      run.abandon();
      leave();
      dropped(
          "the packager is "
              + (Packager.MOST_WAITING_BYTES >> 20)
              + " MiB behind; what waits is left out, and it goes on at the next key frame");
    }
  }

  private boolean isReplayed(Piece.Media media) {
    replaying &= !media.beginsSection() && media.mediaSequence() <= lastSequence;
    return replaying;
  }

  /** A run begins with a key frame; gives what it is fed of this piece. */
  private byte[] begin(Piece.InMemory content, Piece.Media media, int input, AudioWish wish) {
    Optional<Picture> picture = Picture.of(content, wish);
    if (picture.isEmpty()) {
      return content.bytes();
    }
    if (!picture.get().videoFits()) {
      sayUnplayable(picture.get());
      return content.bytes();
    }
    Optional<byte[]> from = picture.get().fromKeyFrame(content.bytes());
    if (from.isPresent()) {
      withoutKeyFrame = 0;
      start(new Run(picture.get(), content, media, input));
      return from.get();
    }
    withoutKeyFrame += media.durationSamples();
    if (withoutKeyFrame > LONGEST_WITHOUT_KEY_FRAME) {
      sayNowAndThen(
          Party.PARTY_SOURCE,
          "rehost-no-key-frame",
          "no key frame has come for "
              + withoutKeyFrame / AudioFormat.SAMPLE_RATE_HZ
              + " s, and a segment begins with one; sound and captions go on",
          "Have the sender code a key frame every two seconds.");
    }
    return content.bytes();
  }

  private void start(Run next) {
    synchronized (lock) {
      run = next;
    }
    next.thread.start();
  }

  private void leave() {
    synchronized (lock) {
      previous = run;
      run = null;
    }
  }

  private void sayUnplayable(Picture picture) {
    sayNowAndThen(
        Party.PARTY_SOURCE,
        "rehost-unplayable",
        "the picture is coded in "
            + picture.video()
            + ", which players of fragmented MP4 do not show, and is not re-hosted; sound and"
            + " captions go on",
        "Have the sender code it in H.264.");
  }

  /** The packager ended although nobody asked it to: not at once again. */
  private void pause() {
    leave();
    failures++;
    long pauseMs =
        Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures - 1, 10));
    notBeforeNanos = shared.nanoTime().getAsLong() + pauseMs * 1_000_000;
  }

  private void dropped(String why) {
    shared.metrics().rehostRestarts.inc();
    sayNowAndThen(
        Party.PARTY_PLATFORM,
        "rehost-behind",
        why,
        "See how busy the machine and the disk of rehost.folder are.");
  }

  /** What comes next does not lead on from what came. */
  public void breakOff() {
    if (run != null) {
      run.end();
      leave();
    }
    synchronized (lock) {
      early.clear();
    }
  }

  /** Pieces that were given before come again, for a new decoder. */
  public void replays() {
    replaying = true;
  }

  /**
   * Where a piece lies.
   *
   * @param pts stamp of its first sound as the packager's output has it
   * @param startSample media position of that
   */
  public void lies(SegmentMark mark, OptionalLong pts, long startSample) {
    if (pts.isEmpty()) {
      return;
    }
    SoundLine.Point point =
        new SoundLine.Point(pts.getAsLong(), startSample, mark.programDateTimeUs());
    synchronized (lock) {
      for (Run of = run == null ? previous : run; of != null; of = of.before) {
        if (of.holds(mark.mediaSequence())) {
          of.add(point);
          lock.notifyAll();
          return;
        }
      }
      early.put(mark.mediaSequence(), point);
      if (early.size() > MOST_EARLY) {
        early.remove(early.keySet().iterator().next());
      }
    }
  }

  /** So many samples of the epoch were handed on to be published. */
  public void heardTo(long samples) {
    synchronized (lock) {
      heardTo = samples;
      lock.notifyAll();
    }
  }

  /**
   * Nothing more will come. What is whole is told, within limits.
   *
   * @param ended the source is over: also what has no sound beside it
   */
  public void close(boolean ended) throws InterruptedException {
    Run last;
    synchronized (lock) {
      sourceEnded = ended;
      closing = true;
      last = run;
      lock.notifyAll();
    }
    breakOff();
    if (road != null) {
      road.letGo();
    }
    if (last != null) {
      last.thread.join(LAST_WORDS_MS);
      last.abandon();
    }
    abandon();
  }

  /** Somebody else has the session: not another word. */
  public void abandon() {
    Run last;
    synchronized (lock) {
      closing = true;
      last = run;
      run = null;
      lock.notifyAll();
    }
    if (last != null) {
      last.abandon();
    }
    if (road != null) {
      road.close();
    }
    shared.closed(sessionId, this);
  }

  void sayCrowdedOut() {
    sayNowAndThen(
        Party.PARTY_PLATFORM,
        "rehost-full",
        "all that is re-hosted is more than rehost.max.bytes ("
            + (shared.settings().mostBytes() >> 20)
            + " MiB); the oldest segments of this session went before their time",
        "Raise rehost.max.bytes, or shorten rehost.window or the sessions' own windows.");
  }

  private void sayNowAndThen(Party party, String code, String message, String action) {
    long now = shared.nanoTime().getAsLong();
    synchronized (saidAtNanos) {
      Long before = saidAtNanos.get(code);
      if (before != null && now - before < SAID_AGAIN.toNanos()) {
        return;
      }
      saidAtNanos.put(code, now);
    }
    word.note(party, code, message, action);
  }

  /** One packager and what it was offered. */
  private final class Run implements PictureRoad.Showing, Braid.Reels {
    private final Thread thread;
    private volatile Run before;
    private final int input;
    private final String uri;
    private final Optional<Piece.OnDisk> file;
    private final AudioWish wish;
    private final SoundLine line = new SoundLine();
    private final SegmentCutter cutter;
    private final long firstSequence;
    private String codedAnew = "";
    private Optional<PictureRoad> beside = Optional.empty();
    private final Deque<Reel> reels = new ArrayDeque<>();
    private boolean hasAllReels;
    private Reel shown;
    private long soundTicks;
    private volatile Packager packager;
    private volatile boolean over;
    private volatile boolean abandoned;
    private volatile boolean done;
    private long offeredSequence;
    private Optional<SoundLine.Point> dated = Optional.empty();
    private Initialisation head;
    private long turns;
    private boolean isFirst = true;
    private boolean begun;

    /** Of what comes over a connection, or in segments. */
    Run(Picture picture, Piece.InMemory content, Piece.Media media, int input) {
      this(media, input, Optional.empty(), AudioWish.ofSpeech(""));
      saysCodedAnew(picture.soundFits(), picture.sound());
      try {
        packager = new Packager(shared.program(), picture, Optional.empty());
        if (content.initialisation().length > 0) {
          packager.offer(content.initialisation());
        }
      } catch (IOException e) {
        sayEnded("it did not start: " + e.getMessage());
      }
    }

    /** Of a sound whose picture is fetched beside it. */
    Run(LoneTrack sound, Piece.InMemory content, Piece.Media media, int input, PictureRoad beside) {
      this(media, input, Optional.empty(), AudioWish.ofSpeech(""));
      this.beside = Optional.of(beside);
      soundTicks = sound.hasStamps() ? 0 : sound.stamp90kHz();
      saysCodedAnew(sound.fits(), sound.codec());
      try {
        packager = new Packager(shared.program(), sound, false);
        if (content.initialisation().length > 0) {
          packager.offer(content.initialisation());
        }
      } catch (IOException e) {
        sayEnded("it did not start: " + e.getMessage());
      }
    }

    private void saysCodedAnew(boolean soundFits, String sound) {
      codedAnew = soundFits ? "" : "; its sound, " + sound + ", is coded anew to AAC";
    }

    Run(Piece.OnDisk file, AudioWish wish, Piece.Media media, int input) {
      this(media, input, Optional.of(file), wish);
      synchronized (lock) {
        offeredSequence = media.mediaSequence();
        takeEarly();
      }
    }

    private Run(Piece.Media media, int input, Optional<Piece.OnDisk> file, AudioWish wish) {
      this.before = previous;
      this.input = input;
      this.uri = media.uri();
      this.file = file;
      this.wish = wish;
      this.firstSequence = media.mediaSequence();
      this.offeredSequence = firstSequence - 1;
      this.cutter = new SegmentCutter(shared.settings().segment());
      this.thread = Packager.thread("rehost-" + sessionId, this::work);
    }

    boolean isDone() {
      return done;
    }

    boolean offer(byte[] bytes, Piece.Media media) {
      Packager to = packager;
      if (to == null) {
        return true; // it did not start, and was said
      }
      synchronized (lock) {
        offeredSequence = media.mediaSequence();
        takeEarly();
      }
      return to.offer(bytes);
    }

    /** Holding the lock. */
    private void takeEarly() {
      SoundLine.Point point = early.remove(offeredSequence);
      if (point != null) {
        add(point);
        lock.notifyAll();
      }
    }

    /** Holding the lock. */
    boolean holds(long sequence) {
      return sequence >= firstSequence && sequence <= offeredSequence;
    }

    /** Holding the lock. Where the source tells no date, the first arrival gives one. */
    void add(SoundLine.Point point) {
      SoundLine.Point known = point;
      if (point.dateUs().isEmpty()) {
        if (dated.isEmpty()) {
          dated =
              Optional.of(
                  new SoundLine.Point(
                      0, point.sample(), OptionalLong.of(shared.clock().millis() * 1_000)));
        }
        long samples = point.sample() - dated.get().sample();
        known =
            new SoundLine.Point(
                point.pts(),
                point.sample(),
                OptionalLong.of(
                    dated.get().dateUs().getAsLong()
                        + samples * 1_000_000 / AudioFormat.SAMPLE_RATE_HZ));
      }
      line.add(known);
    }

    void end() {
      synchronized (lock) {
        over = true;
        lock.notifyAll();
      }
      Packager last = packager;
      if (last != null && file.isEmpty()) {
        last.end();
      } else if (last != null && !sourceEnded) {
        last.kill(); // what it would give is not heard any more
      }
      beside.ifPresent(road -> road.over(this));
    }

    @Override
    public void show(Reel reel) {
      synchronized (lock) {
        if (!abandoned) {
          reels.add(reel);
          lock.notifyAll();
          return;
        }
      }
      reel.kill();
    }

    @Override
    public void noMoreReels() {
      synchronized (lock) {
        hasAllReels = true;
        over = true;
        lock.notifyAll();
      }
    }

    @Override
    public Optional<Reel> next() throws InterruptedException {
      synchronized (lock) {
        while (reels.isEmpty() && !hasAllReels && !abandoned) {
          lock.wait(LOOK_MS);
        }
        shown = reels.poll();
        return Optional.ofNullable(shown);
      }
    }

    void abandon() {
      abandoned = true;
      end();
      Packager last = packager;
      if (last != null) {
        last.kill();
      }
      killReels();
    }

    private void killReels() {
      synchronized (lock) {
        if (shown != null) {
          shown.kill();
        }
        reels.forEach(Reel::kill);
        reels.clear();
        hasAllReels = true;
        lock.notifyAll();
      }
    }

    private void work() {
      try {
        Run last = before;
        if (last != null) {
          last.thread.join(LAST_WORDS_MS);
          last.abandon();
          before = null;
        }
        if (file.isPresent() && !looksAt(file.get())) {
          return;
        }
        if (packager != null) {
          read();
        }
      } catch (InterruptedException e) {
        LOG.debug("re-hosting was interrupted");
      } catch (RuntimeException e) {
        LOG.error("a run could not be re-hosted; the sound goes on", e);
      } finally {
        Packager last = packager;
        if (last != null) {
          last.kill();
        }
        killReels();
        done = true;
      }
    }

    private boolean looksAt(Piece.OnDisk onDisk) {
      try {
        Optional<Picture> seen = Picture.ofFile(shared.program(), onDisk.file(), wish);
        if (seen.isEmpty()) {
          return false;
        }
        Picture picture = seen.get();
        saysCodedAnew(picture.soundFits(), picture.sound());
        if (!picture.videoFits()) {
          sayUnplayable(picture);
          return false;
        }
        packager = new Packager(shared.program(), picture, Optional.of(onDisk.file()));
        if (over) {
          packager.kill();
        }
        return true;
      } catch (IOException e) {
        sayEnded("it did not start: " + e.getMessage());
        return false;
      }
    }

    private void read() throws InterruptedException {
      String why = "";
      Fragments fragments =
          beside.isPresent()
              ? new Braid(packager.out(), soundTicks, this)
              : new Packaged(packager.out());
      try {
        while (true) {
          Fragment fragment = fragments.next();
          if (fragments.head() != head) {
            placeRest();
            begun = false;
            head = fragments.head();
          }
          take(fragment);
        }
      } catch (EOFException e) {
        why = over || packager.endedWell() ? "" : ended();
      } catch (IOException e) {
        why = over ? "" : String.valueOf(e.getMessage());
      } catch (Undecodable e) {
        why = e.getMessage();
      }
      placeRest();
      if (!why.isEmpty() && !abandoned) {
        sayEnded(why);
      }
    }

    private void placeRest() throws InterruptedException {
      Optional<SegmentCutter.Cut> rest = cutter.rest();
      if (rest.isPresent()) {
        place(rest.get());
      }
    }

    private String ended() throws InterruptedException {
      String words = packager.lastWords();
      return (packager.wasKilled() ? "it was killed" : "it ended")
          + (words.isEmpty() ? "" : ": " + words);
    }

    private void sayEnded(String why) {
      shared.metrics().rehostRestarts.inc();
      sayNowAndThen(
          Party.PARTY_PLATFORM,
          "rehost-broke",
          "the packager gave up (" + why + "); a new one goes on at a key frame",
          "Nothing, if it happens once; if it goes on, have the source's picture looked at.");
    }

    private void take(Fragment fragment) throws InterruptedException, Undecodable {
      if (isFirst) {
        isFirst = fragment.frames() == 0;
        fragment.dropSoundBeforePicture(head);
      }
      Optional<SegmentCutter.Cut> whole = cutter.take(fragment);
      if (whole.isPresent()) {
        place(whole.get());
      }
    }

    /** Waits until it is known where it lies and the sound beside it is published; tells it. */
    private void place(SegmentCutter.Cut cut) throws InterruptedException {
      long arrivedAtMs = shared.clock().millis();
      long pts = Math.floorMod(cut.startTicks(), MediaClock.PTS_WRAP);
      long lengthSamples =
          Math.round(cut.lengthTicks() * (double) AudioFormat.SAMPLE_RATE_HZ / MediaClock.PTS_HZ);
      Optional<SoundLine.Place> place;
      synchronized (lock) {
        place = line.of(pts);
        while (!abandoned && !mayBeTold(place, lengthSamples)) {
          lock.wait(LOOK_MS);
          place = line.of(pts);
        }
        boolean unheard =
            place.isEmpty()
                || (closing || file.isPresent())
                    && !sourceEnded
                    && place.get().sample() + lengthSamples > heardTo + RAGGED_SAMPLES;
        if (abandoned || unheard) {
          shared.metrics().rehostSegments.labelValues("unheard").inc();
          return;
        }
      }
      if (place.get().sample() < 0) {
        shared.metrics().rehostSegments.labelValues("told-before").inc();
        return;
      }
      try {
        put(cut, pts, lengthSamples, place.get(), arrivedAtMs);
        failures = 0;
      } catch (IOException | Undecodable e) {
        shared.metrics().rehostSegments.labelValues("lost").inc();
        sayNowAndThen(
            Party.PARTY_PLATFORM,
            "rehost-store",
            "a segment could not be stored and is left out: " + e,
            "See whether rehost.folder can be written to and its disk has room.");
      }
    }

    private boolean mayBeTold(Optional<SoundLine.Place> place, long lengthSamples) {
      return over || place.isPresent() && heardTo >= place.get().sample() + lengthSamples;
    }

    private void put(
        SegmentCutter.Cut cut,
        long pts,
        long lengthSamples,
        SoundLine.Place place,
        long arrivedAtMs)
        throws IOException, Undecodable {
      Shelf to = shelf();
      long turnsNow = Math.floorDiv(cut.startTicks(), MediaClock.PTS_WRAP);
      if (!begun || turnsNow != turns) {
        to.begin(head.bytes());
        begun = true;
        turns = turnsNow;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) cut.bytes());
      for (Fragment fragment : cut.fragments()) {
        fragment.turnBack(turns, head);
        bytes.writeBytes(fragment.bytes());
      }
      long now = shared.clock().millis();
      Shelf.Put put = to.add(bytes.toByteArray(), now);
      shared.metrics().rehostSegments.labelValues("stored").inc();
      shared.metrics().rehostBytes.inc(bytes.size());
      SourceSegment.Builder told =
          SourceSegment.newBuilder()
              .setSessionId(sessionId)
              .setEpoch(epoch)
              .setEpochOffsetSamples(epochOffsetSamples)
              .setStartSample(place.sample())
              .setDurationSamples(lengthSamples)
              .setMediaSequence(put.number())
              .setDiscontinuitySequence(to.head().section())
              .setUri(uri)
              .setPts90Khz(pts)
              .setArrivedAtMs(arrivedAtMs)
              .setInput(input)
              .setRehosted(
                  SourceSegment.Rehosted.newBuilder()
                      .setName(put.name())
                      .setInitialisation(to.head().name())
                      .setSizeBytes(bytes.size())
                      .setCodecs(head.codecs())
                      .setWidth(head.video().width())
                      .setHeight(head.video().height())
                      .setFramesPerSecondMilli(cut.framesPerSecondMilli()));
      place.dateUs().ifPresent(told::setProgramDateTimeUs);
      word.mark(told.build());
      sayOnAir();
      to.forget(now, shared.windowOf(plan.get()).toMillis());
    }

    private void sayOnAir() {
      String as =
          head.video().width()
              + "x"
              + head.video().height()
              + " ("
              + head.codecs()
              + ")"
              + codedAnew;
      if (!as.equals(onAirAs)) {
        onAirAs = as;
        word.note(Party.PARTY_UNSPECIFIED, "rehost-on-air", "the picture is re-hosted: " + as, "");
      }
    }
  }

  /** Looked for by the first who needs it, and not by the channel: a disk may be slow. */
  private Shelf shelf() throws IOException {
    if (shelf == null) {
      shelf = new Shelf(shared.store(), sessionId);
    }
    return shelf;
  }
}
