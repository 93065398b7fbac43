package io.streamlation.ingest.decode;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.frame.GapLength;
import io.streamlation.ingest.frame.MediaClock;
import io.streamlation.ingest.frame.RunTimeline;
import io.streamlation.ingest.frame.SegmentMark;
import io.streamlation.ingest.frame.Stretch;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes a stream's segments run by run. A *run* is a stretch of the source without a break: one
 * child decodes it as one stream, so that no sample is lost or invented at the border of two
 * segments. Whatever breaks the stream (a lost segment, a discontinuity, a jump of the container's
 * clock, another layout) ends the run; the child gives out its last samples, the gap is declared,
 * and the next segment gets a new child.
 *
 * <p>Used by one thread, except {@link #kill} and {@link #isStuck}.
 */
public final class SegmentDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentDecoder.class);

  /** The child holds back less than two AAC frames; more than this is missing. */
  private static final long HELD_BACK_SAMPLES = 16_000; // 1 s

  /** Playlists round, and count wrongly; not by this much. */
  private static final long BOMB_FACTOR = 4;

  private static final long LEAST_BOMB_SAMPLES = 30L * 16_000; // 30 s
  private static final long POLL_MS = 100;
  private static final int SMALLEST_PROBE_BYTES = 2_048;
  private static final int LARGEST_PROBE_BYTES = 1 << 18;

  private final DecoderProgram program;
  private final SoundSink sink;
  private final Metrics metrics;
  private final Duration patience;
  private final long lifeSamples;
  private final LongSupplier nanoTime;
  private final AtomicReference<Run> current = new AtomicReference<>();
  private Optional<RunTimeline.End> end = Optional.empty();
  private Owed owed;
  private Optional<SegmentMark> overfull = Optional.empty();
  private String lastWords = "";
  private volatile boolean killed;
  private boolean known;
  private int sections;
  private volatile OptionalLong fileStampMs = OptionalLong.empty();

  /**
   * @param patience how long a child may give out nothing although it was fed
   * @param life of a child that grows by what it is fed: so much sound
   */
  public SegmentDecoder(
      DecoderProgram program,
      SoundSink sink,
      Metrics metrics,
      Duration patience,
      Duration life,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.program = program;
    this.sink = sink;
    this.metrics = metrics;
    this.patience = patience;
    this.lifeSamples = AudioFormat.samplesOfMs(life.toMillis());
  }

  /** A gap whose length is known when the next sound is. */
  private record Owed(long guessedSamples, Gap.Reason reason, String detail, SourcePosition next) {}

  /** One child and what it was fed. */
  private static final class Run {
    private final DecoderChild child;
    private final RunTimeline timeline;
    private final Measure measure;
    private final String layout;
    private final boolean growing;
    private SegmentMark lastMark;
    private long lastSamples;
    private volatile long fedSamples;
    private volatile boolean stuck;

    Run(
        DecoderChild child,
        RunTimeline timeline,
        Measure measure,
        String layout,
        boolean growing,
        SegmentMark mark,
        long samples) {
      this.child = child;
      this.timeline = timeline;
      this.measure = measure;
      this.layout = layout;
      this.growing = growing;
      this.lastMark = mark;
      this.lastSamples = samples;
      this.fedSamples = samples;
    }
  }

  /**
   * How much sound a run may give: what its playlist says, and much more. Beyond that its segment
   * is a bomb, and the run is over.
   */
  private static final class Measure {
    static final Measure NONE = new Measure();

    private volatile long mostSamples = Long.MAX_VALUE;
    private volatile long toldSamples;
    private volatile boolean exceeded;

    void allow(long fromSample, long toldSamplesOfSegment) {
      toldSamples = toldSamplesOfSegment;
      mostSamples = fromSample + most(toldSamplesOfSegment);
    }

    static long most(long toldSamples) {
      return Math.max(LEAST_BOMB_SAMPLES, BOMB_FACTOR * toldSamples);
    }

    String complaint() {
      return "it gave more than "
          + most(toldSamples)
          + " samples, and its playlist says "
          + toldSamples;
    }
  }

  /**
   * Decodes one segment; its samples come out at the sink, most of them after this returns. A
   * segment that holds no audio is declared a gap.
   *
   * @param wish which of its sounds
   * @throws SourceTrouble if the very first segment has no sound of the name that is wished
   */
  public void take(Piece.Media media, AudioWish wish)
      throws DecoderDied, SourceTrouble, InterruptedException {
    if (media.content() instanceof Piece.OnDisk file) {
      takeFile(media, file, wish);
      return;
    }
    Piece.InMemory memory = (Piece.InMemory) media.content();
    SegmentScan scan;
    try {
      scan = SegmentScan.of(memory.initialisation(), memory.bytes(), wish);
      known = true;
      refuseBomb(scan, media);
      refuseOverfull(media);
    } catch (Undecodable e) {
      if (!known && e instanceof UnknownTrack unknown) {
        throw unknown.of("segment " + media.mediaSequence() + " (" + media.uri() + ")");
      }
      metrics.segments.labelValues("undecodable").inc();
      if (media.publishFromSample() != RunTimeline.NOTHING) {
        lost(undecodable(media, e.getMessage()));
      }
      return;
    }
    long samples = scan.samples().orElse(media.durationSamples());
    SegmentMark mark = markOf(media, scan.pts90kHz());
    Run run = current.get();
    if (run != null && run.layout.equals(scan.layout()) && leadsTo(run, media, mark)) {
      long start = run.timeline.append(mark, run.lastSamples, media.publishFromSample());
      run.lastMark = mark;
      run.lastSamples = samples;
      run.fedSamples = start + samples;
      run.measure.allow(Math.max(start, run.timeline.runSamples()), media.durationSamples());
    } else {
      endRun();
      sections += end.isPresent() || owed != null ? 1 : 0;
      declareGapBefore(mark, media);
      run = begin(media, scan, mark, samples, memory.initialisation());
    }
    feed(run, scan.audio(), media);
  }

  /** A few bytes may hold hours of silence, which every room behind this would have to hear. */
  private static void refuseBomb(SegmentScan scan, Piece.Media media) throws Undecodable {
    if (scan.samples().isPresent()
        && scan.samples().getAsLong() > Measure.most(media.durationSamples())) {
      throw new Undecodable(
          "it holds "
              + scan.samples().getAsLong()
              + " samples, and its playlist says "
              + media.durationSamples());
    }
  }

  /** Most containers cannot be counted beforehand: what was too much once is not tried again. */
  private void refuseOverfull(Piece.Media media) throws Undecodable {
    if (overfull.isPresent()
        && overfull.get().mediaSequence() == media.mediaSequence()
        && overfull.get().uri().equals(media.uri())) {
      throw new Undecodable(
          "it gave more than "
              + Measure.most(media.durationSamples())
              + " samples, and its playlist says "
              + media.durationSamples());
    }
  }

  private static Piece.Lost undecodable(Piece.Media media, String why) {
    return new Piece.Lost(
        media.durationSamples(),
        Gap.Reason.REASON_UNDECODABLE,
        "segment " + media.mediaSequence() + " (" + media.uri() + ") cannot be decoded: " + why,
        SourcePosition.newBuilder()
            .setMediaSequence(media.mediaSequence() + 1)
            .setDiscontinuitySequence(media.discontinuitySequence())
            .build());
  }

  private static SegmentMark markOf(Piece.Media media, OptionalLong pts) {
    return new SegmentMark(
        media.mediaSequence(),
        media.discontinuitySequence(),
        media.uri(),
        pts,
        media.programDateTimeUs(),
        media.durationSamples(),
        media.arrivedAtMs());
  }

  private boolean leadsTo(Run run, Piece.Media media, SegmentMark mark) {
    if (media.beginsSection() || owed != null || run.measure.exceeded) {
      return false;
    }
    if (run.lastMark.pts90kHz().isEmpty() || mark.pts90kHz().isEmpty()) {
      return run.lastMark.pts90kHz().isEmpty() == mark.pts90kHz().isEmpty();
    }
    long step =
        MediaClock.samplesBetween(run.lastMark.pts90kHz().getAsLong(), mark.pts90kHz().getAsLong());
    return Math.abs(step - run.lastSamples) <= MediaClock.SECTION_JUMP_SAMPLES;
  }

  private Run begin(
      Piece.Media media, SegmentScan scan, SegmentMark mark, long samples, byte[] initialisation)
      throws DecoderDied {
    RunTimeline timeline = new RunTimeline(mark, media.publishFromSample());
    // Enough to find the audio in, little enough not to wait for the segment after this one.
    int probe =
        Math.max(SMALLEST_PROBE_BYTES, Math.min(scan.audio().length / 2, LARGEST_PROBE_BYTES));
    Measure measure = new Measure();
    measure.allow(0, media.durationSamples());
    try {
      DecoderChild child =
          DecoderChild.forSegments(
              program,
              scan,
              probe,
              MediaClock.usToGrid(mark.pts90kHz().orElse(0)),
              nanoTime,
              (stampMs, pcm) -> pass(timeline, measure, stampMs, pcm));
      Run run =
          new Run(child, timeline, measure, scan.layout(), scan.isFragmentedMp4(), mark, samples);
      publishRun(run);
      if (initialisation.length > 0) {
        child.feed(initialisation);
      }
      return run;
    } catch (IOException e) {
      throw new DecoderDied("the decoder did not start: " + e.getMessage());
    }
  }

  private void takeFile(Piece.Media media, Piece.OnDisk file, AudioWish wish) throws DecoderDied {
    SegmentMark mark = markOf(media, OptionalLong.empty());
    RunTimeline timeline = new RunTimeline(mark, media.publishFromSample());
    fileStampMs = OptionalLong.empty();
    try {
      DecoderChild child =
          DecoderChild.forFile(
              program,
              file.file(),
              wish.mapInFile(),
              nanoTime,
              (stampMs, pcm) -> {
                fileStampMs = fileStampMs.isPresent() ? fileStampMs : OptionalLong.of(stampMs);
                pass(timeline, Measure.NONE, stampMs, pcm);
              });
      publishRun(new Run(child, timeline, Measure.NONE, "file", false, mark, 0));
    } catch (IOException e) {
      throw new DecoderDied("the decoder did not start: " + e.getMessage());
    }
  }

  private void publishRun(Run run) {
    current.set(run);
    if (killed) {
      run.child.kill();
    }
  }

  private void pass(RunTimeline timeline, Measure measure, long stampMs, byte[] pcm)
      throws InterruptedException {
    if (!measure.exceeded) {
      List<Stretch> stretches = timeline.sound(stampMs, pcm);
      for (Stretch stretch : stretches) {
        sink.sound(stretch);
      }
      measure.exceeded = timeline.runSamples() > measure.mostSamples;
    }
    Run run = current.get();
    if (measure.exceeded && run != null && run.measure == measure) {
      run.child.kill();
    }
  }

  private void feed(Run run, byte[] bytes, Piece.Media media) throws DecoderDied {
    try {
      run.child.feed(bytes);
    } catch (IOException e) {
      throw DecoderDied.because(
          "the decoder ended while segment " + media.mediaSequence() + " was fed to it",
          lastWords());
    }
  }

  /** Sound that will not come; the gap is declared when the next sound tells how long it is. */
  public void lost(Piece.Lost lost) throws InterruptedException {
    endRun();
    owed =
        owed == null
            ? new Owed(lost.guessedSamples(), lost.reason(), lost.detail(), lost.next())
            : new Owed(
                owed.guessedSamples + lost.guessedSamples(),
                owed.reason,
                owed.detail + "; " + lost.detail(),
                lost.next());
  }

  /**
   * What comes next is of another input. All that was fed comes out before this returns; neither
   * stamps nor dates lead from the one to the other, and what is missing between them is declared
   * by who changes them.
   */
  public void leaveInput() throws InterruptedException {
    endRun();
    end = Optional.empty();
    owed = null;
  }

  private void declareGapBefore(SegmentMark next, Piece.Media media) throws InterruptedException {
    if (media.publishFromSample() == RunTimeline.NOTHING) {
      return;
    }
    SourcePosition place = next.positionAt(media.publishFromSample());
    if (owed != null) {
      long guess = owed.guessedSamples;
      long samples =
          end.map(e -> GapLength.ofLoss(e, next, guess)).orElse(GapLength.ofGuess(guess));
      if (samples > 0) {
        sink.gap(samples, owed.reason, owed.detail, place);
      }
    } else if (end.isPresent()) {
      long samples = GapLength.ofDiscontinuity(end.get(), next);
      if (samples > 0) {
        sink.gap(
            samples,
            Gap.Reason.REASON_DISCONTINUITY,
            end.get().programDateTimeUs().isPresent() && next.programDateTimeUs().isPresent()
                ? "before segment " + next.mediaSequence() + " the programme's time jumps ahead"
                : "the segment before "
                    + next.mediaSequence()
                    + " was cut short: its playlist promised more",
            place);
      }
    }
    owed = null;
    end = Optional.empty();
  }

  /** Lets the child give out all it has, and remembers where it stopped. */
  private void endRun() throws InterruptedException {
    Run run = current.get();
    if (run == null) {
      return;
    }
    run.child.endInput();
    while (!run.child.awaitEnd(POLL_MS)) {
      if (run.child.silentNanos(nanoTime.getAsLong()) > patience.toNanos()) {
        run.child.kill();
      }
    }
    current.set(null);
    lastWords = run.child.lastWords();
    end = Optional.of(run.timeline.end());
    if (run.measure.exceeded) {
      metrics.segments.labelValues("undecodable").inc();
      owed =
          new Owed(
              run.measure.toldSamples,
              Gap.Reason.REASON_UNDECODABLE,
              "segment "
                  + run.lastMark.mediaSequence()
                  + " ("
                  + run.lastMark.uri()
                  + ") cannot be decoded: "
                  + run.measure.complaint(),
              run.lastMark.positionAt(run.lastSamples));
      return;
    }
    long missing = run.fedSamples - run.timeline.runSamples();
    if (!run.child.endedWell() && !killed && (missing > HELD_BACK_SAMPLES || run.fedSamples == 0)) {
      metrics.decoderRestarts.inc();
      if (run.fedSamples > 0) {
        owed =
            new Owed(
                missing,
                Gap.Reason.REASON_UNDECODABLE,
                "the decoder gave up" + (lastWords.isEmpty() ? "" : ": " + lastWords),
                run.lastMark.positionAt(run.lastSamples));
      }
    }
  }

  /**
   * The source is over: everything comes out before this returns, the last gap included.
   *
   * @return whether any sound came out of the last run, or it had none to give
   */
  public boolean finish() throws InterruptedException {
    Run run = current.get();
    endRun();
    boolean heard = run == null || run.timeline.runSamples() > 0;
    if (owed != null && (heard || run.fedSamples > 0)) {
      sink.gap(GapLength.ofGuess(owed.guessedSamples), owed.reason, owed.detail, owed.next);
      owed = null;
    }
    return heard;
  }

  /**
   * Ends the run at once, without its last samples: for when the source goes on from what the sink
   * has got. What is owed stays owed.
   */
  public void abandonRun() throws InterruptedException {
    Run run = current.getAndSet(null);
    if (run != null) {
      overfull = run.measure.exceeded ? Optional.of(run.lastMark) : overfull;
      run.child.kill();
      while (!run.child.awaitEnd(POLL_MS)) {
        LOG.debug("waiting for decoder {} to let go", run.child.pid());
      }
      end = Optional.empty();
    }
  }

  /** Ends the child and every later one, from any thread: nobody wants this stream any more. */
  public void kill() {
    killed = true;
    Run run = current.get();
    if (run != null) {
      run.child.kill();
    }
  }

  /**
   * Grows whenever a piece did not lead on from the one before: something was lost in between, or
   * the source's clock or its make-up changed.
   */
  public int sections() {
    return sections;
  }

  /** When the first sound of a file is heard, counted from its beginning. */
  public OptionalLong fileStampMs() {
    return fileStampMs;
  }

  /** The child has ended although nobody asked it to. */
  public boolean hasDied() {
    Run run = current.get();
    return run != null && (run.measure.exceeded || run.fedSamples > 0 && !run.child.isAlive());
  }

  /** Whether the child is gone because somebody killed it who was not us. */
  public boolean wasKilled() throws InterruptedException {
    Run run = current.get();
    return run != null
        && !killed
        && !run.stuck
        && !run.measure.exceeded
        && !run.child.isAlive()
        && run.child.endedByKill();
  }

  /** The child was ended for saying nothing. */
  public boolean wasStuck() {
    Run run = current.get();
    return run != null && run.stuck;
  }

  /**
   * The child has been fed for so long that it had better be replaced: FFmpeg notes every fragment
   * of an MP4, and forgets none.
   */
  public boolean isWornOut() {
    Run run = current.get();
    return run != null && run.growing && run.fedSamples > lifeSamples;
  }

  /** The child was fed and says nothing. */
  public boolean isStuck(long nowNanos) {
    Run run = current.get();
    return run != null
        && run.fedSamples - run.timeline.runSamples() > HELD_BACK_SAMPLES
        && run.child.silentNanos(nowNanos) > patience.toNanos();
  }

  /** Ends a child that is stuck, from any thread; who feeds it notices. */
  public void killStuck() {
    Run run = current.get();
    if (run != null) {
      run.stuck = true;
      run.child.kill();
    }
  }

  /** What the child complained about last; empty if it did not. */
  public String lastWords() {
    Run run = current.get();
    if (run == null) {
      return lastWords;
    }
    return run.measure.exceeded
        ? "segment " + run.lastMark.mediaSequence() + ": " + run.measure.complaint()
        : run.child.lastWords();
  }

  /** Process id of the child at work. */
  public OptionalLong childPid() {
    Run run = current.get();
    return run == null ? OptionalLong.empty() : OptionalLong.of(run.child.pid());
  }
}
