package io.streamlation.infra.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** One fault, struck once, and what came of it. */
final class Strike {
  private final Fault fault;
  private final int round;
  private final String channel;
  private final long struckAtMs;
  private final long liftedAtMs;
  private final OptionalLong recoveredMs;
  private final List<String> told;
  private final List<String> complaints = new ArrayList<>();
  private long gapMs;
  private int lost;
  private int doubled;
  private int other;
  private int moved;
  private int otherSoundFrames;

  /**
   * @param channel the one concerned; empty: all
   * @param recoveredMs after its end; empty: not within the limit
   */
  Strike(
      Fault fault,
      int round,
      String channel,
      long struckAtMs,
      long liftedAtMs,
      OptionalLong recoveredMs,
      List<String> told) {
    this.fault = fault;
    this.round = round;
    this.channel = channel;
    this.struckAtMs = struckAtMs;
    this.liftedAtMs = liftedAtMs;
    this.recoveredMs = recoveredMs;
    this.told = told;
  }

  void complain(String what) {
    complaints.add(what);
  }

  void gap(long ms) {
    gapMs += ms;
  }

  void count(Comparison.Difference difference, String channelName) {
    switch (difference.kind()) {
      case LOST -> lost++;
      case DOUBLED -> doubled++;
      case OTHER -> other++;
      case MOVED -> {
        moved++;
        return;
      }
    }
    complain("channel " + channelName + ": " + difference.inWords());
  }

  /** A frame's length of sound that another decoder gave otherwise. */
  void countOtherSound() {
    otherSoundFrames++;
  }

  /** Once all is counted. */
  void judge() {
    if (recoveredMs.isEmpty()) {
      complaints.add(0, "not on air again within " + fault.limit().toSeconds() + " s");
    }
    if (fault.gap() == Fault.GapExpected.NONE && gapMs > 0) {
      complain("a gap of %.1f s was declared where no sound was lost".formatted(gapMs / 1e3));
    }
    if (fault.gap() == Fault.GapExpected.SOME && gapMs == 0) {
      complain("sound was lost and no gap was declared");
    }
  }

  boolean isGood() {
    return complaints.isEmpty();
  }

  Fault fault() {
    return fault;
  }

  int round() {
    return round;
  }

  String channel() {
    return channel;
  }

  long struckAtMs() {
    return struckAtMs;
  }

  long liftedAtMs() {
    return liftedAtMs;
  }

  OptionalLong recoveredMs() {
    return recoveredMs;
  }

  List<String> told() {
    return told;
  }

  List<String> complaints() {
    return complaints;
  }

  long gapMs() {
    return gapMs;
  }

  int lost() {
    return lost;
  }

  int doubled() {
    return doubled;
  }

  int other() {
    return other;
  }

  int otherSoundFrames() {
    return otherSoundFrames;
  }

  int moved() {
    return moved;
  }
}
