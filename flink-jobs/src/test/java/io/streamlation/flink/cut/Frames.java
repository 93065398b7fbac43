package io.streamlation.flink.cut;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Gap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One epoch of frames as a bridge would write them. */
public final class Frames {
  private final String sessionId;
  private final long epoch;
  private final List<AudioFrame> frames = new ArrayList<>();
  private long sample;
  private long planRevision = 1;
  private long epochOffset;

  public Frames(String sessionId, long epoch) {
    this.sessionId = sessionId;
    this.epoch = epoch;
  }

  public Frames underPlan(long revision) {
    planRevision = revision;
    return this;
  }

  /** Where the epoch begins on the session's own time line. */
  public Frames from(long sessionSample) {
    epochOffset = sessionSample;
    return this;
  }

  public Frames sound(short[] sound) {
    for (int from = 0; from < sound.length; from += AudioFormat.SAMPLES_PER_FRAME) {
      int to = Math.min(sound.length, from + AudioFormat.SAMPLES_PER_FRAME);
      frames.add(next().setPcm(Sounds.bytes(sound, from, to)).build());
      sample += to - from;
    }
    return this;
  }

  public Frames gap(Duration length) {
    long samples = AudioFormat.samplesOfMs(length.toMillis());
    frames.add(
        next()
            .setGap(Gap.newBuilder().setSamples(samples).setReason(Gap.Reason.REASON_STALLED))
            .build());
    sample += samples;
    return this;
  }

  public Frames end() {
    return end(End.Reason.REASON_STOPPED);
  }

  public Frames end(End.Reason reason) {
    frames.add(next().setEnd(End.newBuilder().setReason(reason)).build());
    return this;
  }

  private AudioFrame.Builder next() {
    return AudioFrame.newBuilder()
        .setSessionId(sessionId)
        .setEpoch(epoch)
        .setFrameNumber(frames.size())
        .setStartSample(sample)
        .setCapturedAtMs(capturedAtMs(sample))
        .setPlanRevision(planRevision)
        .setEpochOffsetSamples(epochOffset)
        .setSourceLanguage("en")
        .setProgramDateTimeUs(1_000_000_000_000L + sample * 1000 / 16);
  }

  /** As if the sound had arrived when it was spoken. */
  public static long capturedAtMs(long sample) {
    return 1_700_000_000_000L + AudioFormat.msOfSamples(sample);
  }

  public long samples() {
    return sample;
  }

  public List<AudioFrame> all() {
    return List.copyOf(frames);
  }
}
