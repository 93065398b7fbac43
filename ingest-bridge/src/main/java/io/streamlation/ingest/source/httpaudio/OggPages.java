package io.streamlation.ingest.source.httpaudio;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads Ogg pages (RFC 3533) of one logical stream after another. A stream's first pages, up to the
 * first that carries sound, are its head.
 *
 * <pre>
 * page: "OggS" | version:8 | flags:8 (2 = begins a stream) | granule position:64 | serial:32 |
 *       number:32 | checksum:32 | segments:8 | length of each:8 … | data
 * </pre>
 */
final class OggPages implements Unit.Reader {
  private static final int HEAD_BYTES = 27;
  private static final int BEGINS = 2;

  private long serial;
  private int rateHz;
  private boolean headOver;
  private long granule = -1;

  @Override
  public Optional<Unit> next(byte[] b, int at) {
    if (at + HEAD_BYTES > b.length || at + HEAD_BYTES + (b[at + 26] & 0xff) > b.length) {
      return Optional.empty();
    }
    if (b[at] != 'O' || b[at + 1] != 'g' || b[at + 2] != 'g' || b[at + 3] != 'S') {
      return Optional.of(new Unit(0, 0, "", false, false));
    }
    int segments = b[at + 26] & 0xff;
    int data = at + HEAD_BYTES + segments;
    int bytes = HEAD_BYTES + segments;
    for (int i = 0; i < segments; i++) {
      bytes += b[at + HEAD_BYTES + i] & 0xff;
    }
    if (at + bytes > b.length) {
      return Optional.empty();
    }
    long position = number(b, at + 6, 8);
    if ((b[at + 5] & BEGINS) != 0) {
      serial = number(b, at + 14, 4);
      rateHz = rateOf(b, data, at + bytes);
      headOver = false;
      granule = -1;
      return Optional.of(new Unit(bytes, 0, kind(), true, true));
    }
    if (!headOver && position <= 0) {
      return Optional.of(new Unit(bytes, 0, kind(), true, false));
    }
    headOver = true;
    double samples = 0;
    if (position > 0) {
      boolean counts = granule >= 0 && position > granule && rateHz > 0;
      samples = counts ? Unit.at16kHz(position - granule, rateHz) : 0;
      granule = position;
    }
    return Optional.of(new Unit(bytes, samples, kind(), false, false));
  }

  private String kind() {
    return "ogg/" + serial;
  }

  /** How many granules a second has, as the first packet of the known codecs says. */
  private static int rateOf(byte[] b, int at, int end) {
    String magic = new String(b, at, Math.min(9, end - at), StandardCharsets.ISO_8859_1);
    if (magic.startsWith("OpusHead")) {
      return 48_000;
    }
    if (magic.startsWith("\u0001vorbis") && end - at >= 16) {
      return (int) number(b, at + 12, 4);
    }
    if (magic.startsWith("\u007fFLAC") && end - at >= 30) {
      // STREAMINFO begins behind 9 bytes of mapping, "fLaC" and its own header of 4.
      int rate = at + 17 + 10;
      return (b[rate] & 0xff) << 12 | (b[rate + 1] & 0xff) << 4 | (b[rate + 2] & 0xf0) >> 4;
    }
    return 0;
  }

  /** Least significant byte first. */
  private static long number(byte[] b, int at, int bytes) {
    long number = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      number = number << 8 | b[at + i] & 0xff;
    }
    return number;
  }
}
