package io.streamlation.ingest.frame;

import static io.streamlation.contracts.AudioFormat.BYTES_PER_SAMPLE;
import static io.streamlation.contracts.AudioFormat.SAMPLES_PER_MS;

import io.streamlation.contracts.v1.SourcePosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The time line of one decoder run: which sample came from which segment.
 *
 * <p>The clock is the count of samples that came out. Where a segment begins on it follows from the
 * stamps the fetcher read off the segments ({@link SegmentMark#pts90kHz}). The decoder's own stamps
 * (milliseconds) are hints: they show where it left something out. A step of more than {@link
 * MediaClock#SECTION_JUMP_SAMPLES} is not a hole but another time line, and moves nothing.
 *
 * <p>A run is decoded from the next line of the {@link MediaClock}'s grid on, so that it gives the
 * same samples, to the last bit, as another run that began elsewhere. The few before it, at most 10
 * ms, which a decoder without a past could not give right anyway, are silence.
 *
 * <p>Remembered: the marks of the segments still sounding. Two threads meet here: the one that
 * feeds the decoder appends marks, the one that reads from it asks.
 */
public final class RunTimeline {
  /** Less than one AAC frame (21.3 ms at 48 kHz), more than the rounding of stamps. */
  static final long HOLE_SAMPLES = 15L * SAMPLES_PER_MS; // 240

  /** All of this segment was published earlier. */
  public static final long NOTHING = Long.MAX_VALUE;

  private final List<Mark> marks = new ArrayList<>();
  private final long firstPts;
  private final int leadInSamples;
  private long runSamples;
  private long publishFromRunSample;
  private OptionalLong firstStampMs = OptionalLong.empty();
  private long jumpedSamples;

  /**
   * @param publishFromSample what lies before it in the segment was published earlier: it warms the
   *     decoder up and is not given out again; {@link #NOTHING} if that is all of the segment
   */
  public RunTimeline(SegmentMark first, long publishFromSample) {
    marks.add(new Mark(first, 0, 0));
    firstPts = first.pts90kHz().orElse(0);
    leadInSamples = (int) MediaClock.samplesWithin(firstPts, MediaClock.ticksToGrid(firstPts));
    publishFromRunSample = publishFromSample;
  }

  /**
   * The next segment, about to be fed.
   *
   * @param nominalSamples how long the one before claims to be: used where stamps are missing
   * @param publishFromSample as for the first
   * @return where it begins on the run's line
   */
  public synchronized long append(SegmentMark next, long nominalSamples, long publishFromSample) {
    Mark last = marks.get(marks.size() - 1);
    long lengthTicks =
        last.segment.pts90kHz().isPresent() && next.pts90kHz().isPresent()
            ? MediaClock.ticksBetween(
                last.segment.pts90kHz().getAsLong(), next.pts90kHz().getAsLong())
            : MediaClock.ticksOfSamples(last.startSample + nominalSamples) - last.startTicks;
    long startTicks = last.startTicks + lengthTicks;
    long start = MediaClock.samplesWithin(firstPts, startTicks);
    marks.add(new Mark(next, startTicks, start));
    if (publishFromSample == NOTHING) {
      publishFromRunSample = NOTHING;
    } else if (publishFromRunSample == NOTHING || publishFromSample > 0) {
      publishFromRunSample = start + publishFromSample;
    }
    return start;
  }

  /** What the decoder gave out, taken apart at the borders of segments. */
  public synchronized List<Stretch> sound(long stampMs, byte[] pcm) {
    List<Stretch> out = new ArrayList<>(2);
    if (firstStampMs.isEmpty()) {
      firstStampMs = OptionalLong.of(stampMs);
      addPieces(out, new byte[leadInSamples * BYTES_PER_SAMPLE]);
    }
    long ahead =
        (stampMs - firstStampMs.getAsLong()) * SAMPLES_PER_MS
            + leadInSamples
            - jumpedSamples
            - runSamples;
    if (Math.abs(ahead) > MediaClock.SECTION_JUMP_SAMPLES) {
      jumpedSamples += ahead;
    } else if (ahead > HOLE_SAMPLES) {
      addHole(out, ahead);
    }
    addPieces(out, pcm);
    forgetPassedMarks();
    return out;
  }

  private void addPieces(List<Stretch> out, byte[] pcm) {
    int from = 0;
    while (from < pcm.length) {
      Mark mark = markAt(runSamples);
      long samples = Math.min((pcm.length - from) / BYTES_PER_SAMPLE, untilNextMark(mark));
      int to = from + (int) samples * BYTES_PER_SAMPLE;
      addSound(out, mark, Arrays.copyOfRange(pcm, from, to));
      runSamples += samples;
      from = to;
    }
  }

  private void addSound(List<Stretch> out, Mark mark, byte[] pcm) {
    long at = runSamples - mark.startSample;
    long skip = Math.min(publishedEarlier(), pcm.length / BYTES_PER_SAMPLE);
    if (skip * BYTES_PER_SAMPLE < pcm.length) {
      byte[] kept = Arrays.copyOfRange(pcm, (int) skip * BYTES_PER_SAMPLE, pcm.length);
      out.add(new Stretch.Sound(mark.segment, at + skip, kept));
    }
  }

  private void addHole(List<Stretch> out, long samples) {
    Mark mark = markAt(runSamples);
    long at = runSamples - mark.startSample;
    long skip = Math.min(publishedEarlier(), samples);
    if (skip < samples) {
      out.add(new Stretch.Hole(mark.segment, at + skip, samples - skip));
    }
    runSamples += samples;
  }

  /** How many samples from here on were. */
  private long publishedEarlier() {
    return Math.max(0, publishFromRunSample - runSamples);
  }

  /** The segment being heard, and how far into it the run is: where sound goes on. */
  public synchronized End end() {
    Mark mark = markAt(runSamples);
    long at = runSamples - mark.startSample;
    return new End(
        mark.segment.positionAt(at),
        mark.segment.pts90kHz(),
        mark.segment.programDateTimeUsAt(at),
        Math.max(0, mark.segment.durationSamples() - at));
  }

  /** Samples the decoder has given out so far, holes included. */
  public synchronized long runSamples() {
    return runSamples;
  }

  /**
   * Where a run stopped.
   *
   * @param segmentPts90kHz stamp of the first sample of the segment it stopped in
   * @param owedSamples how much more that segment was to bring, as its playlist says
   */
  public record End(
      SourcePosition position,
      OptionalLong segmentPts90kHz,
      OptionalLong programDateTimeUs,
      long owedSamples) {

    /** Samples from here to that stamp, counted on the grid; negative if it lies before. */
    OptionalLong samplesTo(OptionalLong pts) {
      if (segmentPts90kHz.isEmpty() || pts.isEmpty()) {
        return OptionalLong.empty();
      }
      long from = segmentPts90kHz.getAsLong();
      long ticks = MediaClock.ticksBetween(from, pts.getAsLong());
      return OptionalLong.of(MediaClock.samplesWithin(from, ticks) - position.getSampleInSegment());
    }
  }

  private Mark markAt(long runSample) {
    for (int i = marks.size() - 1; i > 0; i--) {
      if (marks.get(i).startSample <= runSample) {
        return marks.get(i);
      }
    }
    return marks.get(0);
  }

  private long untilNextMark(Mark mark) {
    int next = marks.indexOf(mark) + 1;
    return next < marks.size()
        ? Math.max(1, marks.get(next).startSample - runSamples)
        : Long.MAX_VALUE;
  }

  private void forgetPassedMarks() {
    while (marks.size() > 1 && marks.get(1).startSample <= runSamples) {
      marks.remove(0);
    }
  }

  /** Identity matters here: two segments may look the same. */
  private static final class Mark {
    private final SegmentMark segment;
    private final long startTicks;
    private final long startSample;

    Mark(SegmentMark segment, long startTicks, long startSample) {
      this.segment = segment;
      this.startTicks = startTicks;
      this.startSample = startSample;
    }
  }
}
