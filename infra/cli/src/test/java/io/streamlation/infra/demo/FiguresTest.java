package io.streamlation.infra.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void takesTheNearestRank() {
    List<Long> hundred = LongStream.rangeClosed(1, 100).boxed().toList();

    assertThat(Figures.percentile(hundred, .5)).isEqualTo(50);
    assertThat(Figures.percentile(hundred, .95)).isEqualTo(95);
    assertThat(Figures.percentile(List.of(7L), .95)).isEqualTo(7);
    assertThat(Figures.percentile(List.of(), .5)).isZero();
  }
}
