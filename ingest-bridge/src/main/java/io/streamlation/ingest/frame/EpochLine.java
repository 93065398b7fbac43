package io.streamlation.ingest.frame;

import static io.streamlation.contracts.AudioFormat.BYTES_PER_SAMPLE;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.CaptionLayout;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SessionPlan;
import java.util.Optional;

/**
 * The line of one epoch's frames: numbers them, stamps them with session and plan, and turns what
 * could not be published into one gap, so that frames and gaps go on tiling the epoch.
 */
public final class EpochLine {
  private final String sessionId;
  private final long epoch;
  private final long epochOffsetSamples;
  private long nextNumber;
  private long droppedFrames;
  private AudioFrame firstDropped;
  private AudioFrame lastDropped;

  public EpochLine(String sessionId, long epoch, long epochOffsetSamples) {
    this.sessionId = sessionId;
    this.epoch = epoch;
    this.epochOffsetSamples = epochOffsetSamples;
  }

  /** The next frame of the line. */
  public AudioFrame stamp(AudioFrame cut, SessionPlan plan) {
    AudioFrame.Builder frame = cut.toBuilder();
    if (!plan.getCaptionLayout().equals(CaptionLayout.getDefaultInstance())) {
      frame.setCaptionLayout(plan.getCaptionLayout());
    }
    return frame
        .setSessionId(sessionId)
        .setEpoch(epoch)
        .setFrameNumber(nextNumber++)
        .setPlanRevision(plan.getRevision())
        .setSourceLanguage(plan.getSourceLanguage())
        .setTier(plan.getTier())
        .setEpochOffsetSamples(epochOffsetSamples)
        .build();
  }

  /** The frame stamped last went nowhere: its number is free again. */
  public void takeBack(AudioFrame stamped) {
    nextNumber = stamped.getFrameNumber();
  }

  /** This frame will not be published: it becomes part of the gap that is owed. */
  public void drop(AudioFrame cut) {
    if (firstDropped == null) {
      firstDropped = cut;
    }
    lastDropped = cut;
    droppedFrames++;
  }

  /** The gap that stands for all frames dropped since the last one published; not stamped yet. */
  public Optional<AudioFrame> owedGap() {
    if (firstDropped == null) {
      return Optional.empty();
    }
    long samples =
        lastDropped.getStartSample() + samplesOf(lastDropped) - firstDropped.getStartSample();
    return Optional.of(
        AudioFrame.newBuilder()
            .setStartSample(firstDropped.getStartSample())
            .setGap(
                Gap.newBuilder()
                    .setSamples(samples)
                    .setReason(Gap.Reason.REASON_DROPPED)
                    .setDetail(
                        "Kafka took no more for a while: "
                            + droppedFrames
                            + " frames were dropped"))
            .setCapturedAtMs(lastDropped.getCapturedAtMs())
            .setNextPosition(lastDropped.getNextPosition())
            .build());
  }

  /** The owed gap was published. */
  public void settle() {
    firstDropped = null;
    lastDropped = null;
    droppedFrames = 0;
  }

  public long epoch() {
    return epoch;
  }

  public long epochOffsetSamples() {
    return epochOffsetSamples;
  }

  /** How much of the epoch a frame covers. */
  public static long samplesOf(AudioFrame frame) {
    return switch (frame.getContentCase()) {
      case PCM -> frame.getPcm().size() / BYTES_PER_SAMPLE;
      case GAP -> frame.getGap().getSamples();
      default -> 0;
    };
  }
}
