package io.streamlation.ingest.rehost;

import io.streamlation.ingest.decode.Box;
import io.streamlation.ingest.decode.Undecodable;
import io.streamlation.ingest.frame.MediaClock;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
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
  /** Half an hour of picture, or of sound. */
  private static final int MOST_SAMPLES = 100_000;

  private static final int BASE_GIVEN = 0x1;
  private static final int DESCRIPTION_GIVEN = 0x2;
  private static final int DURATION_GIVEN = 0x8;
  private static final int SIZE_GIVEN = 0x10;
  private static final int OFFSET = 0x1;
  private static final int FIRST_FLAGS = 0x4;
  private static final int DURATIONS = 0x100;
  private static final int SIZES = 0x200;
  private static final int FLAGS = 0x400;
  private static final int COMPOSITIONS = 0x800;

  static Fragment of(byte[] bytes, Initialisation head) throws Undecodable {
    try {
      for (Part part : parts(bytes)) {
        if (part.trackId == head.video().id() && part.samples > 0) {
          long first = part.startUnits + part.composition(0);
          long length = 0;
          for (int i = 0; i < part.samples; i++) {
            length += part.duration(i);
          }
          long scale = head.video().timescale();
          return new Fragment(bytes, ticks(first, scale), ticks(length, scale), part.samples);
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
    for (Part part : parts(bytes)) {
      long scale = scaleOf(part.trackId, head);
      long units = Math.round(turns * (double) MediaClock.PTS_WRAP * scale / MediaClock.PTS_HZ);
      part.setStart(Math.max(0, part.startUnits - units));
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
    for (Part part : parts(bytes)) {
      if (part.trackId == sound.get().id()) {
        part.dropBefore(startSeconds, sound.get().timescale());
      }
    }
  }

  private static List<Part> parts(byte[] bytes) throws Undecodable {
    List<Part> parts = new ArrayList<>();
    for (Box traf : Box.file(bytes).all("moof", "traf")) {
      parts.add(new Part(traf));
    }
    return parts;
  }

  /** One track's samples. */
  private static final class Part {
    private final long trackId;
    private final ByteBuffer time;
    private final ByteBuffer run;
    private final int flags;
    private final int samples;
    private final int firstEntry;
    private final int entryBytes;
    private final long usualDuration;
    private final long usualSize;
    private final long startUnits;

    Part(Box traf) throws Undecodable {
      ByteBuffer head = traf.only("tfhd").body();
      int given = head.getInt(0);
      trackId = head.getInt(4) & 0xffffffffL;
      int at = 8 + ((given & BASE_GIVEN) != 0 ? 8 : 0) + ((given & DESCRIPTION_GIVEN) != 0 ? 4 : 0);
      usualDuration = (given & DURATION_GIVEN) != 0 ? head.getInt(at) & 0xffffffffL : 0;
      at += (given & DURATION_GIVEN) != 0 ? 4 : 0;
      usualSize = (given & SIZE_GIVEN) != 0 ? head.getInt(at) & 0xffffffffL : 0;
      time = traf.only("tfdt").body();
      // Signed: a stream may begin before its own zero.
      startUnits = time.get(0) == 1 ? time.getLong(4) : time.getInt(4) & 0xffffffffL;
      run = traf.only("trun").body();
      flags = run.getInt(0) & 0xffffff;
      samples = run.getInt(4);
      firstEntry = 8 + ((flags & OFFSET) != 0 ? 4 : 0) + ((flags & FIRST_FLAGS) != 0 ? 4 : 0);
      entryBytes = 4 * Integer.bitCount(flags & (DURATIONS | SIZES | FLAGS | COMPOSITIONS));
      if (samples < 0
          || samples > MOST_SAMPLES
          || firstEntry + (long) samples * entryBytes > run.limit()) {
        throw new Undecodable("a fragment of the packager's points outside itself");
      }
    }

    long duration(int sample) {
      return (flags & DURATIONS) == 0
          ? usualDuration
          : run.getInt(firstEntry + sample * entryBytes) & 0xffffffffL;
    }

    private long size(int sample) {
      int before = (flags & DURATIONS) == 0 ? 0 : 4;
      return (flags & SIZES) == 0
          ? usualSize
          : run.getInt(firstEntry + sample * entryBytes + before) & 0xffffffffL;
    }

    long composition(int sample) {
      if ((flags & COMPOSITIONS) == 0) {
        return 0;
      }
      return run.getInt(firstEntry + (sample + 1) * entryBytes - 4);
    }

    void setStart(long units) throws Undecodable {
      if (time.get(0) != 1) {
        throw new Undecodable("the packager wrote a time of 32 bits");
      }
      time.putLong(4, units);
    }

    /** The run becomes shorter, and what is left over of its box an empty one. */
    void dropBefore(double seconds, long timescale) throws Undecodable {
      int drop = 0;
      long at = startUnits;
      long bytesDropped = 0;
      while (drop < samples - 1 && at + duration(drop) / 2.0 <= seconds * timescale) {
        at += duration(drop);
        bytesDropped += size(drop);
        drop++;
      }
      int spare = drop * entryBytes;
      if (drop == 0 || spare == 4 || (flags & OFFSET) == 0) {
        return; // no box is so small: one block of sound more is heard
      }
      if (bytesDropped > Integer.MAX_VALUE) {
        throw new Undecodable("a fragment of the packager's points outside itself");
      }
      setStart(at);
      run.putInt(4, samples - drop);
      run.putInt(8, run.getInt(8) + (int) bytesDropped);
      int end = firstEntry + samples * entryBytes;
      for (int i = firstEntry; i + spare < end; i++) {
        run.put(i, run.get(i + spare));
      }
      if (spare > 0) {
        byte[] array = run.array();
        int body = run.arrayOffset();
        ByteBuffer all = ByteBuffer.wrap(array);
        all.putInt(body - 8, 8 + end - spare);
        all.putInt(body + end - spare, spare);
        all.put(
            body + end - spare + 4, "free".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    }
  }
}
