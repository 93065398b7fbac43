package io.streamlation.control.reconcile;

import io.streamlation.control.reconcile.ActualState.State;
import io.streamlation.control.reconcile.Finding.Severity;
import io.streamlation.control.reconcile.Reconciler.Wished;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Says what is the matter with a channel, the worst first. Pure: the time is an argument. */
public final class Examiner {
  /** A broker takes a plan within milliseconds. */
  private static final Duration PUBLISHING_TAKES = Duration.ofSeconds(5);

  /** A rebalance after a bridge's death and the taking-up behind it. */
  private static final Duration TAKING_UP_TAKES = Duration.ofSeconds(10);

  private static final Duration CONNECTING_TAKES = Duration.ofSeconds(20);

  /** A bridge on air says something every few seconds. */
  private static final Duration SILENCE_OF_A_BRIDGE = Duration.ofSeconds(20);

  private static final Duration STOPPING_TAKES = Duration.ofSeconds(15);

  /** A long segment arrives at once, and the utterance in it is counted when it closes. */
  public static final Duration UNHEARD_IS_NORMAL = Duration.ofSeconds(30);

  private static final Duration LAG_IS_NORMAL = Duration.ofSeconds(10);

  private static final String LOOK_AT_THE_STACK =
      "An operator looks at ./streamlation status and at the log it names.";

  private Examiner() {}

  /**
   * What is known of a channel.
   *
   * @param actual as shown: {@link Reconciler#shown}
   * @param lagMs median of the newest finals
   * @param unheard sound that was published and not taken up
   */
  public record Channel(
      Wished wished,
      ActualState actual,
      List<Condition> conditions,
      OptionalLong lagMs,
      Duration unheard) {}

  public static List<Finding> examine(Channel channel, Instant now) {
    List<Finding> found = new ArrayList<>();
    Wished wished = channel.wished();
    ActualState actual = channel.actual();
    wished
        .unpublishedSince()
        .filter(since -> longer(since, now, PUBLISHING_TAKES))
        .ifPresent(
            since ->
                found.add(
                    critical(
                        "wish-waits",
                        since,
                        "What was wished has not reached the bridges: Kafka does not take it.",
                        LOOK_AT_THE_STACK,
                        "platform")));
    if (wished.onAir()) {
      state(channel, now).ifPresent(found::add);
    } else if (actual.state().isRunning() && longer(wished.since(), now, STOPPING_TAKES)) {
      found.add(
          warning(
              "stop-waits",
              wished.since(),
              "The channel is to stop, and its bridge has not confirmed it.",
              LOOK_AT_THE_STACK,
              "platform"));
    }
    if (actual.state().isRunning()) {
      channel.conditions().stream()
          .filter(c -> c.epoch().isEmpty() || c.epoch().equals(actual.epoch()))
          .map(c -> warning(c.code(), c.since(), c.message(), c.action(), c.party()))
          .forEach(found::add);
    }
    if (actual.state() == State.ON_AIR) {
      sound(channel, now).ifPresent(found::add);
    }
    found.sort(Comparator.comparing(Finding::severity).reversed().thenComparing(Finding::since));
    return List.copyOf(found);
  }

  private static Optional<Finding> state(Channel channel, Instant now) {
    ActualState actual = channel.actual();
    if (actual.state() == State.PENDING) {
      Instant since =
          actual.since().isAfter(channel.wished().since())
              ? actual.since()
              : channel.wished().since();
      return Optional.of(since)
          .filter(s -> longer(s, now, TAKING_UP_TAKES))
          .map(
              s ->
                  critical(
                      "not-taken-up",
                      s,
                      "No ingest bridge has taken the channel up.",
                      "An operator sees whether a bridge runs (./streamlation status) and has room.",
                      "platform"));
    }
    if (actual.state() == State.FAILED) {
      return Optional.of(
          critical(
              "failed",
              actual.since(),
              said(actual, "The channel failed."),
              actual.action().isEmpty()
                  ? "When the cause is gone: put the channel on air again."
                  : actual.action(),
              actual.party()));
    }
    if (actual.state().isRunning() && longer(actual.heardAt(), now, SILENCE_OF_A_BRIDGE)) {
      return Optional.of(
          critical(
              "bridge-silent",
              actual.heardAt(),
              "The bridge that has the channel says nothing any more.",
              "Another bridge takes over as soon as one runs. " + LOOK_AT_THE_STACK,
              "platform"));
    }
    return switch (actual.state()) {
      case STALLED ->
          Optional.of(
              critical(
                  "stall",
                  actual.since(),
                  said(actual, "The source gives no sound."),
                  orElse(actual.action(), "Whoever runs the encoder sees why it gives nothing."),
                  orElse(actual.party(), "source")));
      case RETRYING ->
          Optional.of(
              critical(
                  "source-away",
                  actual.since(),
                  said(actual, "The source cannot be reached."),
                  orElse(actual.action(), "Whoever runs the origin must make it answer again."),
                  orElse(actual.party(), "source")));
      case CONNECTING ->
          longer(actual.since(), now, CONNECTING_TAKES)
              ? Optional.of(
                  warning(
                      "connecting",
                      actual.since(),
                      said(actual, "The bridge is still connecting to the source."),
                      orElse(actual.action(), "See whether the source is on air."),
                      orElse(actual.party(), "source")))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Finding> sound(Channel channel, Instant now) {
    if (channel.unheard().compareTo(UNHEARD_IS_NORMAL) > 0) {
      return Optional.of(
          critical(
              "not-heard",
              now.minus(channel.unheard()),
              "%d s of sound wait in Kafka: the Flink job does not take them up."
                  .formatted(channel.unheard().toSeconds()),
              "Nothing is lost while Kafka keeps them. " + LOOK_AT_THE_STACK,
              "platform"));
    }
    if (channel.lagMs().isPresent() && channel.lagMs().getAsLong() > LAG_IS_NORMAL.toMillis()) {
      return Optional.of(
          warning(
              "lag",
              channel.actual().since(),
              "Finals come %s after the sound.".formatted(inSeconds(channel.lagMs().getAsLong())),
              "Nothing, if it shrinks: the channel catches up after an interruption. If it stays, the"
                  + " machine has more to do than it can: fewer channels or languages, a smaller"
                  + " tier, more cores.",
              "platform"));
    }
    return Optional.empty();
  }

  /** One sentence for a channel about which there is nothing to say. */
  public static String allIsWell(Channel channel) {
    return switch (channel.actual().state()) {
      case ON_AIR ->
          channel.lagMs().isPresent()
              ? "On air; finals come %s after the sound."
                  .formatted(inSeconds(channel.lagMs().getAsLong()))
              : "On air; nothing was said yet.";
      case PENDING -> "Waiting for a bridge to take it up.";
      case CONNECTING -> "Connecting to the source.";
      case STALLED, RETRYING -> "It is being stopped.";
      case ENDED -> "The source has ended.";
      case STOPPED -> "Stopped.";
      case FAILED -> "Failed, and stopped since.";
    };
  }

  static String inSeconds(long ms) {
    return ms < 10_000 ? String.format(Locale.ROOT, "%.1f s", ms / 1000.0) : ms / 1000 + " s";
  }

  private static String said(ActualState actual, String otherwise) {
    return orElse(actual.message(), otherwise);
  }

  private static String orElse(String said, String otherwise) {
    return said.isEmpty() ? otherwise : said;
  }

  private static boolean longer(Instant since, Instant now, Duration than) {
    return Duration.between(since, now).compareTo(than) > 0;
  }

  private static Finding critical(
      String code, Instant since, String message, String action, String party) {
    return new Finding(code, Severity.CRITICAL, since, message, action, party);
  }

  private static Finding warning(
      String code, Instant since, String message, String action, String party) {
    return new Finding(code, Severity.WARNING, since, message, action, party);
  }
}
