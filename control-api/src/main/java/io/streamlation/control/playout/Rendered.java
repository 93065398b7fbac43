package io.streamlation.control.playout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** A text as it goes out, made once for all who ask. */
final class Rendered {
  private static final int ETAG_BYTES = 12;

  private final byte[] plain;
  private final String etag;
  private final String etagPacked;
  private volatile byte[] packed;

  Rendered(String text) {
    this.plain = text.getBytes(StandardCharsets.UTF_8);
    String digest = digest(plain);
    this.etag = "\"" + digest + "\"";
    this.etagPacked = "\"" + digest + "-gzip\"";
  }

  byte[] plain() {
    return plain;
  }

  byte[] gzip() {
    byte[] done = packed;
    if (done == null) {
      done = packed(plain);
      packed = done;
    }
    return done;
  }

  /** Another form, another tag (RFC 9110 §8.8.3). */
  String etag(boolean gzip) {
    return gzip ? etagPacked : etag;
  }

  private static byte[] packed(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 3 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(sha256, 0, ETAG_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
