package io.streamlation.ingest.publish;

import io.streamlation.contracts.LedgerCounters;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.ingest.frame.EpochLine;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sums of the stage {@code ingest} for one epoch: a function of the frames that are stored, so
 * that whoever reads them again gets the same.
 */
public final class IngestTally {
  public static final String STAGE = "ingest";

  private long frames;
  private long pcmSamples;
  private long gapSamples;
  private long gaps;
  private long endSample;
  private long lastFrameNumber = -1;
  private boolean ended;

  /** Goes on from sums written down earlier (a PROGRESS claim's). */
  public static IngestTally from(Map<String, Long> counters, long endSample, long lastFrameNumber) {
    IngestTally tally = new IngestTally();
    tally.frames = counters.getOrDefault(LedgerCounters.FRAMES_PUBLISHED, 0L);
    tally.pcmSamples = counters.getOrDefault(LedgerCounters.PCM_SAMPLES, 0L);
    tally.gapSamples = counters.getOrDefault(LedgerCounters.GAP_SAMPLES, 0L);
    tally.gaps = counters.getOrDefault(LedgerCounters.GAPS, 0L);
    tally.endSample = endSample;
    tally.lastFrameNumber = lastFrameNumber;
    return tally;
  }

  /** Counts a stored frame; one that was counted before is not counted again. */
  public void add(AudioFrame frame) {
    if (frame.getFrameNumber() <= lastFrameNumber) {
      return;
    }
    lastFrameNumber = frame.getFrameNumber();
    frames++;
    long samples = EpochLine.samplesOf(frame);
    switch (frame.getContentCase()) {
      case PCM -> pcmSamples += samples;
      case GAP -> {
        gapSamples += samples;
        gaps++;
      }
      case END -> ended = true;
      default -> {}
    }
    endSample = frame.getStartSample() + samples;
  }

  public Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put(LedgerCounters.FRAMES_PUBLISHED, frames);
    counters.put(LedgerCounters.PCM_SAMPLES, pcmSamples);
    counters.put(LedgerCounters.GAP_SAMPLES, gapSamples);
    counters.put(LedgerCounters.GAPS, gaps);
    return counters;
  }

  /**
   * @param closed nothing will be added to this epoch
   */
  public LedgerTally toLedger(String sessionId, long epoch, boolean closed) {
    return LedgerTally.newBuilder()
        .setSessionId(sessionId)
        .setEpoch(epoch)
        .setStage(STAGE)
        .setAsOfSample(endSample)
        .setClosed(closed)
        .putAllCounters(counters())
        .build();
  }

  public long frames() {
    return frames;
  }

  public long endSample() {
    return endSample;
  }

  public long lastFrameNumber() {
    return lastFrameNumber;
  }

  public boolean ended() {
    return ended;
  }
}
