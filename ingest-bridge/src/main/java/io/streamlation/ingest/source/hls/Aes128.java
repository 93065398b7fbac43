package io.streamlation.ingest.source.hls;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Whole-segment encryption of RFC 8216 §5.2: AES-128, CBC, PKCS7. */
final class Aes128 {
  static final String METHOD = "AES-128";
  static final int KEY_BYTES = 16;

  private Aes128() {}

  /**
   * @param writtenIv 0x and up to 32 hexadecimal digits; without it the sequence number serves
   */
  static byte[] decrypt(byte[] bytes, byte[] key, Optional<String> writtenIv, long sequence)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, "AES"),
        new IvParameterSpec(
            writtenIv.isPresent() ? iv(writtenIv.get()) : iv(BigInteger.valueOf(sequence))));
    return cipher.doFinal(bytes);
  }

  private static byte[] iv(String written) throws GeneralSecurityException {
    String digits = written.toLowerCase(Locale.ROOT);
    if (!digits.matches("0x[0-9a-f]{1,32}")) {
      throw new GeneralSecurityException("the initialisation vector is no 128-bit number");
    }
    return iv(new BigInteger(digits.substring(2), 16));
  }

  private static byte[] iv(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = Math.max(0, bytes.length - KEY_BYTES);
    ByteBuffer iv = ByteBuffer.allocate(KEY_BYTES);
    iv.position(KEY_BYTES - (bytes.length - from));
    iv.put(bytes, from, bytes.length - from);
    return iv.array();
  }
}
