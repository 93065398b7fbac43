package io.streamlation.ingest.rehost;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.decode.LoneTrack;
import io.streamlation.ingest.frame.MediaClock;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.SourceTrouble.Hope;
import io.streamlation.ingest.source.StreamSource;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a picture that lies in segments of its own, as far as the sound has come, in a thread of
 * its own: nobody waits for it. What it cannot have is said; the sound goes on.
 */
final class PictureRoad {
  private static final Logger LOG = LoggerFactory.getLogger(PictureRoad.class);
  private static final int MOST_WAITING = 500;
  private static final long LAST_WORDS_MS = 1_500;
  private static final long LONGEST_LOOK_MS = 500;
  private static final long FIRST_PAUSE_MS = 250;
  private static final long LONGEST_PAUSE_MS = 5_000;
  private static final long BROKE_AGAIN_WITHIN_MS = 30_000;
  private static final long SOUGHT_AGAIN_AFTER_MS = 10_000;
  private static final int TRIES_OF_A_PIECE_GONE = 3;
  private static final int TRIES_OF_A_PIECE = 12;

  /** Segments of sound and of picture do not end together. */
  private static final long TOLERANCE_US = 250_000;

  /** Nobody's sound is so far from its picture: the two were sought at different places. */
  private static final long APART_US = 60_000_000;

  /** A run that is heard, and is to be shown too. */
  interface Showing {
    void show(Reel reel);

    void noMoreReels();
  }

  /** Makes packagers of pictures. */
  @FunctionalInterface
  interface Packagers {
    Packager of(LoneTrack picture) throws IOException;
  }

  /** Whom it tells. */
  @FunctionalInterface
  interface Words {
    void say(Party party, String code, String message, String action);
  }

  /**
   * A segment of sound that is heard.
   *
   * @param section of the source
   * @param stamp90kHz of its first sample, 33 bits
   * @param zero90kHz what its container's clock shows at the beginning of the section
   * @param lead90kHz how much of it lies before its time zero
   */
  record Heard(
      Showing run,
      long section,
      long sequence,
      OptionalLong dateUs,
      long stamp90kHz,
      long zero90kHz,
      long lead90kHz,
      long durationUs) {}

  /** A segment of picture. */
  private record Seen(Piece.Media media, Piece.InMemory content, LoneTrack track, long zero90kHz) {
    long durationUs() {
      return usOf(media.durationSamples());
    }

    /** From the beginning of that sound to its own. */
    long behindUs(Heard sound) {
      if (media.programDateTimeUs().isPresent() && sound.dateUs().isPresent()) {
        return media.programDateTimeUs().getAsLong() - sound.dateUs().getAsLong();
      }
      if (media.discontinuitySequence() != sound.section()) {
        boolean isOlder = media.discontinuitySequence() < sound.section();
        return isOlder ? -APART_US + 1 : APART_US - 1;
      }
      long ticks =
          MediaClock.ticksBetween(sound.stamp90kHz(), track.stamp90kHz() + shiftTicks(sound));
      return ticks * 1_000_000 / MediaClock.PTS_HZ;
    }

    long shiftTicks(Heard sound) {
      return sound.zero90kHz() - zero90kHz + sound.lead90kHz() - track.lead90kHz();
    }
  }

  private final Supplier<Optional<StreamSource>> opener;
  private final Packagers packagers;
  private final Words words;
  private final Thread thread;
  private final Object lock = new Object();
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private volatile boolean closed;
  private volatile boolean hopeless;
  private volatile long closeAtMs = Long.MAX_VALUE;
  private volatile StreamSource source;
  private Showing run;
  private Reel reel;
  private Seen held;
  private Seen last;
  private boolean over;
  private int failures;
  private long soughtAtMs;
  private long notBeforeMs = Long.MIN_VALUE;
  private long brokeAtMs = Long.MIN_VALUE / 2;
  private byte[] reelBegins = {};

  /**
   * @param opener of its source; empty: there is none
   */
  PictureRoad(
      String name, Supplier<Optional<StreamSource>> opener, Packagers packagers, Words words) {
    this.opener = opener;
    this.packagers = packagers;
    this.words = words;
    this.thread = Packager.thread("picture-" + name, this::work);
    this.thread.start();
  }

  /** This is heard, and published sooner or later. Never waits. */
  void hear(Heard sound) {
    step(sound.run(), () -> accompany(sound));
  }

  /** Nothing more of that run is heard. */
  void over(Showing which) {
    step(
        which,
        () -> {
          if (run == which) {
            endReel();
          }
          which.noMoreReels();
        });
  }

  private void step(Showing which, Runnable step) {
    synchronized (lock) {
      if (!closed && !hopeless && steps.size() < MOST_WAITING) {
        steps.add(step);
        lock.notifyAll();
        return;
      }
    }
    which.noMoreReels();
  }

  /** There is no picture, or none that can be read. */
  boolean isHopeless() {
    return hopeless;
  }

  /** Nothing more will be heard: what is still to be fetched must come soon. */
  void letGo() {
    closeAtMs = nowMs() + LAST_WORDS_MS;
    step(NOBODY, () -> closed = true);
  }

  void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    StreamSource open = source;
    if (open != null) {
      open.close();
    }
  }

  private static final Showing NOBODY =
      new Showing() {
        @Override
        public void show(Reel reel) {
          reel.kill();
        }

        @Override
        public void noMoreReels() {}
      };

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }

  private boolean isClosing() {
    return closed || nowMs() > closeAtMs;
  }

  private void work() {
    try {
      while (!isClosing() && !hopeless) {
        Runnable step = next();
        if (step != null) {
          step.run();
        }
      }
    } catch (RuntimeException e) {
      LOG.error("a picture could not be fetched; the sound goes on", e);
    } finally {
      hopeless = true;
      endReel();
      if (run != null) {
        run.noMoreReels();
      }
      close();
      // Whoever still waits is told that it waits in vain.
      for (Runnable step = next(); step != null; step = next()) {
        step.run();
      }
    }
  }

  private Runnable next() {
    synchronized (lock) {
      if (steps.isEmpty() && !isClosing() && !hopeless) {
        pause(LONGEST_LOOK_MS);
      }
      return steps.poll();
    }
  }

  private void pause(long ms) {
    synchronized (lock) {
      try {
        if (!closed) {
          lock.wait(Math.max(1, ms));
        }
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }

  /** Begins anew where that sound lies. */
  private void seek(Heard sound) {
    soughtAtMs = nowMs();
    held = null;
    last = null;
    over = false;
    StreamSource before = source;
    if (before != null) {
      before.close();
    }
    source = opener.get().orElse(null);
    if (source == null) {
      hopeless = true;
      return;
    }
    source.seek(place(sound), Gap.Reason.REASON_SEGMENT_LOST);
    if (closed) {
      source.close();
    }
  }

  private static SourcePosition place(Heard sound) {
    SourcePosition.Builder place = SourcePosition.newBuilder().setMediaSequence(sound.sequence());
    sound.dateUs().ifPresent(place::setProgramDateTimeUs);
    return place.build();
  }

  /** All the picture that lies beside this sound. */
  private void accompany(Heard sound) {
    if (hopeless) {
      sound.run().noMoreReels();
      return;
    }
    if (run != sound.run()) {
      boolean isFirst = run == null;
      endReel();
      run = sound.run();
      if (isFirst) {
        seek(sound);
      }
      if (last != null && overlaps(last, sound)) {
        give(last, sound);
      }
    }
    while (!isClosing() && !hopeless && !covers(last, sound)) {
      if (held == null) {
        held = over ? null : fetch();
      }
      if (held == null) {
        return;
      }
      long behindUs = held.behindUs(sound);
      boolean maySeek = nowMs() - soughtAtMs > SOUGHT_AGAIN_AFTER_MS;
      if (Math.abs(behindUs) >= APART_US && maySeek) {
        endReel();
        seek(sound);
      } else if (behindUs >= sound.durationUs() - TOLERANCE_US) {
        return; // it lies beside what is heard later
      } else if (!overlaps(held, sound)) {
        held = null;
      } else {
        Seen seen = held;
        held = null;
        give(seen, sound);
      }
    }
  }

  private boolean overlaps(Seen seen, Heard sound) {
    long behindUs = seen.behindUs(sound);
    return behindUs < sound.durationUs() - TOLERANCE_US
        && behindUs + seen.durationUs() > Math.min(TOLERANCE_US, seen.durationUs() / 2);
  }

  private boolean covers(Seen seen, Heard sound) {
    if (seen == null) {
      return false;
    }
    long endsUs = seen.behindUs(sound) + seen.durationUs();
    return endsUs > 0 && endsUs >= sound.durationUs() - TOLERANCE_US && endsUs < APART_US;
  }

  /** Waits for it; null if there will be none. */
  private Seen fetch() {
    while (!isClosing() && !hopeless) {
      try {
        Piece piece = source.next();
        failures = 0;
        if (piece instanceof Piece.Media media
            && media.content() instanceof Piece.InMemory content) {
          Optional<LoneTrack> track = LoneTrack.picture(content);
          if (track.isPresent()) {
            return new Seen(media, content, track.get(), source.clockZero90kHz());
          }
          lose(media.durationSamples(), "segment " + media.mediaSequence() + " holds no picture");
        } else if (piece instanceof Piece.Lost lost) {
          lose(lost.guessedSamples(), lost.detail());
        } else if (piece instanceof Piece.Later later) {
          pause(Math.min(LONGEST_LOOK_MS, later.pause().toMillis()));
        } else {
          over = true;
          endReel();
          return null;
        }
      } catch (SourceTrouble trouble) {
        face(trouble);
      }
    }
    return null;
  }

  private void face(SourceTrouble trouble) {
    if (isClosing()) {
      return;
    }
    if (trouble.hope() == Hope.NONE) {
      hopeless = true;
      if (!trouble.code().endsWith(StreamSource.NO_PICTURE)) {
        words.say(
            trouble.party(),
            "rehost-picture-refused",
            trouble.getMessage() + "; nothing is re-hosted, sound and captions go on",
            trouble.action());
      }
      return;
    }
    failures++;
    words.say(
        trouble.party(),
        "rehost-picture-late",
        "the picture is waited for: " + trouble.getMessage() + "; sound and captions go on",
        trouble.action());
    boolean gone = trouble.hope() == Hope.PIECE_GONE;
    if (failures >= (gone ? TRIES_OF_A_PIECE_GONE : TRIES_OF_A_PIECE)) {
      failures = 0;
      source.giveUp(trouble).ifPresent(lost -> lose(lost.guessedSamples(), lost.detail()));
    }
    pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failures, 10)));
  }

  private void lose(long samples, String detail) {
    endReel();
    if (samples > 0) {
      words.say(
          Party.PARTY_SOURCE,
          "rehost-picture-lost",
          String.format(
              Locale.ROOT,
              "%.1f s of picture are missing: %s; sound and captions go on",
              AudioFormat.secondsOfSamples(samples),
              detail),
          "");
    }
  }

  private void give(Seen seen, Heard sound) {
    last = seen;
    byte[] bytes = seen.content().bytes();
    if (reel != null && reel.hasBroken()) {
      sayBroken(reel.lastWords());
      endReel();
    }
    if (seen.media().beginsSection()
        || !Arrays.equals(reelBegins, seen.content().initialisation())) {
      endReel();
    }
    if (reel == null) {
      Optional<byte[]> from = beginReel(seen, sound);
      if (from.isEmpty()) {
        return;
      }
      bytes = from.get();
    }
    if (!reel.offer(bytes)) {
      reel.kill();
      reel = null;
      words.say(
          Party.PARTY_PLATFORM,
          "rehost-behind",
          "the packager of the picture is far behind; what waits is left out",
          "See how busy the machine and the disk of rehost.folder are.");
    }
  }

  /** Gives what it is to be fed of the first segment. */
  private Optional<byte[]> beginReel(Seen seen, Heard sound) {
    LoneTrack track = seen.track();
    if (!track.fits()) {
      hopeless = true;
      words.say(
          Party.PARTY_SOURCE,
          "rehost-unplayable",
          "the picture is coded in "
              + track.codec()
              + ", which players of fragmented MP4 do not show, and is not re-hosted; sound and"
              + " captions go on",
          "Have the packager offer it in H.264.");
      return Optional.empty();
    }
    Optional<byte[]> from = track.fromKeyFrame(seen.content().bytes());
    if (from.isEmpty() || nowMs() < notBeforeMs) {
      return Optional.empty();
    }
    try {
      Packager packager = packagers.of(track);
      reelBegins = seen.content().initialisation();
      if (reelBegins.length > 0) {
        packager.offer(reelBegins);
      }
      reel = new Reel(packager, seen.shiftTicks(sound));
      run.show(reel);
      return from;
    } catch (IOException e) {
      sayBroken("it did not start: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void sayBroken(String why) {
    long now = nowMs();
    // Once is an accident; the picture of what breaks packagers one after the other can wait.
    notBeforeMs = now < brokeAtMs + BROKE_AGAIN_WITHIN_MS ? now + LONGEST_PAUSE_MS : now;
    brokeAtMs = now;
    words.say(
        Party.PARTY_PLATFORM,
        "rehost-broke",
        "the packager of the picture gave up ("
            + (why.isEmpty() ? "without a word" : why)
            + "); a new one goes on at a key frame",
        "Nothing, if it happens once; if it goes on, have the source's picture looked at.");
  }

  private void endReel() {
    if (reel != null) {
      reel.end();
      reel = null;
    }
  }

  private static long usOf(long samples) {
    return samples * 1_000_000 / AudioFormat.SAMPLE_RATE_HZ;
  }
}
