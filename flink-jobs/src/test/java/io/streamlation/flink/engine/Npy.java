package io.streamlation.flink.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads numpy's files of float32 in C order. */
public final class Npy {
  private static final int HEADER_AT = 10;

  private Npy() {}

  public static float[] floats(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = Short.toUnsignedInt(bytes.getShort(HEADER_AT - 2));
    String header = new String(bytes.array(), HEADER_AT, headerLength, StandardCharsets.US_ASCII);
    if (!header.contains("'<f4'") || header.contains("'fortran_order': True")) {
      throw new IOException(file + " is not float32 in C order: " + header);
    }
    bytes.position(HEADER_AT + headerLength);
    float[] floats = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(floats);
    return floats;
  }
}
