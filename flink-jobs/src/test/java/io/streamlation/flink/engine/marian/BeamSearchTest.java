package io.streamlation.flink.engine.marian;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A language of four tokens: 0 ends, 1 and 2 are words, 3 is the padding that starts. */
class BeamSearchTest {
  private static final int END = 0;
  private static final int A = 1;
  private static final int B = 2;
  private static final int START = 3;
  private static final int PLENTY = 20;

  @Test
  void greedyTakesTheLikelierWordEachTime() {
    assertThat(search(1, PLENTY, config(-1, 50)))
        .hasValueSatisfying(target -> assertThat(target.tokens()).containsExactly(A));
  }

  @Test
  void beamsFindWhatBeginsWorseAndEndsBetter() {
    assertThat(search(2, PLENTY, config(-1, 50)))
        .hasValueSatisfying(
            target -> {
              assertThat(target.tokens()).containsExactly(B, B);
              assertThat(target.meanLogProb())
                  .isCloseTo(
                      Math.log(0.4 * 0.98 * 0.98) / 3, org.assertj.core.data.Offset.offset(0.05));
            });
  }

  @Test
  void theFirstStepHasOneBeamAndLaterOnesFollowTheirParents() {
    Script script = new Script();

    new BeamSearch(config(-1, 50), 2).search(script, PLENTY, () -> false);

    assertThat(script.parents.get(0)).containsExactly(0);
    assertThat(script.parents.get(1)).containsExactly(0, 0);
  }

  @Test
  void whatNeverEndsGivesNothing() {
    BeamSearch search = new BeamSearch(config(-1, 50), 1);

    assertThat(search.search((tokens, parents) -> rows(tokens.length, A), 5, () -> false))
        .isEmpty();
  }

  @Test
  void theLastPositionIsForcedToEnd() {
    BeamSearch search = new BeamSearch(config(END, 5), 1);

    assertThat(search.search((tokens, parents) -> rows(tokens.length, A), 4, () -> false))
        .hasValueSatisfying(target -> assertThat(target.tokens()).containsExactly(A, A, A));
  }

  @Test
  void badWordsNeverComeNotEvenThePadding() {
    BeamSearch search = new BeamSearch(config(-1, 50), 1);

    Optional<BeamSearch.Target> target =
        search.search(
            (tokens, parents) -> rows(tokens.length, tokens[0] == START ? START : END),
            PLENTY,
            () -> false);

    assertThat(target).hasValueSatisfying(t -> assertThat(t.tokens()).doesNotContain(START));
  }

  @Test
  void stopsWhenTold() {
    Script script = new Script();

    assertThat(new BeamSearch(config(-1, 50), 2).search(script, PLENTY, () -> true)).isEmpty();
    assertThat(script.parents).isEmpty();
  }

  private static Optional<BeamSearch.Target> search(int width, int maxTokens, MarianConfig config) {
    return new BeamSearch(config, width).search(new Script(), maxTokens, () -> false);
  }

  private static MarianConfig config(int forcedEnd, int maxLength) {
    return new MarianConfig(
        1, 1, 50, START, END, forcedEnd, maxLength, 2, 1.0, List.of(new int[] {START}));
  }

  private static float[][] rows(int count, int likely) {
    float[][] rows = new float[count][4];
    for (float[] row : rows) {
      row[likely] = 10;
    }
    return rows;
  }

  /** After the start A is likelier than B; but A is followed by doubt and B by certainty. */
  private static final class Script implements BeamSearch.Stepper {
    private final List<int[]> parents = new ArrayList<>();
    private List<String> said = List.of("");

    private static final Map<String, double[]> NEXT = new HashMap<>();

    static {
      NEXT.put("", new double[] {1e-6, 0.6, 0.4, 1e-6});
      NEXT.put("1", new double[] {0.4, 0.3, 0.3, 1e-6});
      NEXT.put("2", new double[] {0.01, 0.01, 0.98, 1e-6});
      NEXT.put("22", new double[] {0.98, 0.01, 0.01, 1e-6});
    }

    @Override
    public float[][] step(int[] tokens, int[] parents) {
      this.parents.add(parents);
      List<String> now = new ArrayList<>();
      for (int i = 0; i < tokens.length; i++) {
        now.add(tokens[i] == START ? "" : said.get(parents[i]) + tokens[i]);
      }
      said = now;
      return now.stream()
          .map(text -> NEXT.getOrDefault(text, new double[] {0.9, 0.05, 0.05, 1e-6}))
          .map(BeamSearchTest::logits)
          .toArray(float[][]::new);
    }
  }

  private static float[] logits(double[] probabilities) {
    float[] logits = new float[probabilities.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }
}
