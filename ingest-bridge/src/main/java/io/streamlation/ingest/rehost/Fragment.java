package io.streamlation.ingest.rehost;

import io.streamlation.ingest.decode.Box;
import io.streamlation.ingest.decode.Undecodable;
import io.streamlation.ingest.frame.MediaClock;
import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One {@code moof} and its {@code mdat}, as the packager gives them: a key frame and what follows
 * it up to the next.
 *
 * @param startTicks when its first picture is shown, 90 kHz, not wrapped
 * @param lengthTicks sum of its pictures' durations
 * @param frames pictures in it; 0 if there is only sound left
 */
record Fragment(byte[] bytes, long startTicks, long lengthTicks, int frames) {
  static Fragment of(byte[] bytes, Initialisation head) throws Undecodable {
    try {
      for (TrackRun part : parts(bytes)) {
        if (part.trackId() == head.video().id() && part.samples() > 0) {
          long first = part.startUnits() + part.composition(0);
          long length = 0;
          for (int i = 0; i < part.samples(); i++) {
            length += part.duration(i);
          }
          long scale = head.video().timescale();
          return new Fragment(bytes, ticks(first, scale), ticks(length, scale), part.samples());
        }
      }
      return new Fragment(bytes, 0, 0, 0);
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      throw new Undecodable("a fragment of the packager's points outside itself");
    }
  }

  private static long ticks(long units, long timescale) {
    return Math.round(units * (double) MediaClock.PTS_HZ / timescale);
  }

  /**
   * Moves all its stamps back by so many turns of the 33-bit clock. Sound that would then lie
   * before zero is laid at zero: milliseconds, once in 26 hours.
   */
  void turnBack(long turns, Initialisation head) throws Undecodable {
    if (turns == 0) {
      return;
    }
    for (TrackRun part : parts(bytes)) {
      long scale = scaleOf(part.trackId(), head);
      long units = Math.round(turns * (double) MediaClock.PTS_WRAP * scale / MediaClock.PTS_HZ);
      part.setStart(Math.max(0, part.startUnits() - units));
    }
  }

  private static long scaleOf(long trackId, Initialisation head) {
    return trackId == head.video().id()
        ? head.video().timescale()
        : head.sound().map(Initialisation.Track::timescale).orElse(head.video().timescale());
  }

  /**
   * Takes the sound away that lies before its first picture: a run begins with its first key frame,
   * and the sound that came meanwhile has no picture. The bytes stay, nothing points to them.
   */
  void dropSoundBeforePicture(Initialisation head) throws Undecodable {
    Optional<Initialisation.Track> sound = head.sound();
    if (sound.isEmpty() || frames == 0) {
      return;
    }
    double startSeconds = startTicks / (double) MediaClock.PTS_HZ;
    for (TrackRun part : parts(bytes)) {
      if (part.trackId() == sound.get().id()) {
        part.dropBefore(startSeconds, sound.get().timescale());
      }
    }
  }

  private static List<TrackRun> parts(byte[] bytes) throws Undecodable {
    List<TrackRun> parts = new ArrayList<>();
    for (Box traf : Box.file(bytes).all("moof", "traf")) {
      parts.add(new TrackRun(traf));
    }
    return parts;
  }
}
