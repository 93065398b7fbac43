package io.streamlation.control.clips;

import io.streamlation.contracts.AudioFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** PCM, mono, as a RIFF/WAVE file that carries a remark in itself. */
final class WavFile {
  private static final int HEADER_BYTES = 12;
  private static final int CHUNK_HEADER_BYTES = 8;
  private static final int FORMAT_BYTES = 16;
  private static final short PCM = 1;
  private static final short MONO = 1;

  private WavFile() {}

  /**
   * Header, format, sound, and the remark behind it, where every reader skips what it does not
   * know.
   *
   * @param pcm s16le
   * @param remark plain ASCII; kept as RIFF's ICMT
   */
  static byte[] of(byte[] pcm, int sampleRateHz, String remark) {
    byte[] comment = padded(remark);
    int listBytes = 4 + CHUNK_HEADER_BYTES + comment.length;
    int fileBytes =
        HEADER_BYTES
            + CHUNK_HEADER_BYTES
            + FORMAT_BYTES
            + CHUNK_HEADER_BYTES
            + pcm.length
            + CHUNK_HEADER_BYTES
            + listBytes;
    ByteBuffer file = ByteBuffer.allocate(fileBytes).order(ByteOrder.LITTLE_ENDIAN);
    chunk(file, "RIFF", fileBytes - CHUNK_HEADER_BYTES).put(tag("WAVE"));
    chunk(file, "fmt ", FORMAT_BYTES)
        .putShort(PCM)
        .putShort(MONO)
        .putInt(sampleRateHz)
        .putInt(sampleRateHz * AudioFormat.BYTES_PER_SAMPLE)
        .putShort((short) AudioFormat.BYTES_PER_SAMPLE)
        .putShort((short) (AudioFormat.BYTES_PER_SAMPLE * Byte.SIZE));
    chunk(file, "data", pcm.length).put(pcm);
    chunk(file, "LIST", listBytes).put(tag("INFO"));
    chunk(file, "ICMT", comment.length).put(comment);
    return file.array();
  }

  private static ByteBuffer chunk(ByteBuffer file, String name, int bytes) {
    return file.put(tag(name)).putInt(bytes);
  }

  private static byte[] tag(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  /** Ends with a zero byte and has an even length, as RIFF wants it. */
  private static byte[] padded(String remark) {
    byte[] text = remark.getBytes(StandardCharsets.US_ASCII);
    return java.util.Arrays.copyOf(text, text.length + 2 - text.length % 2);
  }
}
