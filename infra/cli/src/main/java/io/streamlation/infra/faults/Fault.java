package io.streamlation.infra.faults;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One thing that goes wrong, and what must come of it.
 *
 * @param name as the command line and the table call it
 * @param what happens, as a sentence
 * @param scope whose business it is
 * @param gap whether sound is lost by it
 * @param lasts how long it lasts; recovery is counted from its end
 * @param limit within which all channels concerned must be on air again, by themselves
 * @param told what an operator must have read meanwhile, anywhere
 */
record Fault(
    String name,
    String what,
    Scope scope,
    GapExpected gap,
    Duration lasts,
    Duration limit,
    List<Pattern> told,
    Hand begin,
    Hand lift) {

  enum Scope {
    /** Nothing is struck: the measure that all others are held against. */
    NOBODY,
    /** One channel's own; the others must notice nothing. */
    ONE_CHANNEL,
    /** Shared by all. */
    ALL,
    /** One channel is over by it, in order; the others must notice nothing. */
    ENDS_ONE
  }

  enum GapExpected {
    NONE,
    SOME
  }

  /** What is done. */
  @FunctionalInterface
  interface Hand {
    Hand NONE = (arena, channel) -> {};

    /**
     * @param channel that it happens to, where it happens to one
     */
    void on(Arena arena, OnAir channel) throws Exception;
  }

  boolean isOfOneChannel() {
    return scope == Scope.ONE_CHANNEL || scope == Scope.ENDS_ONE;
  }
}
