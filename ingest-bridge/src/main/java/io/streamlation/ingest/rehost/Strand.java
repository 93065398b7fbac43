package io.streamlation.ingest.rehost;

import io.streamlation.ingest.decode.Box;
import io.streamlation.ingest.decode.Undecodable;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One track's samples, in the order of their decoding; two of them are twined into one fragment.
 *
 * <pre>
 * moof: mfhd number | traf (tfhd track, tfdt start, trun samples) of each
 * mdat: the bytes of the first strand's samples, then those of the second
 * </pre>
 */
final class Strand {
  private static final int FULL_BOX_BYTES = 12;
  private static final int TFHD_BYTES = FULL_BOX_BYTES + 4;
  private static final int TFDT_BYTES = FULL_BOX_BYTES + 8;
  private static final int ENTRY_BYTES = 16;
  private static final int MOOF_IS_BASE = 0x020000;

  /** Offset of the data; of each sample its duration, size, flags and composition, signed. */
  private static final int RUN = 0x01000f01;

  private Strand() {}

  /**
   * @param startUnits when it is decoded
   * @param composition so much later it is shown
   */
  record Sample(
      long startUnits, long duration, int flags, int composition, byte[] in, int from, int size) {
    long endUnits() {
      return startUnits + duration;
    }

    long middleUnits() {
      return startUnits + duration / 2;
    }

    Sample movedBy(long units) {
      return new Sample(startUnits + units, duration, flags, composition, in, from, size);
    }
  }

  /** The samples of a fragment with one track. */
  static List<Sample> of(byte[] fragment) throws Undecodable {
    try {
      List<Sample> samples = new ArrayList<>();
      for (Box traf : Box.file(fragment).all("moof", "traf")) {
        TrackRun run = new TrackRun(traf);
        long at = run.startUnits();
        long from = run.samples() == 0 ? 0 : run.dataOffset();
        for (int i = 0; i < run.samples(); i++) {
          long size = run.size(i);
          if (from < 0 || from + size > fragment.length) {
            throw new Undecodable("a fragment of the packager's points outside itself");
          }
          samples.add(
              new Sample(
                  at,
                  run.duration(i),
                  run.flags(i),
                  (int) run.composition(i),
                  fragment,
                  (int) from,
                  (int) size));
          at += run.duration(i);
          from += size;
        }
      }
      return samples;
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      throw new Undecodable("a fragment of the packager's points outside itself");
    }
  }

  /** One fragment of both; the first is track 1, the second track 2. */
  static byte[] twined(int number, List<Sample> first, List<Sample> second) {
    int trafs = trafBytes(first) + trafBytes(second);
    int moof = 8 + FULL_BOX_BYTES + 4 + trafs;
    int firstBytes = first.stream().mapToInt(Sample::size).sum();
    int dataBytes = firstBytes + second.stream().mapToInt(Sample::size).sum();
    ByteBuffer out = ByteBuffer.allocate(moof + 8 + dataBytes);
    box(out, moof, "moof");
    box(out, FULL_BOX_BYTES + 4, "mfhd");
    out.putInt(0).putInt(number);
    traf(out, 1, first, moof + 8);
    traf(out, 2, second, moof + 8 + firstBytes);
    box(out, 8 + dataBytes, "mdat");
    for (List<Sample> strand : List.of(first, second)) {
      strand.forEach(s -> out.put(s.in(), s.from(), s.size()));
    }
    return out.array();
  }

  private static int trafBytes(List<Sample> samples) {
    return samples.isEmpty()
        ? 0
        : 8 + TFHD_BYTES + TFDT_BYTES + FULL_BOX_BYTES + 8 + ENTRY_BYTES * samples.size();
  }

  private static void traf(ByteBuffer out, int track, List<Sample> samples, int dataOffset) {
    if (samples.isEmpty()) {
      return;
    }
    box(out, trafBytes(samples), "traf");
    box(out, TFHD_BYTES, "tfhd");
    out.putInt(MOOF_IS_BASE).putInt(track);
    box(out, TFDT_BYTES, "tfdt");
    out.putInt(0x01000000).putLong(Math.max(0, samples.get(0).startUnits()));
    box(out, FULL_BOX_BYTES + 8 + ENTRY_BYTES * samples.size(), "trun");
    out.putInt(RUN).putInt(samples.size()).putInt(dataOffset);
    for (Sample sample : samples) {
      out.putInt((int) sample.duration()).putInt(sample.size());
      out.putInt(sample.flags()).putInt(sample.composition());
    }
  }

  private static void box(ByteBuffer out, int bytes, String type) {
    out.putInt(bytes).put(type.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** One head of both: the tracks of the first as track 1, of the second as track 2. */
  static byte[] twined(byte[] first, byte[] second) throws Undecodable {
    try {
      Box one = Box.file(first).only("moov");
      Box other = Box.file(second).only("moov");
      ByteArrayOutputStream tracks = new ByteArrayOutputStream();
      ByteBuffer movie = copy(one.only("mvhd"));
      movie.putInt(movie.limit() - 4, 3); // the next track would be this
      tracks.writeBytes(movie.array());
      tracks.writeBytes(numbered(one.only("trak"), 1));
      tracks.writeBytes(numbered(other.only("trak"), 2));
      ByteArrayOutputStream extended = new ByteArrayOutputStream();
      extended.writeBytes(defaults(one, 1));
      extended.writeBytes(defaults(other, 2));
      tracks.writeBytes(boxed("mvex", extended.toByteArray()));
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      head.writeBytes(copy(Box.file(first).only("ftyp")).array());
      head.writeBytes(boxed("moov", tracks.toByteArray()));
      return head.toByteArray();
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      throw new Undecodable("the packager's head points outside itself");
    }
  }

  private static byte[] numbered(Box trak, int number) throws Undecodable {
    ByteBuffer copy = copy(trak);
    Box header = new Box("trak", copy.slice(8, copy.limit() - 8)).only("tkhd");
    header.body().putInt(header.body().get(0) == 1 ? 20 : 12, number);
    return copy.array();
  }

  private static byte[] defaults(Box moov, int number) throws Undecodable {
    ByteBuffer copy = copy(moov.only("mvex").only("trex"));
    copy.putInt(FULL_BOX_BYTES, number);
    return copy.array();
  }

  private static ByteBuffer copy(Box box) {
    byte[] body = new byte[box.body().limit()];
    box.body().get(0, body);
    return ByteBuffer.wrap(boxed(box.type(), body));
  }

  private static byte[] boxed(String type, byte[] body) {
    ByteBuffer out = ByteBuffer.allocate(8 + body.length);
    box(out, 8 + body.length, type);
    return out.put(body).array();
  }
}
