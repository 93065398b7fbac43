package io.streamlation.control.playout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests say; that all of it is answered is in {@link PlayoutTest}. */
class PlayValveTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "gzip, deflate, br | true",
        "br;q=1.0, gzip;q=0.8 | true",
        "gzip;q=0 | false",
        "gzip;q=0.000, identity | false",
        "gzip; q=0.5 | true",
        "identity | false",
        "br | false"
      })
  void packedForWhoTakesIt(String encodings, boolean taken) {
    assertThat(PlayValve.takesGzip(encodings)).isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"a\" | true",
        "W/\"a\" | true",
        "\"b\", \"a\" | true",
        "* | true",
        "\"b\" | false",
        "\"a-gzip\" | false",
        "a | false"
      })
  void whatIsKnownAlready(String list, boolean known) {
    assertThat(PlayValve.isAmong(list, "\"a\"")).isEqualTo(known);
  }
}
