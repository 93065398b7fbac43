package io.streamlation.control.reconcile;

import io.streamlation.control.reconcile.ActualState.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Compares wish and observation. Pure: the time is an argument. */
public final class Reconciler {
  /** A broker takes a plan within milliseconds; after this it is worth a word. */
  private static final Duration PUBLISHING_TAKES = Duration.ofSeconds(2);

  /** A bridge takes a session up within a rebalance: seconds. */
  private static final Duration TAKING_UP_TAKES = Duration.ofSeconds(8);

  /** A bridge on air says something every few seconds. */
  private static final Duration SILENCE_IS_NORMAL_FOR = Duration.ofSeconds(20);

  private Reconciler() {}

  /**
   * What is wished.
   *
   * @param since when the wish became what it is
   * @param unpublishedSince since when it waits for the broker, if it does
   */
  public record Wished(
      boolean onAir, long revision, Instant since, Optional<Instant> unpublishedSince) {}

  /**
   * Why the session is not yet as wished.
   *
   * @param what the sentence, with {@code %s} where the time since goes
   */
  public record NotYet(String what, Instant since) {
    public String inWords(Instant now) {
      return what.formatted(words(Duration.between(since, now)));
    }

    /** Without the time, which grows by itself: the same trouble is the same text. */
    public String withoutTime() {
      return what.replace(" for %s", "").replace(" %s ago", "");
    }
  }

  /**
   * What is shown as actual: a session that was stopped before anyone took it up is stopped, and
   * one that was over when it was wished on air again waits to be taken up.
   */
  public static ActualState shown(Wished wished, ActualState actual) {
    if (!wished.onAir() && actual.state() == State.PENDING) {
      return new ActualState(
          State.STOPPED,
          wished.since(),
          "The session was stopped while no bridge had it.",
          "",
          "",
          actual.epoch(),
          wished.revision(),
          actual.heardAt(),
          "");
    }
    if (isToBeginAgain(wished, actual)) {
      return new ActualState(
          State.PENDING,
          wished.since(),
          "",
          "",
          "",
          actual.epoch(),
          actual.revision(),
          actual.heardAt(),
          "");
    }
    return actual;
  }

  /** It came to its end under an older wish. */
  private static boolean isToBeginAgain(Wished wished, ActualState actual) {
    return wished.onAir()
        && actual.state().isOver()
        && actual.revision() < wished.revision()
        && actual.since().isBefore(wished.since());
  }

  public static Optional<NotYet> notYet(Wished wished, ActualState actual, Instant now) {
    if (wished.unpublishedSince().isPresent()
        && longer(wished.unpublishedSince().get(), now, PUBLISHING_TAKES)) {
      return why(
          "the wish has been waiting for Kafka for %s; is the broker running?",
          wished.unpublishedSince().get());
    }
    return wished.onAir() ? notYetOnAir(wished, actual, now) : notYetStopped(wished, actual);
  }

  private static Optional<NotYet> notYetOnAir(Wished wished, ActualState actual, Instant now) {
    if (actual.state() == State.PENDING || isToBeginAgain(wished, actual)) {
      Instant since = later(wished.since(), actual.since());
      return longer(since, now, TAKING_UP_TAKES)
          ? why("no ingest bridge has taken this session up for %s; is one running?", since)
          : why("waiting for an ingest bridge to take this session up, for %s", since);
    }
    if (actual.state().isOver()) {
      return Optional.empty();
    }
    if (longer(actual.heardAt(), now, SILENCE_IS_NORMAL_FOR)) {
      return why(
          "the bridge that has this session has said nothing for %s; if it died, another takes over as soon as one"
              + " runs",
          actual.heardAt());
    }
    return switch (actual.state()) {
      case CONNECTING -> why("the bridge has been connecting to the source for %s", actual.since());
      case STALLED -> why("the source has given no sound for %s", actual.since());
      case RETRYING -> why("the bridge has been trying to reach the source for %s", actual.since());
      default ->
          actual.revision() < wished.revision()
              ? why(
                  "revision "
                      + wished.revision()
                      + " was wished %s ago; sound is still taken under revision "
                      + actual.revision(),
                  wished.since())
              : Optional.empty();
    };
  }

  private static Optional<NotYet> notYetStopped(Wished wished, ActualState actual) {
    return actual.state().isRunning()
        ? why(
            "the stop was wished %s ago; the bridge that has this session has not confirmed it",
            wished.since())
        : Optional.empty();
  }

  private static Optional<NotYet> why(String what, Instant since) {
    return Optional.of(new NotYet(what, since));
  }

  private static boolean longer(Instant since, Instant now, Duration than) {
    return Duration.between(since, now).compareTo(than) > 0;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static String words(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
  }
}
