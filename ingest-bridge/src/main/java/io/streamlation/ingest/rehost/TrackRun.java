package io.streamlation.ingest.rehost;

import io.streamlation.ingest.decode.Box;
import io.streamlation.ingest.decode.Undecodable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What one {@code traf} of a fragment says of one track's samples. */
final class TrackRun {
  /** Half an hour of picture, or of sound. */
  private static final int MOST_SAMPLES = 100_000;

  private static final int BASE_GIVEN = 0x1;
  private static final int DESCRIPTION_GIVEN = 0x2;
  private static final int DURATION_GIVEN = 0x8;
  private static final int SIZE_GIVEN = 0x10;
  private static final int FLAGS_GIVEN = 0x20;
  private static final int OFFSET = 0x1;
  private static final int FIRST_FLAGS = 0x4;
  private static final int DURATIONS = 0x100;
  private static final int SIZES = 0x200;
  private static final int FLAGS = 0x400;
  private static final int COMPOSITIONS = 0x800;

  private final long trackId;
  private final ByteBuffer time;
  private final ByteBuffer run;
  private final int flags;
  private final int samples;
  private final int firstEntry;
  private final int entryBytes;
  private final long usualDuration;
  private final long usualSize;
  private final int usualFlags;
  private final long startUnits;

  TrackRun(Box traf) throws Undecodable {
    ByteBuffer head = traf.only("tfhd").body();
    int given = head.getInt(0);
    trackId = head.getInt(4) & 0xffffffffL;
    int at = 8 + ((given & BASE_GIVEN) != 0 ? 8 : 0) + ((given & DESCRIPTION_GIVEN) != 0 ? 4 : 0);
    usualDuration = (given & DURATION_GIVEN) != 0 ? head.getInt(at) & 0xffffffffL : 0;
    at += (given & DURATION_GIVEN) != 0 ? 4 : 0;
    usualSize = (given & SIZE_GIVEN) != 0 ? head.getInt(at) & 0xffffffffL : 0;
    at += (given & SIZE_GIVEN) != 0 ? 4 : 0;
    usualFlags = (given & FLAGS_GIVEN) != 0 ? head.getInt(at) : 0;
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

  long trackId() {
    return trackId;
  }

  int samples() {
    return samples;
  }

  long startUnits() {
    return startUnits;
  }

  /** Where the first lies, from the beginning of the {@code moof} on. */
  int dataOffset() throws Undecodable {
    if ((flags & OFFSET) == 0) {
      throw new Undecodable("the packager does not say where its samples lie");
    }
    return run.getInt(8);
  }

  /** What depends on it, and what it depends on. */
  int flags(int sample) {
    if ((flags & FLAGS) != 0) {
      int before = Integer.bitCount(flags & (DURATIONS | SIZES)) * 4;
      return run.getInt(firstEntry + sample * entryBytes + before);
    }
    return sample == 0 && (flags & FIRST_FLAGS) != 0 ? run.getInt(firstEntry - 4) : usualFlags;
  }

  long duration(int sample) {
    return (flags & DURATIONS) == 0
        ? usualDuration
        : run.getInt(firstEntry + sample * entryBytes) & 0xffffffffL;
  }

  long size(int sample) {
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
      all.put(body + end - spare + 4, "free".getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
