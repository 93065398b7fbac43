package io.streamlation.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamKeysTest {
  @TempDir Path folder;

  private StreamKeys keys(String secret) throws IOException {
    return StreamKeys.of(Files.writeString(folder.resolve("secret"), secret + "\nmore\n"));
  }

  @Test
  void everySessionNumberAndSecretHasAKeyOfItsOwn() throws Exception {
    String key = keys("0123456789abcdef").key("s-17", 1);
    assertThat(key).matches("[a-km-np-z2-9]{32}");
    assertThat(keys("0123456789abcdef").key("s-17", 1)).isEqualTo(key);
    assertThat(keys("0123456789abcdef").key("s-17", 2)).isNotEqualTo(key);
    assertThat(keys("0123456789abcdef").key("s-18", 1)).isNotEqualTo(key);
    assertThat(keys("0123456789abcdeg").key("s-17", 1)).isNotEqualTo(key);
  }

  @Test
  void onlyTheNewestKeyIsOne() throws Exception {
    StreamKeys keys = keys("0123456789abcdef");
    assertThat(keys.isKey(keys.key("s-17", 2), "s-17", 2)).isTrue();
    assertThat(keys.isKey(keys.key("s-17", 1), "s-17", 2)).isFalse();
    assertThat(keys.isKey("", "s-17", 0)).isFalse();
    assertThatThrownBy(() -> keys.key("s-17", 0)).hasMessageContaining("s-17");
  }

  @Test
  void aSecretThatCanBeGuessedIsRefused() {
    assertThatThrownBy(() -> keys("short")).hasMessageContaining("16");
  }
}
