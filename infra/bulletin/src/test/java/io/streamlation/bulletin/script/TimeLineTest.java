package io.streamlation.bulletin.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLineTest {
  @ParameterizedTest(name = "{0} ms of speech at {1} begins at {2}")
  @CsvSource({
    "3000,     0,     0", // nothing in the way; there is no beep at zero
    "3000,  6300,  6300", // ends 700 ms before the beep
    "3000,  6301, 10820", // would end too close: waits for the beep and 700 ms more
    "3000, 10050, 10820", // in the beep
    "3000, 10500, 10820", // too soon after it
    "3000, 10820, 10820",
    "8480, 10820, 10820", // the longest that fits
    "8480, 10821, 20820",
  })
  void movesSpeechOutOfTheBeepsWay(long lengthMs, long atMs, long startMs) {
    TimeLine line = TimeLine.start();
    line.passTo(atMs);
    assertThat(line.placeSpeech(lengthMs)).isEqualTo(startMs);
    assertThat(line.nowMs()).isEqualTo(startMs + lengthMs);
  }

  @Test
  void refusesASentenceThatFitsNowhere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeLine.start().placeSpeech(TimeLine.LONGEST_SENTENCE_MS + 1))
        .withMessageContaining("8481 ms")
        .withMessageContaining("8480 ms");
  }

  @Test
  void findsBeepsThatReachIntoAStretch() {
    assertThat(TimeLine.beepsTouching(0, 30_001)).containsExactly(10_000L, 20_000L, 30_000L);
    assertThat(TimeLine.beepsTouching(10_119, 20_000)).containsExactly(10_000L);
    assertThat(TimeLine.beepsTouching(10_120, 20_000)).isEmpty();
    assertThat(TimeLine.beepsTouching(0, 120)).isEmpty();
  }
}
