package io.streamlation.ingest.decode;

import io.streamlation.ingest.source.AudioWish;

/** Any segment, as the bridge meets it; and what holds for every scan. */
public final class ScanFuzz {
  static final AudioWish ANY = AudioWish.ofSpeech("en");
  private static final byte[] NOTHING = {};

  private ScanFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      check(SegmentScan.of(NOTHING, data, ANY));
    } catch (Undecodable e) {
      checkWords(e);
    }
  }

  static void check(SegmentScan scan) {
    if (scan.pts90kHz().isPresent() && scan.pts90kHz().getAsLong() >>> 33 != 0) {
      throw new AssertionError("a stamp of more than 33 bits: " + scan.pts90kHz());
    }
    if (scan.samples().isPresent() && scan.samples().getAsLong() < 0) {
      throw new AssertionError("less than no sound: " + scan.samples());
    }
    if (scan.format().isBlank() || scan.layout().isBlank()) {
      throw new AssertionError("a container without a name");
    }
  }

  static void checkWords(Undecodable e) {
    if (e.getMessage() == null || e.getMessage().isBlank() || e.getMessage().length() > 1_000) {
      throw new AssertionError("refused without words, or with too many", e);
    }
  }
}
