package io.streamlation.ingest.decode;

import io.streamlation.ingest.source.Piece;

/** Bytes as a transport stream. */
public final class TransportStreamFuzz {
  private TransportStreamFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    LoneTrack.picture(new Piece.InMemory(new byte[0], data));
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
