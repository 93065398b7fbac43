package io.streamlation.ingest.decode;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Audio without a container, as RFC 8216 §3.4 allows it: an ID3 tag with the stamp, then AAC in
 * ADTS, MP3 or AC-3 frames. ADTS frames are counted, for this stream has no other clock.
 */
final class PackedAudio {
  private static final byte[] STAMP_OWNER =
      "com.apple.streaming.transportStreamTimestamp\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int[] ADTS_RATES_HZ = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };
  private static final int ADTS_HEADER_BYTES = 7;
  private static final int SAMPLES_PER_AAC_BLOCK = 1024;

  private PackedAudio() {}

  static SegmentScan scan(byte[] bytes) throws Undecodable {
    int at = 0;
    OptionalLong pts = OptionalLong.empty();
    while (at + 10 <= bytes.length
        && bytes[at] == 'I'
        && bytes[at + 1] == 'D'
        && bytes[at + 2] == '3') {
      int size = 10;
      size +=
          (bytes[at + 6] & 0x7f) << 21
              | (bytes[at + 7] & 0x7f) << 14
              | (bytes[at + 8] & 0x7f) << 7
              | bytes[at + 9] & 0x7f;
      int end = Math.min(bytes.length, at + size);
      if (pts.isEmpty()) {
        pts = stampIn(bytes, at, end);
      }
      at = end;
    }
    if (at + ADTS_HEADER_BYTES > bytes.length) {
      throw new Undecodable("it is empty");
    }
    int first = bytes[at] & 0xff;
    int second = bytes[at + 1] & 0xff;
    if (first == 0xff && (second & 0xf6) == 0xf0) {
      int rate = bytes[at + 2] >> 2 & 0x0f;
      if (rate >= ADTS_RATES_HZ.length) {
        throw new Undecodable("it is AAC of no known rate");
      }
      long samples = SegmentScan.samplesAt16kHz(adtsSamples(bytes, at), ADTS_RATES_HZ[rate]);
      return new SegmentScan(
          "aac", "aac", SegmentScan.ONLY_ONE, pts, OptionalLong.of(samples), bytes);
    }
    if (first == 0xff && (second & 0xe0) == 0xe0 && (second & 0x06) != 0) {
      return new SegmentScan("mp3", "mp3", SegmentScan.ONLY_ONE, pts, OptionalLong.empty(), bytes);
    }
    if (first == 0x0b && second == 0x77) {
      return new SegmentScan("ac3", "ac3", SegmentScan.ONLY_ONE, pts, OptionalLong.empty(), bytes);
    }
    throw new Undecodable(
        String.format("it begins with %02x %02x, which is no audio known here", first, second));
  }

  private static long adtsSamples(byte[] bytes, int from) {
    long samples = 0;
    int at = from;
    while (at + ADTS_HEADER_BYTES <= bytes.length
        && (bytes[at] & 0xff) == 0xff
        && (bytes[at + 1] & 0xf6) == 0xf0) {
      int length = (bytes[at + 3] & 3) << 11 | (bytes[at + 4] & 0xff) << 3 | bytes[at + 5] >> 5 & 7;
      if (length < ADTS_HEADER_BYTES) {
        break;
      }
      samples += (long) SAMPLES_PER_AAC_BLOCK * ((bytes[at + 6] & 3) + 1);
      at += length;
    }
    return samples;
  }

  private static OptionalLong stampIn(byte[] bytes, int from, int to) {
    for (int i = from; i + STAMP_OWNER.length + 8 <= to; i++) {
      if (matches(bytes, i)) {
        long stamp = 0;
        for (int k = 0; k < 8; k++) {
          stamp = stamp << 8 | bytes[i + STAMP_OWNER.length + k] & 0xff;
        }
        return OptionalLong.of(stamp & (1L << 33) - 1);
      }
    }
    return OptionalLong.empty();
  }

  private static boolean matches(byte[] bytes, int at) {
    for (int k = 0; k < STAMP_OWNER.length; k++) {
      if (bytes[at + k] != STAMP_OWNER[k]) {
        return false;
      }
    }
    return true;
  }
}
