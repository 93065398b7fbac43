package io.streamlation.ingest.rehost;

import io.streamlation.ingest.decode.Undecodable;
import io.streamlation.ingest.frame.MediaClock;
import io.streamlation.ingest.rehost.Strand.Sample;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A run whose picture and sound come in segments of their own, each through a packager of its own:
 * to each fragment of the picture, the sound that lies beside it. Where the picture lacks, so does
 * the sound; behind such a hole another reel begins, with a head of its own.
 */
final class Braid implements Fragments {

  /** Brings the reels of a run. */
  interface Reels {
    /** The next; waits for it. Empty: there are no more. */
    Optional<Reel> next() throws InterruptedException;
  }

  private final Packaged sound;
  private final Deque<Sample> waiting = new ArrayDeque<>();
  private final Reels reels;
  private long soundTicks;
  private long soundHz;
  private Reel reel;
  private Packaged pictures;
  private Initialisation head;
  private boolean soundIsOver;
  private int number;

  /**
   * @param soundTicks what its sound's stamps are to be moved by, 90 kHz
   */
  Braid(InputStream sound, long soundTicks, Reels reels) {
    this.sound = new Packaged(sound);
    this.soundTicks = soundTicks;
    this.reels = reels;
  }

  @Override
  public Initialisation head() {
    return head;
  }

  @Override
  public Fragment next() throws IOException, Undecodable, InterruptedException {
    while (true) {
      if (reel == null) {
        reel = reels.next().orElseThrow(EOFException::new);
        pictures = new Packaged(reel.out());
        head = null;
      }
      List<Sample> shown = nextPictures();
      if (shown.isEmpty()) {
        reel.isRead();
        reel = null;
        continue;
      }
      boolean isFirst = head == null;
      if (isFirst && !begin(shown)) {
        throw new EOFException();
      }
      List<Sample> pictured = moved(shown, reel.shiftTicks(), head.video().timescale());
      double from = seconds(pictured.get(0), head.video().timescale());
      long lengthUnits = shown.stream().mapToLong(Sample::duration).sum();
      double to = from + lengthUnits / (double) head.video().timescale();
      if (isFirst) {
        dropUntil(from);
      }
      List<Sample> heard = heardUntil(to);
      if (heard.isEmpty() && soundIsOver) {
        throw new EOFException();
      }
      return Fragment.of(Strand.twined(++number, pictured, heard), head);
    }
  }

  /** Empty: this reel is over. */
  private List<Sample> nextPictures() throws IOException, Undecodable {
    try {
      List<Sample> shown = List.of();
      while (shown.isEmpty()) {
        shown = Strand.of(pictures.nextBytes());
      }
      return shown;
    } catch (EOFException e) {
      return List.of();
    }
  }

  /** False if there is no sound any more. */
  private boolean begin(List<Sample> shown) throws IOException, Undecodable {
    readSound();
    if (waiting.isEmpty()) {
      return false;
    }
    head = Initialisation.of(Strand.twined(pictures.headBytes(), sound.headBytes()));
    if (soundHz == 0) {
      soundHz = head.sound().orElseThrow(() -> new Undecodable("it wrote no sound")).timescale();
      double apartSeconds =
          seconds(shown.get(0), head.video().timescale())
              + reel.shiftTicks() / (double) MediaClock.PTS_HZ
              - seconds(waiting.peek(), soundHz)
              - soundTicks / (double) MediaClock.PTS_HZ;
      // Each of them counts the turns of the 33-bit clock for itself.
      double turnSeconds = MediaClock.PTS_WRAP / (double) MediaClock.PTS_HZ;
      soundTicks += Math.round(apartSeconds / turnSeconds) * MediaClock.PTS_WRAP;
      List<Sample> first = moved(List.copyOf(waiting), soundTicks, soundHz);
      waiting.clear();
      waiting.addAll(first);
    }
    return true;
  }

  /** When it is shown, or heard. */
  private static double seconds(Sample sample, long timescale) {
    return (sample.startUnits() + sample.composition()) / (double) timescale;
  }

  private static List<Sample> moved(List<Sample> samples, long ticks, long timescale) {
    long units = Math.round(ticks * (double) timescale / MediaClock.PTS_HZ);
    return units == 0 ? samples : samples.stream().map(s -> s.movedBy(units)).toList();
  }

  private void dropUntil(double seconds) throws IOException, Undecodable {
    while (readSound() && waiting.peek().middleUnits() <= seconds * soundHz) {
      waiting.remove();
    }
  }

  private List<Sample> heardUntil(double seconds) throws IOException, Undecodable {
    List<Sample> heard = new ArrayList<>();
    while (readSound() && waiting.peek().middleUnits() < seconds * soundHz) {
      heard.add(waiting.remove());
    }
    return heard;
  }

  /** False if none is left. */
  private boolean readSound() throws IOException, Undecodable {
    try {
      while (waiting.isEmpty() && !soundIsOver) {
        List<Sample> read = Strand.of(sound.nextBytes());
        waiting.addAll(soundHz == 0 ? read : moved(read, soundTicks, soundHz));
      }
    } catch (EOFException e) {
      soundIsOver = true;
    }
    return !waiting.isEmpty();
  }
}
