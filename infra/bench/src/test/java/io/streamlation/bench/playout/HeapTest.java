package io.streamlation.bench.playout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HeapTest {
  @Test
  void addsUpBothGenerations() {
    String told =
        """
        4242:
         def new generation   total 98304K, used 1024K [0x1, 0x2, 0x3)
          eden space 87424K,  12% used [0x1, 0x2, 0x3)
         tenured generation   total 218496K, used 3072K [0x1, 0x2, 0x3)
         Metaspace       used 90000K, committed 91000K, reserved 1114112K
        """;
    assertThat(Heap.used(told)).isEqualTo(4096 * 1024);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> Heap.used(" garbage-first heap   total 98304K, used 1024K"))
        .hasMessageContaining("no two generations");
  }
}
