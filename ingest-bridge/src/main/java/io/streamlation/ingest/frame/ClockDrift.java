package io.streamlation.ingest.frame;

import io.streamlation.contracts.AudioFormat;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * How much faster the source's clock runs than ours. Networks only ever delay: of each minute the
 * piece that was least late counts, and through these the median of all slopes is laid (Theil and
 * Sen), which a third of them cannot mislead.
 */
public final class ClockDrift {
  private static final long BUCKET_MS = 60_000;
  private static final int MOST_BUCKETS = 60;
  private static final int LEAST_BUCKETS = 10;

  /** Of the normal distribution: from the median of the deviations to the standard deviation. */
  private static final double SIGMA_OF_MAD = 1.4826;

  /** Samples of the line since it began, and how late they were, least late of their minute. */
  private record Least(long wallMs, double lateMs) {}

  /**
   * @param ppm parts per million; positive if the source's clock is fast
   * @param uncertaintyPpm twice the standard error
   */
  public record Estimate(double ppm, double uncertaintyPpm) {}

  private final Deque<Least> minutes = new ArrayDeque<>();
  private Least now;

  /**
   * @param lineSamples where the line stood when this had arrived
   * @param arrivedAtMs wall clock
   */
  public synchronized void observe(long lineSamples, long arrivedAtMs) {
    Least seen =
        new Least(arrivedAtMs, arrivedAtMs - lineSamples * 1_000.0 / AudioFormat.SAMPLE_RATE_HZ);
    if (now != null && arrivedAtMs / BUCKET_MS == now.wallMs / BUCKET_MS) {
      now = seen.lateMs < now.lateMs ? seen : now;
      return;
    }
    if (now != null) {
      minutes.add(now);
    }
    if (minutes.size() > MOST_BUCKETS) {
      minutes.remove();
    }
    now = seen;
  }

  /** The line did not go on as it was: what was seen before says nothing about what follows. */
  public synchronized void begin() {
    minutes.clear();
    now = null;
  }

  /** Empty until ten minutes are known. */
  public synchronized Optional<Estimate> estimate() {
    if (minutes.size() < LEAST_BUCKETS) {
      return Optional.empty();
    }
    List<Least> points = List.copyOf(minutes);
    double slope = median(slopes(points));
    double intercept = median(points.stream().mapToDouble(p -> p.lateMs - slope * p.wallMs));
    double sigma =
        SIGMA_OF_MAD
            * median(
                points.stream()
                    .mapToDouble(p -> Math.abs(p.lateMs - slope * p.wallMs - intercept)));
    double mean = points.stream().mapToDouble(Least::wallMs).average().orElseThrow();
    double spread = Math.sqrt(points.stream().mapToDouble(p -> Math.pow(p.wallMs - mean, 2)).sum());
    return Optional.of(new Estimate(-slope * 1e6, 2 * sigma / spread * 1e6));
  }

  private static DoubleStream slopes(List<Least> points) {
    DoubleStream.Builder slopes = DoubleStream.builder();
    for (int i = 0; i < points.size(); i++) {
      for (int j = i + 1; j < points.size(); j++) {
        Least a = points.get(i);
        Least b = points.get(j);
        slopes.add((b.lateMs - a.lateMs) / (b.wallMs - a.wallMs));
      }
    }
    return slopes.build();
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).sum() / 2;
  }
}
