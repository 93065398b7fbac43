package io.streamlation.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final int LARGEST_RECORD_OF_KAFKA = 1 << 20;

  private static DeadLetter letter(byte[] key, byte[] value, String reason) {
    return DeadLetters.of("audio", 2, 55, key, value, "audio-door", reason, 99);
  }

  @Test
  void keepsARecordAsItCame() {
    byte[] key = "s-17".getBytes(StandardCharsets.UTF_8);
    DeadLetter letter = letter(key, new byte[] {1, 2, 3}, "it is empty");
    assertThat(letter.getKey().toStringUtf8()).isEqualTo("s-17");
    assertThat(letter.getValue().toByteArray()).containsExactly(1, 2, 3);
    assertThat(letter.getReason()).isEqualTo("it is empty");
    assertThat(letter.getOffset()).isEqualTo(55);
  }

  @Test
  void isTakenByTheBrokerHoweverLargeTheRecordWas() {
    byte[] large = new byte[LARGEST_RECORD_OF_KAFKA];
    DeadLetter letter = letter(large, large, "it names session \"" + "x".repeat(900_000) + "\"");
    assertThat(letter.getSerializedSize()).isLessThan(LARGEST_RECORD_OF_KAFKA * 3 / 4);
    assertThat(letter.getReason())
        .contains("of the key's 1048576 bytes the first 1024 are kept")
        .contains("of the value's 1048576 bytes the first 524288 are kept");
  }

  @Test
  void hasRoomForNothing() {
    assertThat(letter(null, null, "it is empty").getValue().isEmpty()).isTrue();
  }
}
