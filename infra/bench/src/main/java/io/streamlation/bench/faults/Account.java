package io.streamlation.bench.faults;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.LedgerCounters;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionEvent.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** All that bridges wrote about one session, as it can be read from Kafka. */
final class Account {
  private final List<Laid> line = new ArrayList<>(); // guarded by this
  private final List<SessionEvent> events = new ArrayList<>(); // guarded by this
  private final Map<Long, LedgerTally> tallies = new HashMap<>(); // by epoch; guarded by this
  private long staleFrames; // guarded by this

  /**
   * A frame.
   *
   * @param heardAtMs when it could be read
   */
  private record Laid(
      long epoch,
      long offsetSamples,
      long startSample,
      long pcmSamples,
      long gapSamples,
      boolean bridgeAway,
      OptionalLong dateUs,
      long capturedAtMs,
      long heardAtMs) {
    long endSample() {
      return startSample + pcmSamples + gapSamples;
    }

    /** The source's date where the session's line begins, by this frame. */
    long lineBeganUs() {
      return dateUs.orElse(0) - usOf(offsetSamples + startSample);
    }

    private static long usOf(long samples) {
      return samples * 1_000_000 / AudioFormat.SAMPLE_RATE_HZ;
    }
  }

  /**
   * Where the line was.
   *
   * @param frames that it had
   * @param epoch the newest
   * @param capturedAtMs of the last sound
   * @param awaySamples of the gaps: those that no bridge was there for
   * @param lineBeganUs by the date of the last sound; 0 where the source tells none
   * @param staleFrames of an older epoch than the one before them, as yet
   */
  record Mark(
      int frames,
      long epoch,
      long capturedAtMs,
      long pcmSamples,
      long gapSamples,
      long awaySamples,
      long lineBeganUs,
      long staleFrames) {
    double soundMissingByClockSince(Mark before) {
      return (capturedAtMs - before.capturedAtMs) / 1000.0
          - AudioFormat.secondsOfSamples(pcmSamples - before.pcmSamples);
    }

    double declaredSince(Mark before) {
      return AudioFormat.secondsOfSamples(gapSamples - before.gapSamples);
    }

    double awaySince(Mark before) {
      return AudioFormat.secondsOfSamples(awaySamples - before.awaySamples);
    }

    /** Of the programme, missing on the line without a word; below zero: there twice. */
    long skippedMsSince(Mark before) {
      return (lineBeganUs - before.lineBeganUs) / 1_000;
    }
  }

  /** What comes of an older epoch than the newest is stale: nobody behind Kafka takes it. */
  synchronized void add(AudioFrame frame, long nowMs) {
    if (frame.getEpoch() < newestEpoch()) {
      staleFrames++;
      return;
    }
    line.add(
        new Laid(
            frame.getEpoch(),
            frame.getEpochOffsetSamples(),
            frame.getStartSample(),
            frame.getPcm().size() / AudioFormat.BYTES_PER_SAMPLE,
            frame.getGap().getSamples(),
            frame.getGap().getReason() == Gap.Reason.REASON_BRIDGE_AWAY,
            frame.hasProgramDateTimeUs()
                ? OptionalLong.of(frame.getProgramDateTimeUs())
                : OptionalLong.empty(),
            frame.getCapturedAtMs(),
            nowMs));
  }

  synchronized long newestEpoch() {
    return line.isEmpty() ? -1 : line.get(line.size() - 1).epoch();
  }

  synchronized void add(SessionEvent event) {
    events.add(event);
  }

  /** Of one epoch the one that reaches furthest holds, and nothing holds against a closed one. */
  synchronized void add(LedgerTally tally) {
    tallies.merge(
        tally.getEpoch(),
        tally,
        (old, next) ->
            next.getAsOfSample() >= old.getAsOfSample() && (next.getClosed() || !old.getClosed())
                ? next
                : old);
  }

  synchronized Mark mark() {
    long capturedAtMs = 0;
    long pcm = 0;
    long gap = 0;
    long away = 0;
    long lineBeganUs = 0;
    for (Laid laid : line) {
      capturedAtMs = laid.pcmSamples() > 0 ? laid.capturedAtMs() : capturedAtMs;
      pcm += laid.pcmSamples();
      gap += laid.gapSamples();
      away += laid.bridgeAway() ? laid.gapSamples() : 0;
      lineBeganUs =
          laid.pcmSamples() > 0 && laid.dateUs().isPresent() ? laid.lineBeganUs() : lineBeganUs;
    }
    return new Mark(
        line.size(), newestEpoch(), capturedAtMs, pcm, gap, away, lineBeganUs, staleFrames);
  }

  /** When the first sound of a later epoch than that could be read. */
  synchronized OptionalLong heardAtMsBehind(long epoch) {
    return line.stream()
        .filter(laid -> laid.pcmSamples() > 0 && laid.epoch() > epoch)
        .mapToLong(Laid::heardAtMs)
        .findFirst();
  }

  /** The longest time between two frames of sound that could be read since then. */
  synchronized long longestSilenceMs(Mark since) {
    long longest = 0;
    long last = 0;
    for (Laid laid : line.subList(Math.max(0, since.frames() - 1), line.size())) {
      if (laid.pcmSamples() > 0) {
        longest = last == 0 ? 0 : Math.max(longest, laid.heardAtMs() - last);
        last = laid.heardAtMs();
      }
    }
    return longest;
  }

  synchronized int epochsSince(Mark mark) {
    return (int)
        line.stream().mapToLong(Laid::epoch).filter(e -> e > mark.epoch()).distinct().count();
  }

  /** When sound could be read last; 0 if none could. */
  synchronized long heardLastAtMs() {
    return line.stream()
        .filter(laid -> laid.pcmSamples() > 0)
        .mapToLong(Laid::heardAtMs)
        .max()
        .orElse(0);
  }

  /** Who said last that it takes the session in. */
  synchronized Optional<String> reporter() {
    return events.stream()
        .filter(e -> e.getKind() == Kind.KIND_CONNECTING)
        .map(SessionEvent::getReporter)
        .reduce((first, last) -> last);
  }

  /** When the first sound could be read that arrived at the bridge after that. */
  synchronized OptionalLong heardAtMs(long capturedAfterMs) {
    return line.stream()
        .filter(laid -> laid.pcmSamples() > 0 && laid.capturedAtMs() > capturedAfterMs)
        .mapToLong(Laid::heardAtMs)
        .findFirst();
  }

  synchronized Optional<SessionEvent> firstSince(long atMs, Set<Kind> kinds) {
    return events.stream()
        .filter(event -> event.getAtMs() >= atMs && kinds.contains(event.getKind()))
        .findFirst();
  }

  synchronized boolean isClosed() {
    return !tallies.isEmpty() && tallies.values().stream().allMatch(LedgerTally::getClosed);
  }

  /**
   * Of each epoch: samples between frames or twice under them, and between it and the one before;
   * and where the ledger is closed, what it counts and the line does not have, or the other way
   * round.
   */
  synchronized long unaccountedMs() {
    long samples = 0;
    Optional<Laid> before = Optional.empty();
    Map<Long, Long> ends = new HashMap<>();
    Map<Long, Long> pcm = new HashMap<>();
    Map<Long, Long> gaps = new HashMap<>();
    for (Laid laid : line) {
      if (before.isPresent() && before.get().epoch() != laid.epoch()) {
        samples +=
            Math.abs(
                laid.offsetSamples() - before.get().offsetSamples() - before.get().endSample());
      }
      before = Optional.of(laid);
      samples += Math.abs(laid.startSample() - ends.getOrDefault(laid.epoch(), 0L));
      ends.put(laid.epoch(), laid.endSample());
      pcm.merge(laid.epoch(), laid.pcmSamples(), Long::sum);
      gaps.merge(laid.epoch(), laid.gapSamples(), Long::sum);
    }
    for (LedgerTally tally : tallies.values()) {
      if (tally.getClosed()) {
        long epoch = tally.getEpoch();
        long heard = tally.getCountersOrDefault(LedgerCounters.PCM_SAMPLES, 0);
        long missing = tally.getCountersOrDefault(LedgerCounters.GAP_SAMPLES, 0);
        samples += Math.abs(tally.getAsOfSample() - ends.getOrDefault(epoch, 0L));
        samples += Math.abs(heard - pcm.getOrDefault(epoch, 0L));
        samples += Math.abs(missing - gaps.getOrDefault(epoch, 0L));
      }
    }
    return AudioFormat.msOfSamples(samples);
  }
}
