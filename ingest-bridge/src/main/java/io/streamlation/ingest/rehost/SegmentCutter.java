package io.streamlation.ingest.rehost;

import io.streamlation.ingest.frame.MediaClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts fragments together until they are as long as a segment is to be. One that is longer than
 * half of that again holds one key frame only. Pure.
 */
final class SegmentCutter {
  private static final long PTS_HZ = MediaClock.PTS_HZ;

  /** Key frames do not lie on the tick. */
  private static final long TOLERANCE_TICKS = PTS_HZ / 20;

  /**
   * @param startTicks when its first picture is shown, 90 kHz, not wrapped
   */
  record Cut(List<Fragment> fragments, long startTicks, long lengthTicks, int frames) {
    int framesPerSecondMilli() {
      return lengthTicks <= 0 ? 0 : (int) Math.round(frames * 1000.0 * PTS_HZ / lengthTicks);
    }

    long bytes() {
      return fragments.stream().mapToLong(f -> f.bytes().length).sum();
    }
  }

  private final long targetTicks;
  private List<Fragment> open = new ArrayList<>();
  private long startTicks;
  private long knownTicks;
  private int frames;

  SegmentCutter(Duration target) {
    this.targetTicks = target.toMillis() * PTS_HZ / 1_000;
  }

  /** Takes the next fragment; gives the segment before it, if that is whole now. */
  Optional<Cut> take(Fragment fragment) {
    if (fragment.frames() == 0) {
      if (!open.isEmpty()) {
        open.add(fragment);
      }
      return Optional.empty();
    }
    Optional<Cut> whole = Optional.empty();
    if (!open.isEmpty()) {
      long length = fragment.startTicks() - startTicks;
      if (length <= 0) {
        whole = rest(); // a clock that goes back: only the pictures' own durations tell
      } else {
        knownTicks = length;
        boolean tooLong = length + fragment.lengthTicks() > targetTicks * 3 / 2 + TOLERANCE_TICKS;
        whole = tooLong || length >= targetTicks - TOLERANCE_TICKS ? rest() : whole;
      }
    }
    if (open.isEmpty()) {
      startTicks = fragment.startTicks();
      knownTicks = 0;
      frames = 0;
    }
    open.add(fragment);
    knownTicks += fragment.lengthTicks();
    frames += fragment.frames();
    return whole;
  }

  /** The run is over: what is open is as long as its pictures say. */
  Optional<Cut> rest() {
    if (open.isEmpty()) {
      return Optional.empty();
    }
    Cut cut = new Cut(List.copyOf(open), startTicks, knownTicks, frames);
    open = new ArrayList<>();
    return Optional.of(cut);
  }
}
