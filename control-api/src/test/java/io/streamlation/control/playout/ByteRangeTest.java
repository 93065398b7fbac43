package io.streamlation.control.playout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a file of 100 bytes. */
class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, 0, 10",
    "bytes=90-, 90, 100",
    "bytes=-10, 90, 100",
    "bytes=-1000, 0, 100",
    "bytes=50-1000, 50, 100",
    "bytes= 0-0 , 0, 1"
  })
  void isFound(String header, long from, long until) {
    assertThat(ByteRange.of(header, 100)).contains(new ByteRange(from, until));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999999999999999-"})
  void isBehindTheEnd(String header) {
    assertThat(ByteRange.of(header, 100).orElseThrow().isThere()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes=",
        "bytes=-",
        "bytes=9-0",
        "bytes=0-1,5-6",
        "lines=0-1",
        "bytes=a-b",
        "bytes=0-99999999999999999999999"
      })
  void isNone(String header) {
    assertThat(ByteRange.of(header, 100)).isEmpty();
  }
}
