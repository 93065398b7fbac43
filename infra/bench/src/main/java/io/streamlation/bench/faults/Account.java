package io.streamlation.bench.faults;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.LedgerCounters;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** All that a bridge wrote about one session, as it can be read from Kafka. */
final class Account {
  private final List<Laid> line = new ArrayList<>(); // guarded by this
  private final List<SessionEvent> events = new ArrayList<>(); // guarded by this
  private final Map<Long, LedgerTally> tallies = new HashMap<>(); // by epoch; guarded by this

  /**
   * A frame.
   *
   * @param heardAtMs when it could be read
   */
  private record Laid(
      long epoch,
      long startSample,
      long pcmSamples,
      long gapSamples,
      long capturedAtMs,
      long heardAtMs) {
    long endSample() {
      return startSample + pcmSamples + gapSamples;
    }
  }

  /**
   * Where the line was.
   *
   * @param capturedAtMs of the last sound
   */
  record Mark(long capturedAtMs, long pcmSamples, long gapSamples) {
    double soundMissingByClockSince(Mark before) {
      return (capturedAtMs - before.capturedAtMs) / 1000.0
          - AudioFormat.secondsOfSamples(pcmSamples - before.pcmSamples);
    }

    double declaredSince(Mark before) {
      return AudioFormat.secondsOfSamples(gapSamples - before.gapSamples);
    }
  }

  synchronized void add(AudioFrame frame, long nowMs) {
    line.add(
        new Laid(
            frame.getEpoch(),
            frame.getStartSample(),
            frame.getPcm().size() / AudioFormat.BYTES_PER_SAMPLE,
            frame.getGap().getSamples(),
            frame.getCapturedAtMs(),
            nowMs));
  }

  synchronized void add(SessionEvent event) {
    events.add(event);
  }

  /** The newest of an epoch holds. */
  synchronized void add(LedgerTally tally) {
    tallies.put(tally.getEpoch(), tally);
  }

  synchronized Mark mark() {
    long capturedAtMs = 0;
    long pcm = 0;
    long gap = 0;
    for (Laid laid : line) {
      capturedAtMs = laid.pcmSamples() > 0 ? laid.capturedAtMs() : capturedAtMs;
      pcm += laid.pcmSamples();
      gap += laid.gapSamples();
    }
    return new Mark(capturedAtMs, pcm, gap);
  }

  /** When the first sound could be read that arrived at the bridge after that. */
  synchronized OptionalLong heardAtMs(long capturedAfterMs) {
    return line.stream()
        .filter(laid -> laid.pcmSamples() > 0 && laid.capturedAtMs() > capturedAfterMs)
        .mapToLong(Laid::heardAtMs)
        .findFirst();
  }

  synchronized Optional<SessionEvent> firstSince(long atMs, Set<SessionEvent.Kind> kinds) {
    return events.stream()
        .filter(event -> event.getAtMs() >= atMs && kinds.contains(event.getKind()))
        .findFirst();
  }

  synchronized boolean isClosed() {
    return !tallies.isEmpty() && tallies.values().stream().allMatch(LedgerTally::getClosed);
  }

  /**
   * Of each epoch: samples between frames or twice under them; and where the ledger is closed, what
   * it counts and the line does not have, or the other way round.
   */
  synchronized long unaccountedMs() {
    long samples = 0;
    Map<Long, Long> ends = new HashMap<>();
    Map<Long, Long> pcm = new HashMap<>();
    Map<Long, Long> gaps = new HashMap<>();
    for (Laid laid : line) {
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
