package io.streamlation.bulletin.sound;

import io.streamlation.bulletin.script.Piece;
import java.util.List;

/**
 * One item of the bulletin, ready to be played: passages follow each other without a gap.
 *
 * @param startMs where it begins, in media time of the bulletin
 * @param pieces its part of the script
 * @param pcm {@code (endMs - startMs) * 48} samples, 16 bit mono, 48 kHz
 */
public record Passage(long startMs, long endMs, List<Piece> pieces, short[] pcm) {

  /** The samples as little-endian bytes. */
  public byte[] bytes() {
    return WavWriter.bytes(pcm);
  }
}
