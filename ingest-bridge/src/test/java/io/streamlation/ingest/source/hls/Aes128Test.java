package io.streamlation.ingest.source.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class Aes128Test {
  private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PLAIN = "a segment".getBytes(StandardCharsets.US_ASCII);

  private static byte[] encrypt(byte[] iv) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new IvParameterSpec(iv));
    return cipher.doFinal(PLAIN);
  }

  @Test
  void withoutAnInitialisationVectorTheSequenceNumberServes() throws Exception {
    byte[] iv = new byte[16];
    iv[14] = 1;
    iv[15] = 2;
    assertThat(Aes128.decrypt(encrypt(iv), KEY, Optional.empty(), 258)).isEqualTo(PLAIN);
  }

  @Test
  void aWrittenOneIsANumberOf128Bits() throws Exception {
    byte[] iv = new byte[16];
    iv[0] = (byte) 0xfe;
    iv[15] = 1;
    String written = "0xFE000000000000000000000000000001";
    assertThat(Aes128.decrypt(encrypt(iv), KEY, Optional.of(written), 9)).isEqualTo(PLAIN);
    assertThatThrownBy(() -> Aes128.decrypt(encrypt(iv), KEY, Optional.of("0xzz"), 9))
        .isInstanceOf(GeneralSecurityException.class);
  }
}
