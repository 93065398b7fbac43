package io.streamlation.ingest.source.httpaudio;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.ingest.source.receive.Cut;
import io.streamlation.ingest.source.receive.StreamCutter;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Cuts a body of coded audio between two of its units. What it is shows at its first unit; what
 * stands between units is left out.
 */
final class BodyCutter implements StreamCutter {
  private static final int MOST_WAITING_BYTES = 512 * 1024;
  private static final long SEARCH_NANOS = 1_500_000_000L;

  private final Heard heard;
  private final long cutSamples;
  private byte[] waiting = new byte[0];
  private long firstAtNanos = -1;
  private boolean searching;
  private boolean wentOn;
  private Unit.Reader reader;
  private String kind = "";
  private byte[] head = {};
  private ByteArrayOutputStream open;
  private double openSamples;
  private boolean openApart;
  private long beganAtNanos;
  private long arrivedAtNanos;

  /**
   * @param heard the end of what was given out over an earlier connection
   */
  BodyCutter(Heard heard, Duration length) {
    this.heard = heard;
    this.cutSamples = AudioFormat.samplesOfMs(length.toMillis());
    this.searching = heard.isEnough();
  }

  @Override
  public List<Cut> take(byte[] bytes, int count, long nowNanos) {
    firstAtNanos = firstAtNanos < 0 ? nowNanos : firstAtNanos;
    int before = waiting.length;
    waiting = Arrays.copyOf(waiting, before + count);
    System.arraycopy(bytes, 0, waiting, before, count);
    long sinceNanos = searching ? firstAtNanos : nowNanos; // what was searched came earlier
    if (searching && !found(nowNanos)) {
      return List.of();
    }
    List<Cut> cuts = new ArrayList<>();
    int at = 0;
    while (true) {
      if (reader == null) {
        int start = Unit.Reader.startIn(waiting, at);
        if (start < 0) {
          at = Math.max(at, waiting.length - Unit.LONGEST_FRAME_BYTES);
          break;
        }
        at = start;
        reader = Unit.Reader.of(waiting, at);
      }
      Optional<Unit> unit = reader.next(waiting, at);
      if (unit.isEmpty()) {
        break;
      }
      if (unit.get().bytes() <= 0) {
        reader = null;
        at++;
        continue;
      }
      take(unit.get(), at, sinceNanos, nowNanos).ifPresent(cuts::add);
      at += unit.get().bytes();
    }
    waiting = Arrays.copyOfRange(waiting, at, waiting.length);
    if (waiting.length > MOST_WAITING_BYTES) {
      waiting = new byte[0];
      reader = null;
    }
    return cuts;
  }

  /** Whether cutting may begin: behind what was heard, or because it does not turn up. */
  private boolean found(long nowNanos) {
    int end = heard.endIn(waiting, waiting.length);
    if (end >= 0) {
      learn(end);
      wentOn = true;
      waiting = Arrays.copyOfRange(waiting, end, waiting.length);
      searching = false;
    } else if (waiting.length > MOST_WAITING_BYTES / 2 || nowNanos - firstAtNanos > SEARCH_NANOS) {
      searching = false;
    }
    return !searching;
  }

  /** What was heard already still tells what the stream is, its head above all. */
  private void learn(int end) {
    int at = Unit.Reader.startIn(waiting, 0);
    if (at < 0) {
      return;
    }
    reader = Unit.Reader.of(waiting, at);
    while (at < end) {
      Optional<Unit> unit = reader.next(waiting, at);
      if (unit.isEmpty() || unit.get().bytes() <= 0) {
        return;
      }
      if (unit.get().isHead()) {
        learn(unit.get(), at);
      }
      kind = unit.get().kind();
      at += unit.get().bytes();
    }
  }

  private void learn(Unit unit, int at) {
    byte[] bytes = Arrays.copyOfRange(waiting, at, at + unit.bytes());
    if (unit.beginsHead()) {
      head = bytes;
    } else {
      int before = head.length;
      head = Arrays.copyOf(head, before + bytes.length);
      System.arraycopy(bytes, 0, head, before, bytes.length);
    }
  }

  private Optional<Cut> take(Unit unit, int at, long sinceNanos, long nowNanos) {
    if (unit.isHead()) {
      Optional<Cut> cut = unit.beginsHead() ? rest() : Optional.empty();
      kind = unit.beginsHead() ? "" : kind;
      learn(unit, at);
      return cut;
    }
    boolean other = !unit.kind().equals(kind);
    Optional<Cut> cut = other ? rest() : Optional.empty();
    if (open == null) {
      open = new ByteArrayOutputStream();
      openSamples = 0;
      openApart = other && !wentOn;
      beganAtNanos = sinceNanos;
    }
    kind = unit.kind();
    wentOn = false;
    open.write(waiting, at, unit.bytes());
    openSamples += unit.samples();
    arrivedAtNanos = nowNanos;
    return cut.isPresent() || openSamples < cutSamples ? cut : rest();
  }

  @Override
  public Optional<Cut> rest() {
    if (open == null) {
      return Optional.empty();
    }
    byte[] bytes = open.toByteArray();
    heard.remember(bytes);
    open = null;
    return Optional.of(
        new Cut(
            head,
            bytes,
            OptionalLong.empty(),
            Math.round(openSamples),
            openApart,
            beganAtNanos,
            arrivedAtNanos));
  }
}
