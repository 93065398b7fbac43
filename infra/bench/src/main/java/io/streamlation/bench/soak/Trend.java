package io.streamlation.bench.soak;

/**
 * A straight line through a series, by least squares.
 *
 * @param mean of the series
 * @param perHour its slope
 * @param marginPerHour of the slope, either way, with 95 % confidence if the rest is noise
 */
record Trend(double mean, double perHour, double marginPerHour) {
  private static final double MS_PER_HOUR = 3_600_000;

  /** Of the normal distribution: the series are long enough for it. */
  private static final double CONFIDENCE_95 = 1.96;

  /** What a channel's coming and going, or a page touched late, explains within an hour. */
  private static final double TOLERATED_SHARE_PER_HOUR = .02;

  static Trend of(long[] atMs, double[] values) {
    int n = values.length;
    double meanAt = 0;
    double mean = 0;
    for (int i = 0; i < n; i++) {
      meanAt += atMs[i] / MS_PER_HOUR / n;
      mean += values[i] / n;
    }
    double spread = 0;
    double together = 0;
    for (int i = 0; i < n; i++) {
      double at = atMs[i] / MS_PER_HOUR - meanAt;
      spread += at * at;
      together += at * (values[i] - mean);
    }
    double slope = together / spread;
    double rest = 0;
    for (int i = 0; i < n; i++) {
      double off = values[i] - mean - slope * (atMs[i] / MS_PER_HOUR - meanAt);
      rest += off * off;
    }
    return new Trend(mean, slope, CONFIDENCE_95 * Math.sqrt(rest / (n - 2) / spread));
  }

  /**
   * More than noise, more than a fiftieth of it an hour, and more than what one thread that begins
   * late explains.
   */
  boolean grows(double toleratedPerHour) {
    return perHour - marginPerHour > 0
        && perHour > Math.max(toleratedPerHour, TOLERATED_SHARE_PER_HOUR * mean);
  }
}
