package io.streamlation.ingest.supervise;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.SourceInputs;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionEvent.Kind;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.ingest.decode.DecoderDied;
import io.streamlation.ingest.decode.DecoderProgram;
import io.streamlation.ingest.decode.SegmentDecoder;
import io.streamlation.ingest.decode.SoundSink;
import io.streamlation.ingest.frame.ClockDrift;
import io.streamlation.ingest.frame.EpochLine;
import io.streamlation.ingest.frame.FrameCutter;
import io.streamlation.ingest.frame.MediaClock;
import io.streamlation.ingest.frame.SegmentMark;
import io.streamlation.ingest.frame.Stretch;
import io.streamlation.ingest.publish.Bus;
import io.streamlation.ingest.publish.EpochPublisher;
import io.streamlation.ingest.rehost.Rehost;
import io.streamlation.ingest.rehost.Rehosting;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.StreamSource;
import io.streamlation.ingest.telemetry.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One session on air: collect, decode, publish, until its source ends, its plan says stop, or
 * another bridge takes over. Runs in a thread of its own; whatever goes wrong stays there.
 */
public final class Channel {
  private static final Logger LOG = LoggerFactory.getLogger(Channel.class);
  private static final Duration GLANCE = Duration.ofMillis(500);
  private static final Duration FINISH_LIMIT = Duration.ofSeconds(5);
  private static final Duration RETRY_SAID_EVERY = Duration.ofSeconds(10);
  private static final Duration LONG_LIFE = Duration.ofMinutes(1);
  private static final Duration DRIFT_LOOKED_AT_EVERY = Duration.ofMinutes(1);
  private static final double DRIFT_KNOWN_TO_PPM = 100;

  /** Good encoders keep within 50; at this it is a second in an hour and a half. */
  private static final double DRIFT_WORTH_SAYING_PPM = 200;

  /** Between two inputs that are told apart by the wall clock, less than this is jitter. */
  private static final long TELLING_MS = 250;

  private static final int FRAMES_PER_SECOND =
      AudioFormat.SAMPLE_RATE_HZ / AudioFormat.SAMPLES_PER_FRAME;
  private static final int TRIES_OF_A_PIECE_GONE = 3;
  private static final int TRIES_OF_A_PIECE = 12;

  /** Everything a channel shares with the others. */
  public record Shared(
      SupervisorSettings settings,
      Tenure tenure,
      TakeUp takeUp,
      Sources sources,
      DecoderProgram decoder,
      Bus bus,
      Metrics metrics,
      Clock clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      Optional<Rehosting> rehosting) {}

  private enum Mood {
    CONNECTING,
    ON_AIR,
    STALLED,
    RETRYING
  }

  /**
   * One input was left for another, which has brought nothing yet.
   *
   * @param heardTo where the sound of the one before stopped
   * @param heardToMs wall clock then; empty if nothing was heard
   * @param byDate the other one is sought by program date-time, if it has any
   */
  private record Change(
      int from, String why, SourcePosition heardTo, OptionalLong heardToMs, boolean byDate) {}

  /** Why a channel is to stop. */
  private record Order(End.Reason reason, String detail, boolean silently) {}

  private final Shared shared;
  private final String sessionId;
  private final Optional<Channel> predecessor;
  private final Thread thread;
  private final Object bell = new Object();
  private volatile SessionPlan plan;
  private volatile Order order;
  private volatile Live live;

  /** What an epoch that broke off still has under way; used by the channel's own thread. */
  private EpochPublisher underWay;

  /**
   * @param predecessor begins only after this one has stopped
   */
  public Channel(SessionPlan plan, Shared shared, Optional<Channel> predecessor) {
    this.shared = shared;
    this.predecessor = predecessor;
    this.plan = plan;
    this.sessionId = plan.getSessionId();
    this.thread = new Thread(this::run, "channel-" + sessionId);
    this.thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  public String sessionId() {
    return sessionId;
  }

  public SessionPlan plan() {
    return plan;
  }

  /** Frames carry the new revision from the next one on; nothing is interrupted. */
  public void replan(SessionPlan newer) {
    plan = newer;
  }

  /**
   * Whether that plan needs no new beginning: same source, its picture wished or not as before,
   * none wished, not told to stop yet.
   */
  public boolean mayGoOnUnder(SessionPlan newer) {
    return order == null
        && newer.getSource().equals(plan.getSource())
        // Whether a picture is received is decided when the source is opened.
        && Rehosting.wishes(newer) == Rehosting.wishes(plan)
        && newer.getBegunRevision() <= Math.max(plan.getBegunRevision(), 1);
  }

  /** Asks the channel to publish its end and stop. Returns at once. */
  public void release(End.Reason reason, String detail) {
    stop(new Order(reason, detail, false));
  }

  /** Somebody else has the session already: stop without another word. */
  public void abandon() {
    stop(new Order(End.Reason.REASON_HANDED_OVER, "", true));
  }

  private void stop(Order wish) {
    synchronized (bell) {
      if (order == null) {
        order = wish;
      }
      bell.notifyAll();
    }
    Live now = live;
    if (now != null) {
      now.interrupt();
    }
  }

  /** True once it has stopped. */
  public boolean awaitDone(Duration limit) throws InterruptedException {
    thread.join(Math.max(1, limit.toMillis()));
    return !thread.isAlive();
  }

  public boolean isDone() {
    return thread.getState() == Thread.State.TERMINATED;
  }

  /** Called now and then by the housekeeper: sends the sums, notices a stall. */
  public void tick(long nowNanos) {
    Live now = live;
    if (now != null) {
      now.tick(nowNanos);
    }
  }

  private boolean isStopping() {
    return order != null;
  }

  /** Waits, unless the channel is to stop. */
  private void rest(Duration pause) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + pause.toNanos();
    synchronized (bell) {
      while (order == null) {
        long leftNanos = deadlineNanos - System.nanoTime();
        if (leftNanos <= 0) {
          return;
        }
        bell.wait(leftNanos / 1_000_000, (int) (leftNanos % 1_000_000));
      }
    }
  }

  /**
   * Waits while another bridge may have this session; false once one has. Nothing of the session is
   * written without it.
   */
  private boolean maySpeak() {
    try {
      while (!isStopping() && !shared.tenure().isSure()) {
        rest(GLANCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    Order given = order;
    return given == null || !given.silently();
  }

  private void run() {
    MDC.put("session.id", sessionId);
    try {
      if (predecessor.isPresent()) {
        predecessor.get().thread.join();
      }
      boolean over = false;
      for (int failures = 1; !over && !isStopping(); failures++) {
        long begunNanos = shared.nanoTime().getAsLong();
        over = liveOnce();
        if (shared.nanoTime().getAsLong() - begunNanos > LONG_LIFE.toNanos()) {
          failures = 1;
        }
        if (!over) {
          rest(shared.settings().backoff().before(failures, shared.random()));
        }
      }
    } catch (InterruptedException e) {
      LOG.info("interrupted");
    } finally {
      MDC.clear();
    }
  }

  /** One epoch, if it can be had; false if another one is to follow. */
  private boolean liveOnce() throws InterruptedException {
    if (underWay != null && !underWay.awaitStored(FINISH_LIMIT)) {
      LOG.warn("{} frames of the epoch before wait for Kafka", underWay.inFlight());
      return false;
    }
    underWay = null;
    try {
      Optional<TakenUp> taken = shared.takeUp().takeUp(plan);
      if (taken.isEmpty() || isStopping()) {
        return true;
      }
      live = new Live(taken.get());
      if (isStopping()) {
        live.interrupt();
      }
      live.run();
      return true;
    } catch (TakeUp.KafkaAway e) {
      LOG.warn("session {} cannot be taken up yet: {}", sessionId, e.getMessage());
      return false;
    } catch (RuntimeException e) {
      LOG.error("this epoch cannot go on; a new one follows, and other channels notice nothing", e);
      Live broken = live;
      if (broken != null) {
        broken.sayBroken(e);
        underWay = broken.publisher;
      }
      return false;
    } finally {
      Live last = live;
      live = null;
      if (last != null) {
        last.close();
      }
    }
  }

  /** One epoch. */
  private final class Live implements SoundSink {
    private final TakenUp taken;
    private final Inputs inputs;
    private final SegmentDecoder decoder;
    private final FrameCutter cutter;
    private final EpochPublisher publisher;
    private final Reporter reporter;
    private final Optional<Rehost> rehost;

    private volatile Mood mood = Mood.CONNECTING;
    private volatile int failures;
    private volatile long soundAtNanos = shared.nanoTime().getAsLong();

    /** Since when a piece of the source is waited for; 0 while none is. */
    private volatile long waitingSinceNanos = soundAtNanos;

    /** Found dead by the housekeeper, who ended whatever it was waiting for. */
    private volatile StreamSource deadInput;

    private volatile boolean hasBackups;
    private volatile Change change;
    private volatile boolean wasStalled;
    private volatile long lineSamples;
    private long retrySaidAtNanos;
    private long ledgerAtNanos = shared.nanoTime().getAsLong();
    private long progressAtNanos = shared.nanoTime().getAsLong();
    private long lastTallyFrames = -1;
    private Pacer pacer;
    private long deadSequence = -1;
    private int deaths;
    private Piece.Media firstFed;
    private volatile Piece.Media lastFed;
    private final ClockDrift drift = new ClockDrift();
    private SegmentMark marked;
    private long driftAtNanos = shared.nanoTime().getAsLong();
    private boolean driftSaid;
    private boolean counted;
    private int mostSpooled;

    Live(TakenUp taken) {
      this.taken = taken;
      SupervisorSettings settings = shared.settings();
      Source all = plan.getSource();
      int known = taken.goOnAt().map(SourcePosition::getInput).orElse(0);
      boolean isKnown = known >= 0 && known < SourceInputs.count(all);
      this.inputs =
          new Inputs(
              this::open,
              SourceInputs.count(all),
              isKnown ? known : 0,
              settings.mainWellFor(),
              shared.nanoTime());
      this.hasBackups = SourceInputs.count(all) > 1;
      taken.goOnAt().ifPresent(place -> goOnFrom(place, isKnown, Gap.Reason.REASON_BRIDGE_AWAY));
      this.decoder =
          new SegmentDecoder(
              shared.decoder(),
              this,
              shared.metrics(),
              settings.decoderPatience(),
              settings.decoderLife(),
              shared.nanoTime());
      this.cutter = new FrameCutter(taken.goOnAt().orElse(SourcePosition.getDefaultInstance()));
      cutter.takesFrom(inputs.onAir());
      this.publisher =
          new EpochPublisher(
              shared.bus(),
              new EpochLine(sessionId, taken.epoch(), taken.epochOffsetSamples()),
              () -> plan,
              settings.queueFrames(),
              settings.spool(),
              () -> source().keepsWhatIsNotTaken() && !isStopping(),
              this::sayGap,
              shared.metrics(),
              shared.clock());
      this.reporter = new Reporter(shared.bus(), settings.bridgeId(), sessionId, taken.epoch());
      this.rehost =
          shared
              .rehosting()
              .filter(r -> Rehosting.wishes(plan))
              .map(
                  r ->
                      r.open(
                          sessionId,
                          taken.epoch(),
                          taken.epochOffsetSamples(),
                          () -> plan,
                          rehostWord()));
      enter(Mood.CONNECTING);
    }

    private StreamSource open(int input) {
      SessionPlan now = plan;
      return shared
          .sources()
          .open(now.toBuilder().setSource(SourceInputs.of(now.getSource(), input)).build());
    }

    private StreamSource source() {
      return inputs.current();
    }

    private Rehosting.Word rehostWord() {
      return new Rehosting.Word() {
        @Override
        public void mark(SourceSegment segment) {
          if (maySpeak()) {
            shared.bus().mark(segment);
          }
        }

        @Override
        public void note(Party party, String code, String message, String action) {
          say(Kind.KIND_NOTE, party, code, message, action);
        }
      };
    }

    void interrupt() {
      inputs.close();
      decoder.kill();
    }

    void close() {
      interrupt();
      rehost.ifPresent(Rehost::abandon);
      leave();
      shared.metrics().clockDrift.remove(sessionId);
    }

    void sayBroken(RuntimeException e) {
      say(
          Kind.KIND_RETRYING,
          Party.PARTY_PLATFORM,
          "bridge-fault",
          "the epoch was given up (" + e.getMessage() + "); a new one goes on from what is stored",
          "Nothing, if it happens once; see the bridge's log.");
    }

    void run() throws InterruptedException {
      String where =
          "connecting to "
              + withoutQuery(SourceInputs.of(plan.getSource(), inputs.onAir()).getUrl())
              + taken.goOnAt().map(p -> ", to go on in segment " + p.getMediaSequence()).orElse("");
      if (taken.brokeOff()) {
        say(
            Kind.KIND_CONNECTING,
            Party.PARTY_PLATFORM,
            "taken-over",
            "the bridge that had this session ended without a word; " + where,
            "Nothing for this session; `./streamlation status` and the bridge's log say why it ended.");
      } else {
        say(Kind.KIND_CONNECTING, Party.PARTY_UNSPECIFIED, "connecting", where, "");
      }
      Optional<End> over = Optional.empty();
      while (over.isEmpty() && !isStopping()) {
        try {
          over = isOnDeadInput() ? leaveDeadInput() : step();
        } catch (SourceTrouble trouble) {
          over = isStopping() || isOnDeadInput() ? Optional.empty() : face(trouble);
        } catch (DecoderDied e) {
          if (!isStopping()) {
            reviveDecoder(
                decoder.wasStuck()
                    ? "the decoder was fed and gave out nothing, and was ended"
                    : e.getMessage());
          }
        }
      }
      finish(over.orElse(null));
    }

    /** Asks for one piece and does with it what it needs; the end, if that was it. */
    private Optional<End> step() throws SourceTrouble, DecoderDied, InterruptedException {
      publisher.checkFailure();
      if (decoder.hasDied()) {
        throw died("the decoder ended unasked");
      }
      if (inputs.isMainWell()) {
        changeTo(0, "the main one has been well for a while");
      }
      if (decoder.isWornOut() && change == null) {
        letDecoderGo();
        goOnFromHere();
      }
      Piece piece = source().next();
      failures = 0;
      if (piece instanceof Piece.Media media) {
        waitingSinceNanos = 0;
        Optional<Piece.Media> joined = change == null ? Optional.of(media) : join(media);
        if (joined.isPresent()) {
          lastFed = joined.get();
          firstFed = firstFed == null ? lastFed : firstFed;
          decoder.take(lastFed, inside());
          rehost.ifPresent(
              r -> r.take(lastFed, decoder.sections(), inputs.onAir(), inside(), source()));
        }
        waitingSinceNanos = shared.nanoTime().getAsLong();
      } else if (piece instanceof Piece.Lost lost) {
        if (change == null || change.byDate()) { // else the wall clock tells
          decoder.lost(lost);
        }
      } else if (piece instanceof Piece.Later later) {
        rest(later.pause().compareTo(GLANCE) < 0 ? later.pause() : GLANCE);
      } else if (piece instanceof Piece.Ended) {
        return sourceEnded();
      }
      return Optional.empty();
    }

    /** What is still to be chosen, inside a piece. */
    private AudioWish inside() {
      AudioWish wish = new AudioWish(plan.getSource().getAudioTrack(), plan.getSourceLanguage());
      return source().grantsTrack() ? wish.granted() : wish;
    }

    private DecoderDied died(String what) {
      return DecoderDied.because(what, decoder.lastWords());
    }

    private Optional<End> sourceEnded() throws InterruptedException {
      boolean heard = decoder.finish();
      if (isStopping()) {
        return Optional.empty();
      }
      if (heard) {
        return Optional.of(end(End.Reason.REASON_SOURCE_ENDED, "the source is over"));
      }
      String why =
          "nothing in it can be decoded"
              + (decoder.lastWords().isEmpty() ? "" : ": " + decoder.lastWords());
      say(
          Kind.KIND_FAILED,
          Party.PARTY_SOURCE,
          "source-undecodable",
          why,
          "Give a source with sound in a known format.");
      return Optional.of(end(End.Reason.REASON_FAILED, why));
    }

    private Optional<End> face(SourceTrouble trouble) throws InterruptedException {
      failures++;
      shared.metrics().retries.labelValues(trouble.code()).inc();
      boolean hopeless = trouble.hope() == SourceTrouble.Hope.NONE;
      if (hopeless) {
        inputs.giveUpOnCurrent();
      }
      OptionalInt other = inputs.other();
      if (other.isPresent() && (hopeless || isInputDead(shared.nanoTime().getAsLong()))) {
        changeTo(other.getAsInt(), trouble.getMessage());
        return Optional.empty();
      }
      if (hopeless) {
        decoder.finish();
        say(
            Kind.KIND_FAILED,
            trouble.party(),
            trouble.code(),
            trouble.getMessage(),
            trouble.action());
        return Optional.of(end(End.Reason.REASON_FAILED, trouble.getMessage()));
      }
      int tries =
          trouble.hope() == SourceTrouble.Hope.PIECE_GONE
              ? TRIES_OF_A_PIECE_GONE
              : TRIES_OF_A_PIECE;
      if (failures >= tries) {
        Optional<Piece.Lost> lost = source().giveUp(trouble);
        if (lost.isPresent()) {
          failures = 0;
          decoder.lost(lost.get());
          return Optional.empty();
        }
      }
      sayRetrying(trouble);
      rest(shared.settings().backoff().before(failures, shared.random()));
      return Optional.empty();
    }

    private void sayRetrying(SourceTrouble trouble) {
      long now = shared.nanoTime().getAsLong();
      boolean isNew = mood != Mood.RETRYING;
      if (isNew || now - retrySaidAtNanos >= RETRY_SAID_EVERY.toNanos()) {
        retrySaidAtNanos = now;
        enter(Mood.RETRYING);
        say(
            Kind.KIND_RETRYING,
            trouble.party(),
            trouble.code(),
            trouble.getMessage()
                + (failures == 1 ? "; tried once" : "; tried " + failures + " times")
                + ", trying again",
            trouble.action());
      }
    }

    /**
     * A new child goes on at the sample after the last that came out. The second time at one
     * segment, that segment is taken to be the cause and done without.
     */
    private void reviveDecoder(String why) throws InterruptedException {
      shared.metrics().decoderRestarts.inc();
      boolean wasKilled = decoder.wasKilled();
      letDecoderGo();
      long sequence = lastFed == null ? 0 : lastFed.mediaSequence();
      deaths = sequence == deadSequence ? deaths + 1 : 1;
      deadSequence = sequence;
      say(
          Kind.KIND_NOTE,
          wasKilled ? Party.PARTY_PLATFORM : Party.PARTY_SOURCE,
          "decoder-restarted",
          why
              + (wasKilled ? " (it was killed, by somebody or by a kernel short of memory)" : "")
              + "; a new one goes on at sample "
              + cutter.samples(),
          wasKilled
              ? "Nothing, if it happens once; if it goes on, see the machine's memory."
              : "Nothing, if it happens once; if it goes on, have the source's encoder looked at.");
      if (deaths >= 2 && lastFed != null) {
        deaths = 0;
        decoder.lost(
            new Piece.Lost(
                lastFed.durationSamples(),
                Gap.Reason.REASON_UNDECODABLE,
                "segment " + sequence + " ends the decoder",
                SourcePosition.newBuilder().setMediaSequence(sequence + 1).build()));
      } else {
        goOnFromHere();
      }
    }

    /** What it was fed and did not give out comes again. */
    private void letDecoderGo() throws InterruptedException {
      decoder.abandonRun();
      rehost.ifPresent(Rehost::replays);
    }

    private void goOnFromHere() {
      SourcePosition place = place();
      goOnFrom(place, place.getInput() == inputs.onAir(), Gap.Reason.REASON_SEGMENT_LOST);
    }

    private boolean isOnDeadInput() {
      return deadInput == inputs.current();
    }

    private Optional<End> leaveDeadInput() throws InterruptedException {
      OptionalInt other = inputs.other();
      changeTo(
          other.orElse(inputs.onAir()),
          "it brought no sound for " + shared.settings().backupAfter().toSeconds() + " s");
      return Optional.empty();
    }

    /**
     * Lets all that the one input brought come out, and goes on with another, to the sample where
     * both tell the date.
     */
    private void changeTo(int to, String why) throws InterruptedException {
      Change unheard = change;
      decoder.leaveInput();
      rehost.ifPresent(Rehost::breakOff);
      SourcePosition heardTo = cutter.position();
      int from = unheard == null ? inputs.onAir() : unheard.from();
      boolean wasOnAir = mood == Mood.ON_AIR;
      // In this order: whoever sees the new one sees that it was not waited for yet.
      soundAtNanos = shared.nanoTime().getAsLong();
      waitingSinceNanos = soundAtNanos;
      inputs.change(to);
      cutter.takesFrom(to);
      change =
          new Change(
              from,
              why,
              heardTo,
              heardToMs(heardTo),
              heardTo.hasProgramDateTimeUs() && tellsDates(from) && tellsDates(to));
      if (change.byDate()) {
        source().seek(byDateOnly(heardTo), Gap.Reason.REASON_STALLED);
      }
      failures = 0;
      lastFed = null;
      deadSequence = -1;
      soundAtNanos = shared.nanoTime().getAsLong();
      waitingSinceNanos = soundAtNanos;
      if (!wasOnAir) {
        enter(Mood.RETRYING);
      }
    }

    private boolean tellsDates(int input) {
      return SourceInputs.of(plan.getSource(), input).getProtocol() == Source.Protocol.PROTOCOL_HLS;
    }

    private static SourcePosition byDateOnly(SourcePosition place) {
      return SourcePosition.newBuilder()
          .setMediaSequence(StreamSource.BY_DATE_ONLY)
          .setProgramDateTimeUs(place.getProgramDateTimeUs())
          .build();
    }

    private OptionalLong heardToMs(SourcePosition heardTo) {
      Change unheard = change;
      if (lastFed != null) {
        return OptionalLong.of(lastFed.arrivedAtMs());
      }
      if (unheard != null) {
        return unheard.heardToMs();
      }
      return heardTo.hasProgramDateTimeUs()
          ? OptionalLong.of(heardTo.getProgramDateTimeUs() / 1_000)
          : OptionalLong.empty();
    }

    /** The first piece of another input, set behind the sound of the one before. */
    private Optional<Piece.Media> join(Piece.Media media) throws InterruptedException {
      Change made = change;
      Piece.Media joined = media;
      if (made.heardToMs().isPresent()
          && !(made.byDate() && media.programDateTimeUs().isPresent())) {
        long beganMs = media.arrivedAtMs() - AudioFormat.msOfSamples(media.durationSamples());
        long missingMs = beganMs - made.heardToMs().getAsLong();
        if (-missingMs >= AudioFormat.msOfSamples(media.durationSamples())) {
          return Optional.empty(); // all of it was heard
        }
        if (missingMs >= TELLING_MS) {
          decoder.lost(
              new Piece.Lost(
                  AudioFormat.samplesOfMs(missingMs),
                  Gap.Reason.REASON_STALLED,
                  "between " + nameOf(made.from()) + " and " + nameOf(inputs.onAir()),
                  SourcePosition.newBuilder()
                      .setMediaSequence(media.mediaSequence())
                      .setSegmentUri(media.uri())
                      .build()));
        } else if (missingMs < 0) {
          joined = from(media, AudioFormat.samplesOfMs(-missingMs));
        }
      }
      change = null;
      sayChanged(made);
      return Optional.of(joined);
    }

    private static Piece.Media from(Piece.Media media, long publishFromSample) {
      return new Piece.Media(
          media.mediaSequence(),
          media.discontinuitySequence(),
          media.uri(),
          media.programDateTimeUs(),
          media.durationSamples(),
          media.beginsSection(),
          Math.max(publishFromSample, media.publishFromSample()),
          media.content(),
          media.arrivedAtMs());
    }

    private void sayChanged(Change made) {
      int to = inputs.onAir();
      if (to == made.from()) {
        return; // all were tried, and it came back
      }
      shared.metrics().inputChanges.labelValues(to == 0 ? "main" : "backup").inc();
      if (to == 0) {
        say(
            Kind.KIND_NOTE,
            Party.PARTY_UNSPECIFIED,
            "main-on-air",
            nameOf(to) + " is on air again: " + made.why(),
            "");
      } else {
        say(
            Kind.KIND_NOTE,
            Party.PARTY_SOURCE,
            "backup-on-air",
            nameOf(to) + " is on air; of " + nameOf(made.from()) + ": " + made.why(),
            "Have the input that was left looked at; the main one is gone back to by itself.");
      }
    }

    private String nameOf(int input) {
      return (input == 0 ? "the main input " : "backup " + input + " ")
          + withoutQuery(SourceInputs.of(plan.getSource(), input).getUrl());
    }

    private static String withoutQuery(String url) {
      return url.replaceAll("\\?.*", "");
    }

    /** The one on air is waited for longer than anything but its death explains. */
    private boolean isInputDead(long nowNanos) {
      long since = waitingSinceNanos;
      if (since == 0 || publisher.isFull()) {
        return false;
      }
      long afterNanos = shared.settings().backupAfter().toNanos();
      Change made = change;
      boolean mayLag = made != null && made.byDate() && failures == 0;
      long patienceNanos =
          failures > 0 ? afterNanos : mayLag ? 3 * afterNanos : stallNanos(afterNanos);
      return nowNanos - since > patienceNanos
          || nowNanos - soundAtNanos > stallNanos(afterNanos) * 2 && !mayLag;
    }

    private void goOnFrom(SourcePosition place, boolean ofThisInput, Gap.Reason ifMissing) {
      if (ofThisInput) {
        source().seek(place, ifMissing);
      } else if (place.hasProgramDateTimeUs() && tellsDates(inputs.onAir())) {
        source().seek(byDateOnly(place), ifMissing);
      }
    }

    /** Where the source goes on after all that came out. */
    private SourcePosition place() {
      if (cutter.samples() > 0 || taken.goOnAt().isPresent() || firstFed == null) {
        return cutter.position();
      }
      return SourcePosition.newBuilder()
          .setMediaSequence(firstFed.mediaSequence())
          .setSegmentUri(firstFed.uri())
          .build();
    }

    private End end(End.Reason reason, String detail) {
      return End.newBuilder().setReason(reason).setDetail(detail).build();
    }

    private void finish(End ownEnd) throws InterruptedException {
      Order given = order;
      End end = ownEnd != null ? ownEnd : end(given.reason(), given.detail());
      inputs.close();
      decoder.kill();
      decoder.abandonRun();
      if (rehost.isPresent() && !(given != null && given.silently())) {
        rehost.get().close(end.getReason() == End.Reason.REASON_SOURCE_ENDED);
      }
      if (given != null && given.silently()) {
        if (!publisher.awaitStored(FINISH_LIMIT)) {
          LOG.warn("Kafka did not confirm all frames of epoch {} in time", taken.epoch());
        }
        return;
      }
      List<AudioFrame> frames =
          cutter.end(end.getReason(), end.getDetail(), shared.clock().millis());
      for (AudioFrame frame : frames.subList(0, frames.size() - 1)) {
        publisher.publish(frame);
      }
      boolean stored = publisher.finish(frames.get(frames.size() - 1), FINISH_LIMIT);
      lineSamples = cutter.samples();
      shared.bus().count(publisher.tally());
      publisher.progress().map(this::signed).ifPresent(shared.bus()::note);
      if (!stored) {
        LOG.warn("Kafka did not confirm the end of epoch {} in time", taken.epoch());
      }
      switch (end.getReason()) {
        case REASON_SOURCE_ENDED ->
            say(Kind.KIND_ENDED, Party.PARTY_UNSPECIFIED, "source-ended", end.getDetail(), "");
        case REASON_STOPPED ->
            say(Kind.KIND_STOPPED, Party.PARTY_UNSPECIFIED, "stopped", end.getDetail(), "");
        case REASON_HANDED_OVER -> LOG.info("handed over: {}", end.getDetail());
        default -> LOG.warn("ended for good: {}", end.getDetail());
      }
    }

    private Claim signed(Claim.Builder claim) {
      return claim.setBridgeId(shared.settings().bridgeId()).build();
    }

    @Override
    public void sound(Stretch stretch) throws InterruptedException {
      if (!maySpeak() || isStopping()) {
        return; // not taken in, so not lost: whoever goes on begins here
      }
      if (stretch instanceof Stretch.Hole hole) {
        gap(
            hole.samples(),
            Gap.Reason.REASON_UNDECODABLE,
            "part of segment " + hole.segment().mediaSequence() + " could not be decoded",
            hole.segment().positionAt(hole.sampleInSegment() + hole.samples()));
        return;
      }
      Stretch.Sound sound = (Stretch.Sound) stretch;
      long capturedAtMs = sound.segment().arrivedAtMs();
      Optional<Duration> lead = source().lead();
      if (lead.isPresent()) {
        pace(sound.pcm().length / AudioFormat.BYTES_PER_SAMPLE, lead.get());
        if (isStopping()) {
          return;
        }
        capturedAtMs = Math.max(capturedAtMs, shared.clock().millis());
      }
      if (sound.segment() != marked) {
        marked = sound.segment();
        placed(marked, cutter.samples() - sound.sampleInSegment());
      }
      if (publish(cutter.sound(sound, capturedAtMs))) {
        soundAtNanos = shared.nanoTime().getAsLong();
        if (mood != Mood.ON_AIR && failures == 0) {
          onAir();
        }
      }
    }

    /** Where a segment lies is known as soon as any of its sound is. */
    private void placed(SegmentMark segment, long startSample) {
      if (source().lead().isEmpty()) {
        drift.observe(startSample + segment.durationSamples(), segment.arrivedAtMs());
      }
      if (rehost.isPresent()) {
        rehost.get().lies(segment, ptsOf(segment), startSample);
        return;
      }
      if (!source().isPlayedAsItComes()) {
        return;
      }
      SourceSegment.Builder told =
          SourceSegment.newBuilder()
              .setSessionId(sessionId)
              .setEpoch(taken.epoch())
              .setEpochOffsetSamples(taken.epochOffsetSamples())
              .setStartSample(startSample)
              .setDurationSamples(segment.durationSamples())
              .setMediaSequence(segment.mediaSequence())
              .setDiscontinuitySequence(segment.discontinuitySequence())
              .setUri(segment.uri())
              .setArrivedAtMs(segment.arrivedAtMs())
              .setInput(inputs.onAir());
      segment.pts90kHz().ifPresent(told::setPts90Khz);
      segment.programDateTimeUs().ifPresent(told::setProgramDateTimeUs);
      shared.bus().mark(told.build());
    }

    /** Of a file: where its packager lays that sound. */
    private OptionalLong ptsOf(SegmentMark segment) {
      OptionalLong fileStampMs = decoder.fileStampMs();
      return segment.pts90kHz().isPresent() || fileStampMs.isEmpty()
          ? segment.pts90kHz()
          : OptionalLong.of(
              (fileStampMs.getAsLong() + DecoderProgram.FILE_BEGINS_AT.toMillis())
                  * MediaClock.PTS_HZ
                  / 1_000);
    }

    private void pace(long samples, Duration lead) throws InterruptedException {
      long now = shared.nanoTime().getAsLong();
      if (pacer == null) {
        pacer = new Pacer(now);
      }
      rest(Duration.ofNanos(pacer.waitNanos(samples, lead, now)));
    }

    private void onAir() {
      Mood before = mood;
      enter(Mood.ON_AIR);
      wasStalled = false;
      say(
          Kind.KIND_ON_AIR,
          Party.PARTY_UNSPECIFIED,
          "on-air",
          before == Mood.CONNECTING ? "on air" : "on air again",
          "");
    }

    @Override
    public void gap(long samples, Gap.Reason given, String detail, SourcePosition next)
        throws InterruptedException {
      if (!maySpeak() || isStopping()) {
        return;
      }
      Gap.Reason reason =
          wasStalled && given == Gap.Reason.REASON_DISCONTINUITY
              ? Gap.Reason.REASON_STALLED
              : given;
      drift.begin();
      publish(cutter.gap(samples, reason, detail, next, shared.clock().millis()));
      sayGap(Gap.newBuilder().setSamples(samples).setReason(reason).setDetail(detail).build());
    }

    private void sayGap(Gap gap) {
      String label =
          gap.getReason().name().replace("REASON_", "").toLowerCase(Locale.ROOT).replace('_', '-');
      double seconds = AudioFormat.secondsOfSamples(gap.getSamples());
      shared.metrics().gaps.labelValues(label).inc();
      shared.metrics().gapSeconds.labelValues(label).inc(seconds);
      say(
          Kind.KIND_GAP,
          switch (gap.getReason()) {
            case REASON_BRIDGE_AWAY, REASON_DROPPED -> Party.PARTY_PLATFORM;
            default -> Party.PARTY_SOURCE;
          },
          "gap-" + label,
          String.format(Locale.ROOT, "%.1f s of sound are missing: %s", seconds, gap.getDetail()),
          "");
    }

    /** False if one of them was dropped, because Kafka takes nothing. */
    private boolean publish(List<AudioFrame> frames) throws InterruptedException {
      boolean all = true;
      for (AudioFrame frame : frames) {
        all &= publisher.publish(frame);
      }
      lineSamples = cutter.samples();
      rehost.ifPresent(r -> r.heardTo(lineSamples));
      return all;
    }

    void tick(long nowNanos) {
      if (!shared.tenure().isSure()) {
        return; // the others of this bridge are looked after meanwhile
      }
      SupervisorSettings settings = shared.settings();
      long silentNanos = nowNanos - soundAtNanos;
      if (mood == Mood.ON_AIR && silentNanos > stallNanos(settings.stallAfter().toNanos())) {
        sayStalled(silentNanos);
      }
      if (decoder.isStuck(nowNanos)) {
        decoder.killStuck(); // who feeds it may be waiting for it
      }
      StreamSource input = inputs.current();
      if (hasBackups && deadInput != input && isInputDead(nowNanos)) {
        deadInput = input;
        input.close();
      }
      saySpool();
      if (nowNanos - driftAtNanos >= DRIFT_LOOKED_AT_EVERY.toNanos()) {
        driftAtNanos = nowNanos;
        drift.estimate().ifPresent(this::tellDrift);
      }
      if (nowNanos - ledgerAtNanos >= settings.ledgerEvery().toNanos()) {
        ledgerAtNanos = nowNanos;
        countFrames();
      }
      if (nowNanos - progressAtNanos >= settings.progressEvery().toNanos()) {
        progressAtNanos = nowNanos;
        publisher
            .progress()
            .filter(claim -> claim.getKind() == Claim.Kind.KIND_PROGRESS)
            .map(this::signed)
            .ifPresent(shared.bus()::note);
      }
    }

    private void tellDrift(ClockDrift.Estimate found) {
      if (found.uncertaintyPpm() > DRIFT_KNOWN_TO_PPM) {
        return;
      }
      shared.metrics().clockDrift.labelValues(sessionId).set(found.ppm());
      if (!driftSaid && Math.abs(found.ppm()) > DRIFT_WORTH_SAYING_PPM) {
        driftSaid = true;
        say(
            Kind.KIND_NOTE,
            Party.PARTY_SOURCE,
            "source-clock-drifts",
            String.format(
                Locale.ROOT,
                "the source's clock is %.0f ppm too %s: %.1f s in an hour",
                Math.abs(found.ppm()),
                found.ppm() > 0 ? "fast" : "slow",
                Math.abs(found.ppm()) * 3_600 / 1e6),
            "Have the encoder's clock looked at; captions stay with the picture, nothing is lost.");
      }
    }

    /** Once when frames begin to wait on disk, and once when none does any more. */
    private void saySpool() {
      int spooled = publisher.spooled();
      if (spooled > 0 && mostSpooled == 0) {
        say(
            Kind.KIND_NOTE,
            Party.PARTY_PLATFORM,
            "kafka-away",
            String.format(
                Locale.ROOT,
                "Kafka takes less than comes; sound waits on disk, where %d s of it have room",
                shared.settings().spool().frames() / FRAMES_PER_SECOND),
            "See whether the broker is up; what finds no room any more is declared missing.");
      } else if (spooled == 0 && mostSpooled > 0) {
        say(
            Kind.KIND_NOTE,
            Party.PARTY_UNSPECIFIED,
            "kafka-back",
            String.format(
                Locale.ROOT,
                "Kafka has all that waited on disk, up to %.1f s of sound",
                mostSpooled / (double) FRAMES_PER_SECOND),
            "");
      }
      mostSpooled = spooled == 0 ? 0 : Math.max(mostSpooled, spooled);
    }

    private void countFrames() {
      var tally = publisher.tally();
      if (!tally.getClosed() && tally.getAsOfSample() != lastTallyFrames) {
        lastTallyFrames = tally.getAsOfSample();
        shared.bus().count(tally);
      }
    }

    /** A source of long segments is silent for a whole one as a matter of course. */
    private long stallNanos(long afterNanos) {
      Piece.Media fed = lastFed;
      long segmentMs = fed == null ? 0 : AudioFormat.msOfSamples(fed.durationSamples());
      return Math.max(afterNanos, segmentMs * 3 / 2 * 1_000_000);
    }

    private void sayStalled(long silentNanos) {
      enter(Mood.STALLED);
      wasStalled = true;
      boolean kafka = publisher.isFull();
      String since = "for " + silentNanos / 1_000_000_000 + " s ";
      if (kafka) {
        say(
            Kind.KIND_STALLED,
            Party.PARTY_PLATFORM,
            "kafka-stalled",
            since + "Kafka has taken no frame",
            "See whether the broker is up.");
      } else {
        say(
            Kind.KIND_STALLED,
            Party.PARTY_SOURCE,
            "source-stalled",
            since + "the source has brought no new sound",
            "See whether the encoder still runs; nothing is to be done here.");
      }
    }

    private synchronized void enter(Mood next) {
      if (mood != next || next == Mood.CONNECTING) {
        leave();
        mood = next;
        shared.metrics().channels.labelValues(label(next)).inc();
        counted = true;
      }
    }

    private synchronized void leave() {
      if (counted) {
        shared.metrics().channels.labelValues(label(mood)).dec();
        counted = false;
      }
    }

    private static String label(Mood mood) {
      return mood.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void say(Kind kind, Party party, String code, String message, String action) {
      if (!maySpeak()) {
        return;
      }
      reporter.say(
          kind,
          party,
          code,
          message,
          action,
          lineSamples,
          plan.getRevision(),
          shared.clock().millis());
    }
  }
}
