package io.streamlation.flink.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ids: 0 … 4 words (3 is the blank, 4 is unwanted), 5 end, 6 … 8 of the prompt, 9 … 14 times. */
class TokenRulesTest {
  private static final int BLANK = 3;
  private static final int UNWANTED = 4;
  private static final int END = 5;
  private static final int T0 = 9;
  private static final int VOCABULARY = 15;

  private final TokenRules rules = new TokenRules(config());

  @Test
  void firstComesATimeNotTooLate() {
    assertThat(allowed(level())).containsExactly(T0, T0 + 1, T0 + 2);
  }

  @Test
  void afterTheFirstTimeComeWordsOrTheEnd() {
    assertThat(allowed(level(), T0 + 1)).containsExactly(0, 1, 2, BLANK, END);
  }

  @Test
  void afterAWordComesAnythingThatDoesNotGoBack() {
    assertThat(allowed(wordsLikelier(), T0 + 1, 0))
        .containsExactly(0, 1, 2, BLANK, END, T0 + 2, T0 + 3, T0 + 4, T0 + 5);
  }

  @Test
  void aStretchThatEndedIsFollowedByATimeOrTheEnd() {
    assertThat(allowed(wordsLikelier(), T0, 0, T0 + 3))
        .containsExactly(END, T0 + 3, T0 + 4, T0 + 5);
  }

  @Test
  void timesTogetherLikelierThanAnyWordWin() {
    assertThat(allowed(level(), T0 + 1, 0)).containsExactly(T0 + 2, T0 + 3, T0 + 4, T0 + 5);
  }

  @Test
  void unwantedTokensAndThoseOfThePromptNeverCome() {
    assertThat(allowed(wordsLikelier(), T0, 0, 1)).doesNotContain(UNWANTED, 6, 7, 8);
  }

  private List<Integer> allowed(float[] logits, int... said) {
    rules.apply(logits, said, said.length);
    List<Integer> allowed = new ArrayList<>();
    for (int id = 0; id < logits.length; id++) {
      if (logits[id] != Float.NEGATIVE_INFINITY) {
        allowed.add(id);
      }
    }
    return allowed;
  }

  private static float[] level() {
    return new float[VOCABULARY];
  }

  private static float[] wordsLikelier() {
    float[] logits = new float[VOCABULARY];
    java.util.Arrays.fill(logits, 0, T0, 5f);
    return logits;
  }

  private static WhisperConfig config() {
    return new WhisperConfig(
        16_000,
        400,
        160,
        80,
        480_000,
        2,
        4,
        32,
        448,
        6,
        END,
        -1,
        -1,
        7,
        8,
        T0,
        2,
        Map.of(),
        Set.of(UNWANTED, 6, 7, 8),
        Set.of(BLANK, END));
  }
}
