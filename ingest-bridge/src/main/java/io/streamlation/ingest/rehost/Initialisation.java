package io.streamlation.ingest.rehost;

import io.streamlation.ingest.decode.Box;
import io.streamlation.ingest.decode.Undecodable;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What a player reads before the first segment: {@code ftyp} and {@code moov}.
 *
 * @param sound empty where there is a picture only
 */
record Initialisation(byte[] bytes, Track video, Optional<Track> sound) {
  private static final int VISUAL_ENTRY_BYTES = 86;
  private static final int AUDIO_ENTRY_BYTES = 36;

  /**
   * @param codec as RFC 6381 writes it
   * @param width 0 of a sound
   */
  record Track(long id, long timescale, String codec, int width, int height) {}

  static Initialisation of(byte[] bytes) throws Undecodable {
    try {
      Track video = null;
      Track sound = null;
      for (Box trak : Box.file(bytes).all("moov", "trak")) {
        Box media = trak.only("mdia");
        long id = trak.only("tkhd").numberAfterTimes();
        long timescale = media.only("mdhd").numberAfterTimes();
        Box described = media.only("minf").only("stbl").only("stsd");
        String kind = media.only("hdlr").text(8);
        if (kind.equals("vide") && video == null) {
          int width = described.body().getShort(40) & 0xffff;
          int height = described.body().getShort(42) & 0xffff;
          video = new Track(id, timescale, videoCodec(described), width, height);
        } else if (kind.equals("soun") && sound == null) {
          sound = new Track(id, timescale, soundCodec(described), 0, 0);
        }
      }
      if (video == null || video.timescale() <= 0) {
        throw new Undecodable("the packager wrote no picture");
      }
      return new Initialisation(bytes, video, Optional.ofNullable(sound));
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      throw new Undecodable("the packager's head points outside itself");
    }
  }

  /** As the multivariant playlist lists them. */
  String codecs() {
    return video.codec() + sound.map(s -> "," + s.codec()).orElse("");
  }

  private static Box entry(Box described, int entryBytes) {
    ByteBuffer body = described.body();
    int from = 8 + entryBytes;
    int to = 8 + body.getInt(8);
    return new Box(described.text(12), body.slice(from, Math.min(to, body.limit()) - from));
  }

  private static String videoCodec(Box described) throws Undecodable {
    Box entry = entry(described, VISUAL_ENTRY_BYTES);
    if (entry.type().startsWith("avc")) {
      ByteBuffer c = entry.only("avcC").body();
      return String.format(
          Locale.ROOT,
          "%s.%02x%02x%02x",
          entry.type(),
          c.get(1) & 0xff,
          c.get(2) & 0xff,
          c.get(3) & 0xff);
    }
    if (entry.type().startsWith("h")) {
      return hevc(entry.type(), entry.only("hvcC").body());
    }
    return entry.type();
  }

  /** ISO 14496-15, annex E. */
  private static String hevc(String type, ByteBuffer c) {
    int first = c.get(1) & 0xff;
    StringBuilder codec = new StringBuilder(type).append('.');
    codec.append(new String[] {"", "A", "B", "C"}[first >> 6]).append(first & 0x1f);
    codec
        .append('.')
        .append(Integer.toHexString(Integer.reverse(c.getInt(2))).toUpperCase(Locale.ROOT));
    codec.append('.').append((first & 0x20) == 0 ? 'L' : 'H').append(c.get(12) & 0xff);
    int last = 11;
    while (last > 6 && c.get(last) == 0) {
      last--;
    }
    for (int i = 6; i <= last; i++) {
      codec.append('.').append(Integer.toHexString(c.get(i) & 0xff).toUpperCase(Locale.ROOT));
    }
    return codec.toString();
  }

  private static String soundCodec(Box described) throws Undecodable {
    Box entry = entry(described, AUDIO_ENTRY_BYTES);
    if (!entry.type().equals("mp4a")) {
      return entry.type();
    }
    ByteBuffer esds = entry.only("esds").body().duplicate();
    esds.position(4);
    descriptor(esds, 3);
    esds.position(esds.position() + 3); // number and flags of the stream
    descriptor(esds, 4);
    int type = esds.get() & 0xff;
    esds.position(esds.position() + 12); // what buffer and bit rates it needs
    if (type != 0x40 || !esds.hasRemaining()) {
      return "mp4a." + Integer.toHexString(type);
    }
    descriptor(esds, 5);
    return "mp4a.40." + ((esds.get() & 0xff) >> 3);
  }

  /** Steps inside one: its tag, then its length in up to four bytes. */
  private static void descriptor(ByteBuffer in, int tag) {
    if ((in.get() & 0xff) != tag) {
      throw new IllegalArgumentException("no descriptor " + tag);
    }
    while ((in.get() & 0x80) != 0) {
      // The length itself is not needed: what is read next stands at its beginning.
    }
  }

  static boolean isHead(String boxType) {
    return boxType.equals("ftyp") || boxType.equals("moov");
  }

  static String typeOf(byte[] head) {
    return new String(head, 4, 4, StandardCharsets.ISO_8859_1);
  }
}
