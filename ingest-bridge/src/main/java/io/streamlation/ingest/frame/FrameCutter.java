package io.streamlation.ingest.frame;

import static io.streamlation.contracts.AudioFormat.BYTES_PER_FRAME;
import static io.streamlation.contracts.AudioFormat.BYTES_PER_SAMPLE;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Cuts one epoch's sound into frames that tile it. What leaves here lacks only what the epoch
 * knows: session, number, plan ({@link EpochLine}).
 */
public final class FrameCutter {
  private final byte[] open = new byte[BYTES_PER_FRAME];
  private int openBytes;
  private OptionalLong openPts = OptionalLong.empty();
  private OptionalLong openProgramDateTimeUs = OptionalLong.empty();
  private long openCapturedAtMs;
  private long cutSamples;
  private SourcePosition position;
  private int input;

  /**
   * @param position where the source is taken up; the default instance where that is not known yet
   */
  public FrameCutter(SourcePosition position) {
    this.position = position;
    this.input = position.getInput();
  }

  /** What comes from now on is of this input of the source. */
  public void takesFrom(int input) {
    this.input = input;
  }

  private SourcePosition ofInput(SourcePosition place) {
    return input == place.getInput() ? place : place.toBuilder().setInput(input).build();
  }

  /** Full frames only; the rest waits for more sound, a gap or the end. */
  public List<AudioFrame> sound(Stretch.Sound sound, long capturedAtMs) {
    List<AudioFrame> frames = new ArrayList<>(2);
    int from = 0;
    while (from < sound.pcm().length) {
      long sampleInSegment = sound.sampleInSegment() + from / BYTES_PER_SAMPLE;
      if (openBytes == 0) {
        openPts = sound.segment().ptsAt(sampleInSegment);
        openProgramDateTimeUs = sound.segment().programDateTimeUsAt(sampleInSegment);
        openCapturedAtMs = capturedAtMs;
      }
      openCapturedAtMs = Math.max(openCapturedAtMs, capturedAtMs);
      int take = Math.min(BYTES_PER_FRAME - openBytes, sound.pcm().length - from);
      System.arraycopy(sound.pcm(), from, open, openBytes, take);
      openBytes += take;
      from += take;
      position =
          ofInput(sound.segment().positionAt(sound.sampleInSegment() + from / BYTES_PER_SAMPLE));
      if (openBytes == BYTES_PER_FRAME) {
        frames.add(flush());
      }
    }
    return frames;
  }

  /**
   * Sound that should have been here. What was open goes out before it, short.
   *
   * @param next where the source goes on after the gap
   */
  public List<AudioFrame> gap(
      long samples, Gap.Reason reason, String detail, SourcePosition next, long capturedAtMs) {
    if (samples <= 0) {
      throw new IllegalArgumentException("a gap has a length: " + samples + " samples");
    }
    List<AudioFrame> frames = new ArrayList<>(2);
    if (openBytes > 0) {
      frames.add(flush());
    }
    position = ofInput(next);
    Gap gap = Gap.newBuilder().setSamples(samples).setReason(reason).setDetail(detail).build();
    frames.add(
        AudioFrame.newBuilder()
            .setStartSample(cutSamples)
            .setGap(gap)
            .setCapturedAtMs(capturedAtMs)
            .setNextPosition(position)
            .build());
    cutSamples += samples;
    return frames;
  }

  /** The epoch is over; nothing may follow. */
  public List<AudioFrame> end(End.Reason reason, String detail, long capturedAtMs) {
    List<AudioFrame> frames = new ArrayList<>(2);
    if (openBytes > 0) {
      frames.add(flush());
    }
    frames.add(
        AudioFrame.newBuilder()
            .setStartSample(cutSamples)
            .setEnd(End.newBuilder().setReason(reason).setDetail(detail))
            .setCapturedAtMs(capturedAtMs)
            .setNextPosition(position)
            .build());
    return frames;
  }

  private AudioFrame flush() {
    AudioFrame.Builder frame =
        AudioFrame.newBuilder()
            .setStartSample(cutSamples)
            .setPcm(ByteString.copyFrom(open, 0, openBytes))
            .setCapturedAtMs(openCapturedAtMs)
            .setNextPosition(position);
    openPts.ifPresent(frame::setSourcePts90Khz);
    openProgramDateTimeUs.ifPresent(frame::setProgramDateTimeUs);
    cutSamples += openBytes / BYTES_PER_SAMPLE;
    openBytes = 0;
    return frame.build();
  }

  /** Where the source goes on after all sound taken in, also that which is not cut yet. */
  public SourcePosition position() {
    return position;
  }

  /** Samples taken in, cut or not. */
  public long samples() {
    return cutSamples + openBytes / BYTES_PER_SAMPLE;
  }
}
