package io.streamlation.control.reconcile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * What is known of a session's doing.
 *
 * @param since when it came into this state
 * @param message whole sentence of whoever observed it; may be empty
 * @param action what is to be done about it, and by whom; may be empty
 * @param party {@code source}, {@code model}, {@code platform}, or empty
 * @param epoch which taking-up it speaks of; empty while nobody has taken it up
 * @param revision newest plan revision that anything was made under; 0 = none
 * @param heardAt newest sign of life of the bridge
 * @param bridge who has it; may be empty
 */
public record ActualState(
    State state,
    Instant since,
    String message,
    String action,
    String party,
    OptionalLong epoch,
    long revision,
    Instant heardAt,
    String bridge) {

  /** Nothing was observed yet. */
  public static ActualState pending(Instant since) {
    return new ActualState(State.PENDING, since, "", "", "", OptionalLong.empty(), 0, since, "");
  }

  /** The same, its silence counted from there at the earliest: see {@link Hearing}. */
  public ActualState silentAtMostSince(Instant heardSince) {
    return heardAt.isBefore(heardSince)
        ? new ActualState(state, since, message, action, party, epoch, revision, heardSince, bridge)
        : this;
  }

  public enum State {
    PENDING("pending"),
    CONNECTING("connecting"),
    ON_AIR("on-air"),
    STALLED("stalled"),
    RETRYING("retrying"),
    ENDED("ended"),
    STOPPED("stopped"),
    FAILED("failed");

    private final String word;

    State(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }

    @JsonCreator
    public static State of(String word) {
      return Arrays.stream(values()).filter(s -> s.word.equals(word)).findFirst().orElseThrow();
    }

    /** Some bridge is at work. */
    public boolean isRunning() {
      return this == CONNECTING || this == ON_AIR || this == STALLED || this == RETRYING;
    }

    /** Nothing more will happen by itself. */
    public boolean isOver() {
      return this == ENDED || this == STOPPED || this == FAILED;
    }
  }
}
