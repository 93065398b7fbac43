package io.streamlation.infra.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.infra.faults.Comparison.Cue;
import io.streamlation.infra.faults.Comparison.Difference;
import io.streamlation.infra.faults.Comparison.Kind;
import io.streamlation.infra.faults.Comparison.Wound;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final List<Cue> UNDISTURBED =
      List.of(
          cue("u.1", 2_000, 4_000, "it rains"),
          cue("u.5", 5_000, 7_000, "it snows"),
          cue("u.9", 10_000, 12_000, "it thaws"));

  @Test
  void findsNothingInTheSameFinalsUnderOtherIds() {
    assertThat(
            compare(
                cue("d.1", 2_000, 4_000, "it rains"),
                cue("d.5", 5_000, 7_000, "it snows"),
                cue("e.0", 10_000, 12_000, "it thaws")))
        .isEmpty();
  }

  @Test
  void missesAFinalThatIsNotThere() {
    assertThat(
            compare(cue("d.1", 2_000, 4_000, "it rains"), cue("d.9", 10_000, 12_000, "it thaws")))
        .containsExactly(
            new Difference(Kind.LOST, 5_000, "\"it snows\" at 5.00–7.00 s is not there"));
  }

  @Test
  void seesAnotherTextAndAnotherPlace() {
    assertThat(
            compare(
                cue("d.1", 2_000, 4_000, "it pours"),
                cue("d.5", 5_000, 7_000, "it snows"),
                cue("d.9", 10_216, 12_000, "it thaws")))
        .extracting(Difference::kind)
        .containsExactlyInAnyOrder(Kind.OTHER, Kind.LOST, Kind.OTHER);
  }

  @Test
  void callsTheSameWordsALittleElsewhereMoved() {
    assertThat(
            compare(
                cue("d.1", 2_000, 4_000, "it rains"),
                cue("d.5", 4_980, 7_040, "it snows"),
                cue("d.9", 10_000, 12_000, "it thaws")))
        .extracting(Difference::kind)
        .containsExactly(Kind.MOVED);
  }

  @Test
  void excusesTheUtteranceThatAnEpochBorderFellInto() {
    assertThat(
            compare(
                List.of(new Wound(6_000, 6_000)),
                cue("d.1", 2_000, 4_000, "it rains"),
                cue("d.5", 5_000, 6_000, "it"),
                cue("e.0", 6_000, 7_000, "snows"),
                cue("e.9", 10_000, 12_000, "it thaws")))
        .isEmpty();
  }

  @Test
  void excusesNothingElse() {
    assertThat(compare(List.of(new Wound(6_000, 6_000)), cue("d.1", 2_000, 4_000, "it rains")))
        .extracting(Difference::kind, Difference::atMs)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Kind.LOST, 10_000L));
  }

  @Test
  void seesTheSameSoundInTwoCaptions() {
    assertThat(
            compare(
                cue("d.1", 2_000, 4_000, "it rains"),
                cue("d.5", 5_000, 7_000, "it snows"),
                cue("e.5", 5_100, 7_000, "it snows"),
                cue("d.9", 10_000, 12_000, "it thaws")))
        .extracting(Difference::kind)
        .containsExactlyInAnyOrder(Kind.DOUBLED, Kind.OTHER);
  }

  private static List<Difference> compare(Cue... disturbed) {
    return compare(List.of(), disturbed);
  }

  private static List<Difference> compare(List<Wound> wounds, Cue... disturbed) {
    return Comparison.of(UNDISTURBED, List.of(disturbed), wounds, 0, 60_000);
  }

  private static Cue cue(String utterance, long startMs, long endMs, String text) {
    return new Cue(utterance, 0, startMs, endMs, text);
  }
}
