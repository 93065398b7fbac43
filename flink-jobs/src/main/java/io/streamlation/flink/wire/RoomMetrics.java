package io.streamlation.flink.wire;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** One operator's figures in our words; a name comes into being when it is first used. */
public final class RoomMetrics {
  private static final int VALUES_OF_A_DISTRIBUTION = 1_000;

  private final MetricGroup group;
  private final Map<String, Counter> counters = new HashMap<>();
  private final Map<String, Histogram> distributions = new HashMap<>();

  public RoomMetrics(MetricGroup group) {
    this.group = group;
  }

  public void count(String counter, long howMany) {
    counters.computeIfAbsent(counter, group::counter).inc(howMany);
  }

  public void measure(String what, long value) {
    distributions
        .computeIfAbsent(
            what,
            name ->
                group.histogram(name, new DescriptiveStatisticsHistogram(VALUES_OF_A_DISTRIBUTION)))
        .update(value);
  }
}
