package io.streamlation.control.playout;

import com.google.protobuf.Parser;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.control.intake.Arrived;
import io.streamlation.control.intake.Plausible;
import io.streamlation.control.intake.TopicIntake;
import io.streamlation.control.playout.PlayoutStore.Key;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Where segments lie, in the order in which a bridge brings them. */
@Component
class SegmentIntake implements TopicIntake<SourceSegment> {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentIntake.class);
  private static final long LONGEST_SAMPLES =
      AudioFormat.samplesOfMs(Duration.ofHours(1).toMillis());
  private static final int LONGEST_ADDRESS = 4_096;
  private static final int LONGEST_CODECS = 200;
  private static final long LARGEST_NUMBER = 1L << 53; // what scripts in browsers can count

  /** A name in the session's folder, and in no other: no separators, no dot at the beginning. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

  private static final Pattern CODECS = Pattern.compile("[A-Za-z0-9.,_-]*");

  private final PlayoutStore store;
  private final Clock clock;
  private final Counter known;
  private final Counter tooLong;

  SegmentIntake(PlayoutStore store, Clock clock, MeterRegistry metrics) {
    this.store = store;
    this.clock = clock;
    this.known =
        Counter.builder("streamlation.playout.segments.known")
            .description(
                "Segments that were known, or came too late to be listed; rises when a bridge takes over")
            .register(metrics);
    this.tooLong =
        Counter.builder("streamlation.playout.segments.too.long")
            .description(
                "Re-hosted segments longer than their playlists promised, which players leave out;"
                    + " rises when a source's key frames become rarer")
            .register(metrics);
  }

  private static void sayTooLong(SourceSegment segment, int promisedSeconds) {
    LOG.warn(
        "re-hosted segment {} of session {} is {} s long, because its key frames come so rarely, and"
            + " its playlists promised {} s: players leave it out; have the sender code a key frame"
            + " every two seconds, or raise streamlation.playout.rehost-target for sessions to come",
        segment.getMediaSequence(),
        segment.getSessionId(),
        Math.round(AudioFormat.secondsOfSamples(segment.getDurationSamples())),
        promisedSeconds);
  }

  @Override
  public Topics topic() {
    return Topics.SEGMENTS;
  }

  @Override
  public Parser<SourceSegment> parser() {
    return SourceSegment.parser();
  }

  @Override
  public String sessionIdOf(SourceSegment segment) {
    return segment.getSessionId();
  }

  @Override
  public Optional<String> complaintAbout(SourceSegment segment) {
    return Plausible.first(
        () -> Plausible.size(segment),
        () -> Plausible.length("address", segment.getUri(), LONGEST_ADDRESS),
        () -> Plausible.wallClock(segment.getArrivedAtMs(), clock.instant()),
        () ->
            Plausible.stretch(
                segment.getEpoch(),
                segment.getEpochOffsetSamples(),
                Math.abs(segment.getStartSample()),
                Math.abs(segment.getStartSample())),
        () -> aboutFigures(segment),
        () -> segment.hasRehosted() ? aboutCopy(segment.getRehosted()) : Optional.empty());
  }

  private static Optional<String> aboutFigures(SourceSegment segment) {
    if (segment.getDurationSamples() < 0 || segment.getDurationSamples() > LONGEST_SAMPLES) {
      return Optional.of(
          "its length of " + segment.getDurationSamples() + " samples is not one of a segment");
    }
    if (!isNumber(segment.getMediaSequence()) || !isNumber(segment.getDiscontinuitySequence())) {
      return Optional.of(
          "its place %d, %d is not one in a playlist"
              .formatted(segment.getMediaSequence(), segment.getDiscontinuitySequence()));
    }
    if (segment.hasPts90Khz() && !MediaTime.isPts(segment.getPts90Khz())) {
      return Optional.of(
          "its presentation time " + segment.getPts90Khz() + " has more than 33 bits");
    }
    if (segment.hasProgramDateTimeUs() && !isDate(segment.getProgramDateTimeUs())) {
      return Optional.of(
          "its program date-time " + segment.getProgramDateTimeUs() + " us is not a date of ours");
    }
    return segment.getInput() < 0
        ? Optional.of("its input is " + segment.getInput())
        : Optional.empty();
  }

  private static boolean isNumber(long sequence) {
    return sequence >= 0 && sequence <= LARGEST_NUMBER;
  }

  /** 1970 to 2200. */
  private static boolean isDate(long us) {
    return us >= 0 && us <= 7_258_118_400_000_000L;
  }

  private static Optional<String> aboutCopy(SourceSegment.Rehosted copy) {
    for (String name : List.of(copy.getName(), copy.getInitialisation())) {
      if (!NAME.matcher(name).matches()) {
        return Optional.of("\"" + name + "\" is not a name of a file in the session's folder");
      }
    }
    boolean sizes =
        copy.getSizeBytes() >= 0
            && copy.getWidth() >= 0
            && copy.getHeight() >= 0
            && copy.getFramesPerSecondMilli() >= 0;
    boolean codecs =
        copy.getCodecs().length() <= LONGEST_CODECS && CODECS.matcher(copy.getCodecs()).matches();
    return sizes && codecs
        ? Optional.empty()
        : Optional.of(
            "its codecs \"" + copy.getCodecs() + "\" or sizes are not those of a segment");
  }

  @Override
  public void keep(List<Arrived<SourceSegment>> segments) {
    for (Arrived<SourceSegment> arrived : segments) {
      SourceSegment segment = arrived.message();
      Key key = new Key(arrived.sessionId(), segment.hasRehosted() ? Track.REHOSTED : Track.ORIGIN);
      store.epochLies(
          arrived.orgId(),
          arrived.sessionId(),
          segment.getEpoch(),
          segment.getEpochOffsetSamples());
      OptionalInt target =
          store
              .lock(key)
              .flatMap(PlayoutStore.ChannelRow::promise)
              .map(promise -> OptionalInt.of(promise.targetSeconds()))
              .orElse(OptionalInt.empty());
      List<Entry> entries = EntryLine.lay(store.last(key), segment, target);
      if (segment.hasRehosted() && !entries.isEmpty() && entries.get(entries.size() - 1).isHole()) {
        tooLong.increment();
        sayTooLong(segment, target.orElse(EntryLine.LONGEST_TARGET_SECONDS));
      }
      if (entries.isEmpty()) {
        known.increment();
      } else {
        store.add(key, arrived.orgId(), entries);
      }
    }
  }
}
