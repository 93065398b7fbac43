package io.streamlation.control.playout;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.SourceSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Makes entries of what bridges tell. Numbers follow the source's, so that players may line up by
 * them. Where the source's go back or leap, ours go on by one: beside an origin they begin anew
 * with its own count of discontinuities, by which players find the time line that captions belong
 * to; re-hosted, where both playlists are ours, they go on behind a discontinuity. Pure.
 */
final class EntryLine {
  /** Numbers that leap further are other numbers. */
  static final long MOST_MISSING = 1_000;

  /** What no playlist promises more than, whatever its origin says. */
  static final int LONGEST_TARGET_SECONDS = 60;

  /** A hole that is shorter is rounding of the durations before it. */
  private static final long SHORTEST_HOLE_SAMPLES = AudioFormat.samplesOfMs(100);

  private static final long SHORTEST_SAMPLES = AudioFormat.samplesOfMs(1);

  private EntryLine() {}

  /**
   * What is new by it; nothing, if the time line is known beyond its middle: then it came before,
   * under an earlier epoch perhaps, or comes too late.
   *
   * @param last the newest entry
   * @param targetSeconds what the playlists promise, once they do
   */
  static List<Entry> lay(Optional<Entry> last, SourceSegment segment, OptionalInt targetSeconds) {
    Entry told = told(segment);
    if (last.isEmpty()) {
      return split(told, targetSeconds);
    }
    Entry before = last.get();
    if (told.startSample() + told.durationSamples() / 2 < before.endSample()) {
      return List.of();
    }
    long steps = told.source().sequence() - before.source().sequence();
    boolean isSameRun = isSameRun(before, told, steps);
    long turns = isSameRun ? 0 : told.source().discontinuity() - before.source().discontinuity();
    boolean goesOn =
        told.source().input() == before.source().input()
            && steps >= 1
            && steps <= MOST_MISSING
            && turns >= 0
            && turns <= MOST_MISSING;
    if (!goesOn && told.media().isEmpty()) {
      Entry first =
          at(told, before.number() + 1, told.source().discontinuity(), told.startSample());
      return split(first.beginningAnew(), targetSeconds);
    }
    if (!goesOn) {
      long ahead = told.source().discontinuity() - before.discontinuity();
      long turn = ahead > 1 && ahead <= MOST_MISSING ? ahead : 1;
      return split(
          at(told, before.number() + 1, before.discontinuity() + turn, told.startSample()),
          targetSeconds);
    }
    List<Entry> laid = holes(before, told.startSample(), steps - 1, told, targetSeconds);
    long number = before.number() + laid.size() + 1;
    laid.addAll(
        split(at(told, number, before.discontinuity() + turns, told.startSample()), targetSeconds));
    return laid;
  }

  /**
   * The next segment, without a seam, under a lower number of discontinuities: one has left the
   * origin's playlist, and it does not count those (FFmpeg's does not; RFC 8216bis §6.2.2 asks for
   * it). See {@link Entry#uncounted}.
   */
  private static boolean isSameRun(Entry before, Entry told, long steps) {
    return steps == 1
        && told.source().input() == before.source().input()
        && told.source().discontinuity() < before.source().discontinuity()
        && Math.abs(told.startSample() - before.endSample()) < SHORTEST_HOLE_SAMPLES
        && MediaTime.isAt(
            told.pts90kHz(),
            MediaTime.ptsAfter(before.pts90kHz(), before.durationSamples()),
            SHORTEST_HOLE_SAMPLES);
  }

  /** The time of segments that never came, evenly split among them. */
  private static List<Entry> holes(
      Entry before, long untilSample, long missing, Entry told, OptionalInt targetSeconds) {
    List<Entry> holes = new ArrayList<>();
    long samples = untilSample - before.endSample();
    if (missing == 0 || samples < SHORTEST_HOLE_SAMPLES) {
      return holes;
    }
    long longest =
        targetSeconds.isPresent()
            ? (long) targetSeconds.getAsInt() * AudioFormat.SAMPLE_RATE_HZ
            : Math.max(before.durationSamples(), told.durationSamples());
    long fewest = (samples + longest - 1) / longest;
    long count = Math.min(Math.max(fewest, 1), samples / SHORTEST_HOLE_SAMPLES);
    count = Math.max(count, Math.min(missing, samples / SHORTEST_HOLE_SAMPLES));
    if (count > MOST_MISSING) {
      return holes;
    }
    for (int i = 0; i < count; i++) {
      long from = samples * i / count;
      long to = samples * (i + 1) / count;
      holes.add(
          before.hole(
              before.number() + 1 + i,
              before.durationSamples() + from,
              to - from,
              told.arrivedAtMs()));
    }
    return holes;
  }

  /**
   * Longer than the playlists promise, and no player need take it: it becomes several. A copy with
   * one key frame cannot be played in parts: its time is a hole then, and captions go on.
   */
  private static List<Entry> split(Entry entry, OptionalInt targetSeconds) {
    int seconds = targetSeconds.orElse(LONGEST_TARGET_SECONDS);
    if (Math.round(entry.seconds()) <= seconds) {
      return List.of(entry);
    }
    long target = (long) seconds * AudioFormat.SAMPLE_RATE_HZ;
    long parts = (entry.durationSamples() + target - 1) / target;
    List<Entry> split = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      long from = entry.durationSamples() * i / parts;
      long to = entry.durationSamples() * (i + 1) / parts;
      long number = entry.number() + i;
      split.add(
          entry.media().isPresent()
              ? entry.hole(number, from, to - from, entry.arrivedAtMs())
              : entry.part(number, from, to - from));
    }
    return split;
  }

  private static Entry at(Entry told, long number, long discontinuity, long startSample) {
    return new Entry(
        number,
        discontinuity,
        startSample,
        told.durationSamples(),
        told.pts90kHz(),
        told.dateUs(),
        told.arrivedAtMs(),
        false,
        told.source(),
        told.media());
  }

  private static Entry told(SourceSegment segment) {
    return new Entry(
        segment.getMediaSequence(),
        segment.getDiscontinuitySequence(),
        segment.getEpochOffsetSamples() + segment.getStartSample(),
        Math.max(segment.getDurationSamples(), SHORTEST_SAMPLES),
        segment.hasPts90Khz() ? OptionalLong.of(segment.getPts90Khz()) : OptionalLong.empty(),
        segment.hasProgramDateTimeUs()
            ? OptionalLong.of(segment.getProgramDateTimeUs())
            : OptionalLong.empty(),
        segment.getArrivedAtMs(),
        false,
        new Entry.Source(
            segment.getInput(),
            segment.getMediaSequence(),
            segment.getDiscontinuitySequence(),
            false),
        segment.hasRehosted() ? Optional.of(media(segment.getRehosted())) : Optional.empty());
  }

  private static Entry.Media media(SourceSegment.Rehosted rehosted) {
    return new Entry.Media(
        rehosted.getName(),
        rehosted.getInitialisation(),
        rehosted.getSizeBytes(),
        rehosted.getCodecs(),
        rehosted.getWidth(),
        rehosted.getHeight(),
        rehosted.getFramesPerSecondMilli());
  }
}
