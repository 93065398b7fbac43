package io.streamlation.ingest.decode;

/** Bytes as audio without a container. */
public final class PackedAudioFuzz {
  private PackedAudioFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      ScanFuzz.check(PackedAudio.scan(data));
    } catch (Undecodable e) {
      ScanFuzz.checkWords(e);
    } catch (IndexOutOfBoundsException e) {
      // SegmentScan says of it that it points outside itself.
    }
  }
}
