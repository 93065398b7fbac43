package io.streamlation.ingest.supervise;

import io.streamlation.contracts.AudioFormat;
import java.time.Duration;

/** For sources quicker than life: when may the next sound go on? */
final class Pacer {
  private final long begunNanos;
  private long passedSamples;

  Pacer(long nowNanos) {
    this.begunNanos = nowNanos;
  }

  /**
   * How long to hold sound of this length back.
   *
   * @param lead how far ahead of real time the stream may run
   */
  long waitNanos(long samples, Duration lead, long nowNanos) {
    passedSamples += samples;
    long soundsNanos = passedSamples * 1_000_000_000L / AudioFormat.SAMPLE_RATE_HZ;
    return Math.max(0, begunNanos + soundsNanos - lead.toNanos() - nowNanos);
  }
}
