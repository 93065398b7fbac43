package io.streamlation.bulletin.sound;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes 48 kHz mono PCM to a WAV file as it comes; the header gets its lengths at the end. */
final class WavWriter implements Closeable {
  private static final int HEADER_BYTES = 44;

  private final Path file;
  private final OutputStream out;
  private long dataBytes;

  WavWriter(Path file) throws IOException {
    this.file = file;
    this.out = new BufferedOutputStream(Files.newOutputStream(file));
    out.write(header(0));
  }

  void write(short[] pcm) throws IOException {
    out.write(bytes(pcm));
    dataBytes += (long) pcm.length * Short.BYTES;
  }

  @Override
  public void close() throws IOException {
    out.close();
    try (RandomAccessFile again = new RandomAccessFile(file.toFile(), "rw")) {
      again.write(header(dataBytes));
    }
  }

  static byte[] bytes(short[] pcm) {
    ByteBuffer bytes = ByteBuffer.allocate(pcm.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(pcm);
    return bytes.array();
  }

  private static byte[] header(long dataBytes) {
    int shown = (int) Math.min(dataBytes, 0xFFFF_FFFFL - HEADER_BYTES);
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(shown + HEADER_BYTES - 8)
        .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
        .putInt(16)
        .putShort((short) 1) // PCM
        .putShort((short) 1) // mono
        .putInt(Sound.SAMPLE_RATE_HZ)
        .putInt(Sound.SAMPLE_RATE_HZ * Short.BYTES)
        .putShort((short) Short.BYTES)
        .putShort((short) 16)
        .put("data".getBytes(StandardCharsets.US_ASCII))
        .putInt(shown)
        .array();
  }
}
