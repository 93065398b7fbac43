package io.streamlation.ingest.decode;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Bytes as what a decoder child writes. */
public final class FlvSoundFuzz {
  private FlvSoundFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    FlvSound sound = new FlvSound(new ByteArrayInputStream(data));
    try {
      long given = 0;
      for (FlvSound.Chunk chunk = sound.next(); chunk != null; chunk = sound.next()) {
        given += chunk.pcm().length;
        if (chunk.pcm().length % 2 != 0 || given > data.length) {
          throw new AssertionError(given + " bytes of sound out of " + data.length);
        }
      }
    } catch (IOException e) {
      if (e.getMessage() == null) {
        throw new AssertionError("refused without words", e);
      }
    }
  }
}
