package io.streamlation.ingest.frame;

import java.util.OptionalLong;

/** Words for fixtures of this room. */
final class Sounds {
  static final long SECOND = 16_000;
  static final long NOON_US = 1_800_000_000_000_000L;

  private Sounds() {}

  static byte[] samples(long count) {
    byte[] pcm = new byte[(int) count * 2];
    for (int i = 0; i < count; i++) {
      pcm[2 * i] = (byte) i;
      pcm[2 * i + 1] = (byte) (i >> 8);
    }
    return pcm;
  }

  /** A segment whose first sample has this stamp, in 90 kHz. */
  static SegmentMark segment(long sequence, long pts) {
    return new SegmentMark(
        sequence,
        0,
        "http://a.example/" + sequence + ".ts",
        OptionalLong.of(pts),
        OptionalLong.empty(),
        96_000,
        0);
  }

  static SegmentMark dated(long sequence, long pts, long dateUs) {
    return new SegmentMark(
        sequence,
        0,
        "http://a.example/" + sequence + ".ts",
        OptionalLong.of(pts),
        OptionalLong.of(dateUs),
        96_000,
        0);
  }

  static SegmentMark unstamped(long sequence) {
    return new SegmentMark(
        sequence, 0, sequence + ".aac", OptionalLong.empty(), OptionalLong.empty(), 0, 0);
  }
}
