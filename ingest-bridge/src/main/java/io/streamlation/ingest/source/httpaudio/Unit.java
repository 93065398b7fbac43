package io.streamlation.ingest.source.httpaudio;

import io.streamlation.contracts.AudioFormat;
import java.util.Optional;

/**
 * The smallest part of coded audio that may be cut from the next: an MP3 frame (ISO 11172-3), an
 * ADTS frame (ISO 13818-7), an Ogg page (RFC 3533).
 *
 * @param bytes its length; 0 if there is none at that place
 * @param samples at 16 kHz, as far as can be told
 * @param kind changes where a decoder cannot go on
 * @param isHead it is no sound, but must be read before
 * @param beginsHead the first of such
 */
record Unit(int bytes, double samples, String kind, boolean isHead, boolean beginsHead) {
  static final int LONGEST_HEAD_BYTES = 282; // an Ogg page's, with all its segments

  /** An ADTS frame's length has 13 bits; the next one's head must be seen too. */
  static final int LONGEST_FRAME_BYTES = (1 << 13) + LONGEST_HEAD_BYTES;

  private static final Unit NONE = new Unit(0, 0, "", false, false);

  /** Reads units of one kind, one behind the other. */
  interface Reader {
    /** Empty: not all of it has come. */
    Optional<Unit> next(byte[] bytes, int at);

    /** Where something begins that can be read, or -1. */
    static int startIn(byte[] bytes, int from) {
      for (int at = from; at + LONGEST_HEAD_BYTES <= bytes.length; at++) {
        if (isOgg(bytes, at)) {
          return at;
        }
        Unit frame = frame(bytes, at);
        if (frame.bytes() > 0
            && at + frame.bytes() + 7 <= bytes.length
            && frame(bytes, at + frame.bytes()).kind().equals(frame.kind())) {
          return at;
        }
      }
      return -1;
    }

    static Reader of(byte[] bytes, int at) {
      return isOgg(bytes, at) ? new OggPages() : Reader::nextFrame;
    }

    private static Optional<Unit> nextFrame(byte[] bytes, int at) {
      if (at + 7 > bytes.length) {
        return Optional.empty();
      }
      Unit frame = frame(bytes, at);
      return at + frame.bytes() > bytes.length ? Optional.empty() : Optional.of(frame);
    }
  }

  private static boolean isOgg(byte[] b, int at) {
    return b[at] == 'O' && b[at + 1] == 'g' && b[at + 2] == 'g' && b[at + 3] == 'S';
  }

  private static Unit frame(byte[] b, int at) {
    int second = b[at + 1] & 0xff;
    if ((b[at] & 0xff) != 0xff || (second & 0xe0) != 0xe0) {
      return NONE;
    }
    return (second & 0xf6) == 0xf0 ? adts(b, at) : mpeg(b, at);
  }

  private static final int[] ADTS_RATES_HZ = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };

  private static Unit adts(byte[] b, int at) {
    int rate = b[at + 2] >> 2 & 0x0f;
    int bytes = (b[at + 3] & 3) << 11 | (b[at + 4] & 0xff) << 3 | b[at + 5] >> 5 & 7;
    if (rate >= ADTS_RATES_HZ.length || bytes < 7) {
      return NONE;
    }
    int channels = (b[at + 2] & 1) << 2 | b[at + 3] >> 6 & 3;
    int samples = 1_024 * ((b[at + 6] & 3) + 1);
    return new Unit(
        bytes, at16kHz(samples, ADTS_RATES_HZ[rate]), "aac/" + rate + "/" + channels, false, false);
  }

  private static final int[] LAYER2_KBPS = {
    0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384
  };
  private static final int[] LAYER3_KBPS = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] LOW_RATE_KBPS = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };
  private static final int[] MPEG_RATES_HZ = {44_100, 48_000, 32_000};

  private static Unit mpeg(byte[] b, int at) {
    int version = b[at + 1] >> 3 & 3; // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
    int layer = 4 - (b[at + 1] >> 1 & 3);
    int rateIndex = b[at + 2] >> 4 & 0x0f;
    int hzIndex = b[at + 2] >> 2 & 3;
    if (version == 1
        || layer == 1
        || layer == 4
        || rateIndex == 0
        || rateIndex == 15
        || hzIndex == 3) {
      return NONE;
    }
    int hz = MPEG_RATES_HZ[hzIndex] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
    int[] table = version != 3 ? LOW_RATE_KBPS : layer == 2 ? LAYER2_KBPS : LAYER3_KBPS;
    int samples = layer == 3 && version != 3 ? 576 : 1_152;
    int bytes = samples / 8 * table[rateIndex] * 1_000 / hz + (b[at + 2] >> 1 & 1);
    return new Unit(
        bytes, at16kHz(samples, hz), "mpeg/" + version + "/" + layer + "/" + hz, false, false);
  }

  static double at16kHz(long samples, int hz) {
    return samples * (double) AudioFormat.SAMPLE_RATE_HZ / hz;
  }
}
