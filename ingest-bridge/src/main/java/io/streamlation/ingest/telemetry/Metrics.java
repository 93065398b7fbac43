package io.streamlation.ingest.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * Every counter of the bridge. What a rise means:
 *
 * <ul>
 *   <li>{@code spooled_frames}: Kafka takes less than comes; frames wait on disk
 *   <li>{@code frames_dropped}: Kafka was away for longer than queue and disk hold
 *   <li>{@code gap_seconds}: sound that no viewer will read, by reason
 *   <li>{@code retries}: an origin misbehaves, by code
 *   <li>{@code input_changes}: a main input is dead or came back, by which is on air now
 *   <li>{@code decoder_restarts}: media that kills the decoder, or somebody does
 *   <li>{@code clock_drift_ppm}: the source's clock is fast (or slow, below zero), per session
 *   <li>{@code rehost_segments}: by outcome; {@code stored} is as it should be
 *   <li>{@code rehost_restarts}: a packager ended unasked, or was too far behind
 *   <li>{@code publish_lag_seconds}: from a segment's last byte to its frame stored in Kafka
 * </ul>
 */
public final class Metrics {
  public final Counter framesPublished;
  public final Counter framesSpooled;
  public final Counter framesDropped;
  public final Counter gaps;
  public final Counter gapSeconds;
  public final Counter segments;
  public final Counter segmentBytes;
  public final Counter retries;
  public final Counter inputChanges;
  public final Counter decoderRestarts;
  public final Counter rehostSegments;
  public final Counter rehostBytes;
  public final Counter rehostRestarts;
  public final Counter refusals;
  public final Counter deadLetters;
  public final Gauge channels;
  public final Gauge framesInFlight;
  public final Gauge spooledFrames;
  public final Gauge rehostedBytesKept;
  public final Gauge sandbox;
  public final Gauge clockDrift;
  public final Histogram publishLag;

  public Metrics(PrometheusRegistry registry) {
    framesPublished =
        counter("frames_published", "Frames stored in Kafka: sound, gaps and ends.", registry);
    framesSpooled = counter("frames_spooled", "Frames that waited for Kafka on disk.", registry);
    framesDropped = counter("frames_dropped", "Frames that became part of a gap.", registry);
    gaps = counter("gaps", "Gaps declared.", registry, "reason");
    gapSeconds = counter("gap_seconds", "Sound declared missing.", registry, "reason");
    segments = counter("segments", "Segments fetched, lost, undecodable.", registry, "outcome");
    segmentBytes = counter("segment_bytes", "Bytes of segments fetched.", registry);
    retries = counter("retries", "Times a source was asked again.", registry, "code");
    inputChanges = counter("input_changes", "Changes to another input.", registry, "to");
    decoderRestarts = counter("decoder_restarts", "Decoder children that ended unasked.", registry);
    rehostSegments =
        counter("rehost_segments", "Segments re-hosted, or why not.", registry, "outcome");
    rehostBytes = counter("rehost_bytes", "Bytes of segments re-hosted.", registry);
    rehostRestarts =
        counter("rehost_restarts", "Packagers that were given up or ended unasked.", registry);
    refusals = counter("addresses_refused", "Addresses the check refused.", registry);
    deadLetters = counter("dead_letters", "Records that could not be read.", registry, "topic");
    channels =
        Gauge.builder()
            .name("streamlation_ingest_channels")
            .help("Channels of this bridge by state.")
            .labelNames("state")
            .register(registry);
    framesInFlight =
        Gauge.builder()
            .name("streamlation_ingest_frames_in_flight")
            .help("Frames handed to the producer and not stored yet.")
            .register(registry);
    spooledFrames =
        Gauge.builder()
            .name("streamlation_ingest_spooled_frames")
            .help("Frames of all channels that wait for Kafka on disk now.")
            .register(registry);
    rehostedBytesKept =
        Gauge.builder()
            .name("streamlation_ingest_rehosted_bytes")
            .help("Bytes of all re-hosted sessions that are kept now.")
            .register(registry);
    sandbox =
        Gauge.builder()
            .name("streamlation_ingest_sandbox")
            .help("What holds the bridge's children on this machine: 1 for the one in use.")
            .labelNames("kind")
            .register(registry);
    clockDrift =
        Gauge.builder()
            .name("streamlation_ingest_clock_drift_ppm")
            .help("How much faster than ours a source's clock runs, once it is known to 100 ppm.")
            .labelNames("session")
            .register(registry);
    publishLag =
        Histogram.builder()
            .name("streamlation_ingest_publish_lag_seconds")
            .help("From the last byte a frame needed to the frame stored in Kafka.")
            .classicUpperBounds(.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
            .register(registry);
  }

  private static Counter counter(
      String name, String help, PrometheusRegistry registry, String... labels) {
    return Counter.builder()
        .name("streamlation_ingest_" + name + "_total")
        .help(help)
        .labelNames(labels)
        .register(registry);
  }
}
