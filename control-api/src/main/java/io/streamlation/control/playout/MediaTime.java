package io.streamlation.control.playout;

import io.streamlation.contracts.AudioFormat;
import java.util.OptionalLong;

/** From samples to the clocks that players have. */
final class MediaTime {
  private static final long PTS_HZ = 90_000;
  private static final long PTS_WRAPS_AT = 1L << 33;
  private static final long US_PER_SECOND = 1_000_000;

  private MediaTime() {}

  /** Exact: 16 samples are a millisecond, and 90 ticks. */
  static long ptsAfter(long pts90kHz, long samples) {
    long ticks = Math.floorDiv(samples * PTS_HZ, (long) AudioFormat.SAMPLE_RATE_HZ);
    return Math.floorMod(pts90kHz + ticks, PTS_WRAPS_AT);
  }

  static OptionalLong ptsAfter(OptionalLong pts90kHz, long samples) {
    return pts90kHz.isPresent()
        ? OptionalLong.of(ptsAfter(pts90kHz.getAsLong(), samples))
        : OptionalLong.empty();
  }

  /** Whether one is where it was expected; where nobody tells, nothing speaks against it. */
  static boolean isAt(OptionalLong pts90kHz, OptionalLong expected, long toleranceSamples) {
    if (pts90kHz.isEmpty() || expected.isEmpty()) {
      return true;
    }
    long ahead = Math.floorMod(pts90kHz.getAsLong() - expected.getAsLong(), PTS_WRAPS_AT);
    long apart = Math.min(ahead, PTS_WRAPS_AT - ahead);
    return apart <= ptsAfter(0, toleranceSamples);
  }

  static OptionalLong dateAfter(OptionalLong dateUs, long samples) {
    return dateUs.isPresent()
        ? OptionalLong.of(
            dateUs.getAsLong()
                + Math.floorDiv(samples * US_PER_SECOND, (long) AudioFormat.SAMPLE_RATE_HZ))
        : OptionalLong.empty();
  }

  static boolean isPts(long pts90kHz) {
    return pts90kHz >= 0 && pts90kHz < PTS_WRAPS_AT;
  }
}
