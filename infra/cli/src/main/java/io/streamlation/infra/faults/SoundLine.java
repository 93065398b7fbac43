package io.streamlation.infra.faults;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.AudioFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.CRC32C;

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
  private final Map<Long, Long> blocks = new TreeMap<>();
  private final CRC32C block = new CRC32C();
  private boolean blockIsWhole;
  private long heardTo;

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
        hear(at, frame.getPcm().asReadOnlyByteBuffer());
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

  /** Sums the sound up in blocks that lie on the session's line; one that is not whole has none. */
  private void hear(long fromSample, ByteBuffer pcm) {
    long at = fromSample;
    while (pcm.hasRemaining()) {
      long inBlock = at % AudioFormat.SAMPLES_PER_FRAME;
      if (inBlock == 0) {
        block.reset();
        blockIsWhole = true;
      } else if (at != heardTo) {
        blockIsWhole = false;
      }
      int bytes =
          (int)
              Math.min(
                  pcm.remaining(),
                  (AudioFormat.SAMPLES_PER_FRAME - inBlock) * AudioFormat.BYTES_PER_SAMPLE);
      block.update(pcm.slice().limit(bytes));
      pcm.position(pcm.position() + bytes);
      at += bytes / AudioFormat.BYTES_PER_SAMPLE;
      heardTo = at;
      if (blockIsWhole && at % AudioFormat.SAMPLES_PER_FRAME == 0) {
        blocks.put(at - AudioFormat.SAMPLES_PER_FRAME, block.getValue());
      }
    }
  }

  /**
   * Where both have sound and it is not the same to the last bit, in blocks of a frame's length.
   */
  List<Long> samplesWhereOtherThan(SoundLine that) {
    return blocks.entrySet().stream()
        .filter(b -> !b.getValue().equals(that.blocks.getOrDefault(b.getKey(), b.getValue())))
        .map(Map.Entry::getKey)
        .toList();
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
