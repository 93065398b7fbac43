package io.streamlation.contracts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys with which senders push. Nobody keeps them: control-api, which shows them, and the
 * bridges, which check them, derive them from a secret that both read from a file.
 */
public final class StreamKeys {
  /** Without 0, 1, l and o, which people mistake for each other: 5 bits a letter. */
  private static final String LETTERS = "23456789abcdefghijkmnpqrstuvwxyz";

  private static final int KEY_LETTERS = 32; // 160 bits; SRT takes 10 to 64 letters
  private static final int SHORTEST_SECRET = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] secret;

  private StreamKeys(byte[] secret) {
    this.secret = secret;
  }

  /**
   * @param file its first line is the secret
   * @throws IOException also if that is too short to be one
   */
  public static StreamKeys of(Path file) throws IOException {
    String line = Files.readString(file).lines().findFirst().orElse("").strip();
    if (line.length() < SHORTEST_SECRET) {
      throw new IOException(
          file + " holds a secret of less than " + SHORTEST_SECRET + " characters");
    }
    return new StreamKeys(line.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param number 1 is the session's first key, the next its second
   */
  public String key(String sessionId, long number) {
    if (number < 1) {
      throw new IllegalArgumentException("session " + sessionId + " has no key " + number);
    }
    byte[] derived;
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      derived =
          mac.doFinal(("stream-key/" + sessionId + "/" + number).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
    StringBuilder key = new StringBuilder(KEY_LETTERS);
    for (int i = 0; i < KEY_LETTERS; i++) {
      int bit = i * 5;
      int two = (derived[bit / 8] & 0xff) << 8 | derived[bit / 8 + 1] & 0xff;
      key.append(LETTERS.charAt(two >> (11 - bit % 8) & 31));
    }
    return key.toString();
  }

  /** Takes as long whether it is right or nearly so. */
  public boolean isKey(String shown, String sessionId, long number) {
    return number > 0
        && MessageDigest.isEqual(
            shown.getBytes(StandardCharsets.UTF_8),
            key(sessionId, number).getBytes(StandardCharsets.UTF_8));
  }
}
