package io.streamlation.flink.engine;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Unit;

/** What the engines count, in the Prometheus default registry. Never labelled by session. */
final class EngineMetrics {
  static final Counter LOADS =
      Counter.builder()
          .name("streamlation_engine_loads_total")
          .help("Packs loaded since this process began.")
          .labelNames("pack")
          .register();
  static final Gauge LOAD_SECONDS =
      Gauge.builder()
          .name("streamlation_engine_load_seconds")
          .help("How long checking, loading and warming up of the pack took.")
          .unit(Unit.SECONDS)
          .labelNames("pack")
          .register();
  static final Counter REQUESTS =
      Counter.builder()
          .name("streamlation_engine_requests_total")
          .help("Requests answered, by how.")
          .labelNames("pack", "outcome")
          .register();
  static final Histogram BATCH_SECONDS =
      Histogram.builder()
          .name("streamlation_engine_batch_seconds")
          .help("How long one batch took; longer than the sound in it means falling behind.")
          .unit(Unit.SECONDS)
          .classicOnly()
          .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
          .labelNames("pack")
          .register();
  static final Histogram BATCH_REQUESTS =
      Histogram.builder()
          .name("streamlation_engine_batch_requests")
          .help("Requests in one batch.")
          .classicOnly()
          .classicUpperBounds(1, 2, 4, 8, 16)
          .labelNames("pack")
          .register();
  static final Counter SOUND_SECONDS =
      Counter.builder()
          .name("streamlation_engine_sound_seconds_total")
          .help("Sound looked at by recognisers, repeated looks included.")
          .unit(Unit.SECONDS)
          .labelNames("pack")
          .register();

  static final Counter SPOKEN_SECONDS =
      Counter.builder()
          .name("streamlation_engine_spoken_seconds_total")
          .help("Sound that voices made.")
          .unit(Unit.SECONDS)
          .labelNames("pack")
          .register();
  static final Counter CHILD_STARTS =
      Counter.builder()
          .name("streamlation_engine_child_starts_total")
          .help("Starts of programs that packs run as processes of their own; rises when they die.")
          .labelNames("pack")
          .register();

  private EngineMetrics() {}
}
