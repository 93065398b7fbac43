package io.streamlation.infra.faults;

import io.streamlation.infra.faults.Fault.GapExpected;
import io.streamlation.infra.faults.Fault.Hand;
import io.streamlation.infra.faults.Fault.Scope;
import io.streamlation.infra.stack.KafkaBroker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All faults there are, in the order in which they are struck. */
final class Faults {
  /** On a machine that is busy with other things too. What was measured stands in the table. */
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final Duration LATER = Duration.ofSeconds(120);

  /** What waited meanwhile is heard first: so much sound of each channel, on two cores. */
  private static final Duration WHEN_CAUGHT_UP = Duration.ofSeconds(240);

  private static final Duration AT_ONCE = Duration.ZERO;

  /** Shorter than the origin's window and the bridge's queue: nothing may be lost. */
  private static final Duration A_WHILE = Duration.ofSeconds(25);

  private static final Duration TWO_MINUTES = Duration.ofSeconds(120);
  private static final int SEGMENTS_LOST = 3;

  private Faults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "nothing",
            "nothing happens: how long it takes until a final of sound that begins now is shown",
            Scope.NOBODY,
            GapExpected.NONE,
            AT_ONCE,
            SOON,
            List.of(),
            Hand.NONE,
            Hand.NONE),
        kill("ingest-bridge", "taken-over.*ended without a word"),
        new Fault(
            "kill-decoder",
            "kill -9 of one channel's ffmpeg child",
            Scope.ONE_CHANNEL,
            GapExpected.NONE,
            AT_ONCE,
            SOON,
            told("platform decoder-restarted.*it was killed.*a new one goes on at sample"),
            (arena, channel) -> arena.killDecoder(),
            Hand.NONE),
        kill("control-api"),
        kill("kafka"),
        kill("postgres"),
        kill("flink-jobs"),
        new Fault(
            "broker-away",
            "the broker is stopped for two minutes",
            Scope.ALL,
            GapExpected.NONE,
            TWO_MINUTES,
            WHEN_CAUGHT_UP,
            told("kafka.*held", "alarm.*kafka-away", "event.*kafka-away", "event.*kafka-back"),
            (arena, channel) -> arena.supervisor().hold(KafkaBroker.NAME),
            (arena, channel) -> arena.supervisor().letGo(KafkaBroker.NAME)),
        new Fault(
            "stalled-origin",
            "the origin takes connections and says nothing",
            Scope.ONE_CHANNEL,
            GapExpected.NONE,
            A_WHILE,
            SOON,
            told("source .*hls-(playlist|segment)-unreachable"),
            (arena, channel) -> channel.broadcast().blackHole(A_WHILE),
            Hand.NONE),
        new Fault(
            "frozen-playlist",
            "the playlist is served and does not grow",
            Scope.ONE_CHANNEL,
            GapExpected.NONE,
            A_WHILE,
            SOON,
            told("source-stalled"),
            (arena, channel) -> channel.broadcast().freezePlaylist(),
            (arena, channel) -> channel.broadcast().behave()),
        new Fault(
            "segments-404",
            SEGMENTS_LOST + " segments are listed and answered with 404",
            Scope.ONE_CHANNEL,
            GapExpected.SOME,
            A_WHILE,
            SOON,
            told("hls-segment-404", "gap-segment-lost"),
            (arena, channel) -> channel.broadcast().loseNextSegments(SEGMENTS_LOST),
            (arena, channel) -> channel.broadcast().behave()),
        new Fault(
            "burst-503",
            "the origin answers five requests in a row with 503",
            Scope.ONE_CHANNEL,
            GapExpected.NONE,
            AT_ONCE,
            SOON,
            told("hls-(playlist|segment)-503"),
            (arena, channel) -> channel.broadcast().failNext(5, 503),
            Hand.NONE),
        new Fault(
            "frame-unreadable",
            "bytes that are no frame, under a channel's key on topic audio",
            Scope.ONE_CHANNEL,
            GapExpected.NONE,
            AT_ONCE,
            SOON,
            told("record-refused.*not an AudioFrame"),
            (arena, channel) -> arena.poison().unreadableFrame(channel),
            Hand.NONE),
        new Fault(
            "frame-too-long",
            "a frame of the running epoch with more sound than a frame has",
            Scope.ONE_CHANNEL,
            GapExpected.NONE,
            AT_ONCE,
            SOON,
            told("record-refused.*bytes"),
            (arena, channel) -> arena.poison().tooLongFrame(channel),
            Hand.NONE),
        new Fault(
            "frame-out-of-place",
            "two frames of the running epoch, one an hour ahead of the sound and one behind it",
            Scope.ONE_CHANNEL,
            GapExpected.NONE,
            AT_ONCE,
            SOON,
            told("audio-(overlaps|leaps|out-of-place)"),
            (arena, channel) -> arena.poison().misplacedFrames(channel),
            Hand.NONE),
        new Fault(
            "plan-poisoned",
            "bytes that are no plan, under a channel's key on topic sessions",
            Scope.ONE_CHANNEL,
            GapExpected.NONE,
            AT_ONCE,
            SOON,
            told("plan-refused"),
            (arena, channel) -> arena.poison().unreadablePlan(channel),
            Hand.NONE),
        new Fault(
            "disk-full",
            "the disk of the data folder is full for half a minute",
            Scope.ALL,
            GapExpected.NONE,
            Duration.ofSeconds(30),
            LATER,
            told("(?i)no space left|disk"),
            (arena, channel) -> arena.disk().fill(),
            (arena, channel) -> arena.disk().free()),
        new Fault(
            "end-of-stream",
            "the playlist says that the stream is over",
            Scope.ENDS_ONE,
            GapExpected.NONE,
            AT_ONCE,
            SOON,
            told("source-ended"),
            (arena, channel) -> channel.broadcast().endPlaylist(),
            Hand.NONE));
  }

  /**
   * @param alsoTold besides how the process ended
   */
  private static Fault kill(String component, String... alsoTold) {
    return new Fault(
        "kill-" + component.replace("ingest-", "").replace("-jobs", ""),
        "kill -9 of " + component,
        Scope.ALL,
        GapExpected.NONE,
        AT_ONCE,
        SOON,
        Stream.concat(told(component + ".*was ended by signal 9").stream(), told(alsoTold).stream())
            .toList(),
        (arena, channel) -> arena.kill(component),
        Hand.NONE);
  }

  private static List<Pattern> told(String... patterns) {
    return Arrays.stream(patterns).map(Pattern::compile).toList();
  }
}
