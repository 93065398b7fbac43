package io.streamlation.ingest.decode;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads what the child writes: PCM in FLV, the plainest container with time stamps. Trivial on
 * purpose: a child that was taken over by hostile media meets this, not another decoder.
 *
 * <pre>
 * "FLV" 01 flags | header length:32 | 0:32 | tag*
 * tag: type:8 (8 = audio) | size:24 | stamp ms, low 24 bits | stamp, high 8 bits | 0:24 | flags:8 | PCM | size of tag:32
 * </pre>
 */
final class FlvSound {
  private static final int AUDIO = 8;
  private static final int LARGEST_TAG = 1 << 20;

  private final DataInputStream in;
  private boolean begun;

  FlvSound(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /** Some samples with the child's stamp of the first. */
  record Chunk(long stampMs, byte[] pcm) {}

  /** The next samples, or null at the end. */
  Chunk next() throws IOException {
    try {
      if (!begun) {
        begun = true;
        if (in.readUnsignedByte() != 'F'
            || in.readUnsignedByte() != 'L'
            || in.readUnsignedByte() != 'V') {
          throw new IOException("the decoder's output is not what it was told to write");
        }
        in.readNBytes(10);
      }
      while (true) {
        int type = in.readUnsignedByte();
        int size = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        long stampMs = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        stampMs |= (long) in.readByte() << 24;
        in.readNBytes(3);
        if (size > LARGEST_TAG) {
          throw new IOException("the decoder's output holds a piece of " + size + " bytes");
        }
        byte[] body = in.readNBytes(size);
        in.readInt();
        if (body.length == size && type == AUDIO && size > 2) {
          byte[] pcm = new byte[(size - 1) / 2 * 2];
          System.arraycopy(body, 1, pcm, 0, pcm.length);
          return new Chunk(stampMs, pcm);
        }
      }
    } catch (EOFException e) {
      return null;
    }
  }
}
