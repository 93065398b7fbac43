package io.streamlation.infra.demo;

import java.util.Collection;
import java.util.List;

/** Percentiles of what was measured. */
final class Figures {
  private Figures() {}

  /**
   * The smallest measured value that at least {@code share} of all values do not exceed (nearest
   * rank); 0 when nothing was measured.
   *
   * @param share 0 … 1
   */
  static long percentile(Collection<Long> values, double share) {
    if (values.isEmpty()) {
      return 0;
    }
    List<Long> sorted = values.stream().sorted().toList();
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(0, rank - 1));
  }
}
