package io.streamlation.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CaptionIdsTest {
  @Test
  void saysWhereItsSoundLies() {
    assertThat(CaptionIds.of("s-17", 3, 1_299_200, 1)).isEqualTo("s-17.3.1299200.1");
  }

  @Test
  void comparesTheSameSoundUnderTwoSessions() {
    String one = CaptionIds.of("019a-x.y", 3, 16_000, 0);
    String other = CaptionIds.of("s-18", 3, 16_000, 0);
    assertThat(CaptionIds.withoutSession(one)).isEqualTo(CaptionIds.withoutSession(other));
  }

  @Test
  void refusesWhatIsNoCaptionId() {
    assertThatThrownBy(() -> CaptionIds.withoutSession("s-17.three.0.0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("s-17.three.0.0");
  }
}
