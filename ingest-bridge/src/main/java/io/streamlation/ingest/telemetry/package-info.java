/**
 * What the bridge lets be seen of itself: counters for Prometheus, and a log that does not flood.
 *
 * <p>Enters: things that happened. Leaves: {@code /metrics}, log lines. Remembered: counts.
 */
package io.streamlation.ingest.telemetry;
