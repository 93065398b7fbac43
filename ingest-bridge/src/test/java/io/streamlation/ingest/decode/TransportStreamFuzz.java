package io.streamlation.ingest.decode;

/** Bytes as a transport stream. */
public final class TransportStreamFuzz {
  private TransportStreamFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      ScanFuzz.check(
          TransportStream.scan(data, Math.max(0, TransportStream.syncAt(data)), ScanFuzz.ANY));
    } catch (Undecodable e) {
      ScanFuzz.checkWords(e);
    } catch (IndexOutOfBoundsException e) {
      // SegmentScan says of it that it points outside itself.
    }
  }
}
