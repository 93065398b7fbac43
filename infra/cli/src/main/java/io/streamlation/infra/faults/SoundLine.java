package io.streamlation.infra.faults;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.AudioFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One session's sound on its own time line, from the frames as they were stored: where gaps were
 * declared, where epochs meet, and whether the line keeps step with the programme's own clock.
 */
final class SoundLine {
  /** Sound cut in AAC frames of 21 ms lies up to so much off the date that a playlist tells. */
  private static final long NOMINAL_MS = 60;

  /**
   * @param startSample on the session's time line
   */
  record Hole(long startSample, long samples, String why) {
    long endSample() {
      return startSample + samples;
    }
  }

  private final List<Hole> gaps = new ArrayList<>();
  private final List<Hole> torn = new ArrayList<>();
  private final List<Long> epochBorders = new ArrayList<>();
  private long epoch = -1;
  private long nextFrame;
  private long nextSample;
  private OptionalLong zeroUs = OptionalLong.empty();
  private long farthestOffMs;

  /** The next frame as stored; one stored twice, or of an older epoch, changes nothing. */
  void add(AudioFrame frame) {
    if (frame.getEpoch() < epoch
        || (frame.getEpoch() == epoch && frame.getFrameNumber() < nextFrame)) {
      return;
    }
    long at = frame.getEpochOffsetSamples() + frame.getStartSample();
    if (frame.getEpoch() > epoch && epoch >= 0) {
      epochBorders.add(at);
    }
    if (at != nextSample) {
      torn.add(
          new Hole(
              nextSample,
              at - nextSample,
              "frame %d of epoch %d begins at %d, expected %d"
                  .formatted(frame.getFrameNumber(), frame.getEpoch(), at, nextSample)));
    }
    epoch = frame.getEpoch();
    nextFrame = frame.getFrameNumber() + 1;
    nextSample = at;
    switch (frame.getContentCase()) {
      case PCM -> {
        keepStep(frame, at);
        nextSample += frame.getPcm().size() / AudioFormat.BYTES_PER_SAMPLE;
      }
      case GAP -> {
        long samples = frame.getGap().getSamples();
        gaps.add(
            new Hole(at, samples, frame.getGap().getReason() + ": " + frame.getGap().getDetail()));
        nextSample += samples;
      }
      default -> {}
    }
  }

  private void keepStep(AudioFrame frame, long at) {
    if (!frame.hasProgramDateTimeUs()) {
      return;
    }
    long sampleUs = at * 1_000 / AudioFormat.SAMPLES_PER_MS;
    if (zeroUs.isEmpty()) {
      zeroUs = OptionalLong.of(frame.getProgramDateTimeUs() - sampleUs);
    }
    long offMs = Math.abs(frame.getProgramDateTimeUs() - sampleUs - zeroUs.getAsLong()) / 1_000;
    farthestOffMs = Math.max(farthestOffMs, offMs);
  }

  List<Hole> gaps() {
    return gaps;
  }

  /** Where one epoch ended and another began, on the session's time line. */
  List<Long> epochBorders() {
    return epochBorders;
  }

  /** Sound that is missing, or there twice, and was not declared. */
  List<Hole> torn() {
    return torn;
  }

  /** By how much the line and the programme's clock disagree at most, beyond what is usual. */
  long outOfStepMs() {
    return Math.max(0, farthestOffMs - NOMINAL_MS);
  }

  long endSample() {
    return nextSample;
  }
}
