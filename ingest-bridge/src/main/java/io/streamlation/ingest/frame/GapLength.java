package io.streamlation.ingest.frame;

import static io.streamlation.contracts.AudioFormat.SAMPLES_PER_FRAME;
import static io.streamlation.contracts.AudioFormat.SAMPLES_PER_MS;

import io.streamlation.contracts.AudioFormat;
import java.util.OptionalLong;

/**
 * How long was the sound that is missing between where one run stopped and the next one begins? The
 * container's stamps know it to the sample as long as they are of one time line; program date-time
 * knows it across time lines; failing both, the playlist's durations are a guess.
 */
public final class GapLength {
  /** Program date-times are rounded by many packagers: less than this is no gap. */
  static final long TELLING_SAMPLES = 250L * SAMPLES_PER_MS;

  /** Durations may be whole seconds, rounded: less than this was never there. */
  static final long OWED_TELLING_SAMPLES = AudioFormat.SAMPLE_RATE_HZ;

  private static final long LONGEST_SAMPLES = 24L * 3600 * AudioFormat.SAMPLE_RATE_HZ;

  private GapLength() {}

  /**
   * Between two runs with something lost in between.
   *
   * @param guessedSamples what the playlist says was lost; 0 if it does not say
   * @return 0 if the stamps prove that nothing is missing
   */
  public static long ofLoss(RunTimeline.End end, SegmentMark next, long guessedSamples) {
    OptionalLong byStamps = end.samplesTo(next.pts90kHz());
    if (byStamps.isPresent()) {
      long samples = byStamps.getAsLong();
      if (samples >= 0 && Math.abs(samples - guessedSamples) <= MediaClock.SECTION_JUMP_SAMPLES) {
        return samples;
      }
    }
    OptionalLong byDate = byDate(end, next);
    return byDate.orElse(ofGuess(guessedSamples));
  }

  /** Nothing is known but what the playlist says, or not even that: then it counts as one frame. */
  public static long ofGuess(long guessedSamples) {
    return Math.max(guessedSamples, SAMPLES_PER_FRAME);
  }

  /**
   * At a discontinuity where no segment is known to be lost. Program date-time tells; where there
   * is none, what the segment before it did not bring of its duration is missing.
   */
  public static long ofDiscontinuity(RunTimeline.End end, SegmentMark next) {
    if (end.programDateTimeUs().isEmpty() || next.programDateTimeUs().isEmpty()) {
      return end.owedSamples() >= OWED_TELLING_SAMPLES ? end.owedSamples() : 0;
    }
    long samples = byDate(end, next).orElse(0);
    return samples >= TELLING_SAMPLES ? samples : 0;
  }

  private static OptionalLong byDate(RunTimeline.End end, SegmentMark next) {
    if (end.programDateTimeUs().isEmpty() || next.programDateTimeUs().isEmpty()) {
      return OptionalLong.empty();
    }
    long samples =
        MediaClock.samplesOfUs(
            next.programDateTimeUs().getAsLong() - end.programDateTimeUs().getAsLong());
    return samples > 0 && samples <= LONGEST_SAMPLES
        ? OptionalLong.of(samples)
        : OptionalLong.empty();
  }
}
