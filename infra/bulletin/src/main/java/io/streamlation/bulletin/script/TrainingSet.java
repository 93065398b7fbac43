package io.streamlation.bulletin.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which sentences the packs were trained on, by the recipe's own rule: a tenth of the domain,
 * chosen by the digest of the English text, was held out.
 */
public final class TrainingSet {
  private static final int ONE_IN = 10;

  private TrainingSet() {}

  public static boolean contains(String english) {
    return Byte.toUnsignedInt(md5(english)[0]) % ONE_IN != 0;
  }

  private static byte[] md5(String text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has MD5", impossible);
    }
  }
}
