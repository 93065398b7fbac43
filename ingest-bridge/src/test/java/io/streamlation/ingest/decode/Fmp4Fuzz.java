package io.streamlation.ingest.decode;

import io.streamlation.ingest.source.Piece;
import java.nio.BufferUnderflowException;
import java.util.Arrays;

/** The first byte times 16 is the length of the initialisation; the rest a fragment. */
public final class Fmp4Fuzz {
  private Fmp4Fuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    int told = data.length == 0 ? 0 : (data[0] & 0xff) * 16;
    int from = Math.min(1, data.length);
    int border = Math.min(data.length, from + told);
    Piece.InMemory content =
        new Piece.InMemory(
            Arrays.copyOfRange(data, from, border), Arrays.copyOfRange(data, border, data.length));
    LoneTrack.picture(content);
    LoneTrack.sound(content, ScanFuzz.ANY);
    try {
      ScanFuzz.check(
          Fmp4.scan(
              Arrays.copyOfRange(data, from, border),
              Arrays.copyOfRange(data, border, data.length),
              ScanFuzz.ANY));
    } catch (Undecodable e) {
      ScanFuzz.checkWords(e);
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      // SegmentScan says of it that it points outside itself.
    }
  }
}
