package io.streamlation.bench.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.flink.cut.CutSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TapeTest {
  private static final int FRAMES = Channels.framesOf(Duration.ofSeconds(30));

  @Test
  void everyKindOfChannelHasAnUtteranceInEveryRoundOfTheTape() {
    for (int kind = 0; kind < Tape.kinds(); kind++) {
      assertThat(Tape.utterances(kind, FRAMES, CutSettings.DEFAULT))
          .as("kind %d", kind)
          .hasSizeBetween(9, 10);
    }
  }

  @Test
  void utterancesOfDifferentChannelsDoNotEndAllAtOnce() {
    Set<Integer> placesInTheTape = new HashSet<>();
    for (int kind = 0; kind < Tape.kinds(); kind++) {
      Tape.utterances(kind, FRAMES, CutSettings.DEFAULT)
          .values()
          .forEach(end -> placesInTheTape.add(end % Tape.FRAMES));
    }
    assertThat(placesInTheTape).hasSize(Tape.kinds());
  }
}
