package io.streamlation.ingest.source.dash;

import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.frame.MediaClock;
import io.streamlation.ingest.frame.RunTimeline;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides what comes next, given the segments there are. Pure: no clock, no network.
 *
 * <p>What it goes by is time on the presentation's line, not numbers: it outlives periods, another
 * numbering and an encoder that begins anew, and it is the program date-time.
 */
final class ManifestFollower {
  /** As with HLS: three segments from the end, so that one late manifest costs nothing. */
  static final int SEGMENTS_FROM_END = 3;

  /** Times in manifests are rounded; less than this is no hole. */
  private static final long HOLE_US = 100_000;

  /** An older copy of a manifest does not grow; one that grew so often is a new one. */
  private static final int GROWTHS_OF_A_NEW_LINE = 2;

  private final boolean fromFirst;
  private OptionalLong wantedUs = OptionalLong.empty();
  private Optional<SourcePosition> resumeAt = Optional.empty();
  private Gap.Reason ifMissing = Gap.Reason.REASON_SEGMENT_LOST;
  private long publishFrom;
  private boolean warmUp;
  private long warmUpUs;
  private boolean cut = true;
  private Optional<DashSegment> lastTaken = Optional.empty();
  private long behindNewestUs = Long.MIN_VALUE;
  private int behindGrowths;

  /**
   * @param fromFirst begin a live presentation with its first segment, not three from the end
   */
  ManifestFollower(boolean fromFirst) {
    this.fromFirst = fromFirst;
  }

  sealed interface Step {}

  /**
   * @param beginsSection it needs a decoder of its own
   * @param publishFromSample see {@code Piece.Media}
   */
  record Take(DashSegment segment, boolean beginsSection, long publishFromSample) implements Step {}

  /** Not to be had any more; {@code next} follows. */
  record Lost(long guessedSamples, Gap.Reason reason, String detail, DashSegment next)
      implements Step {}

  record UpToDate() implements Step {}

  record Ended() implements Step {}

  void seek(SourcePosition place, Gap.Reason reasonIfMissing) {
    wantedUs = OptionalLong.empty();
    resumeAt = Optional.of(place);
    ifMissing = reasonIfMissing;
    cut = true;
  }

  /** What comes next. Asking twice gives the same answer, until it is said to be {@link #done}. */
  Step next(TrackLine line) {
    Optional<DashSegment> newest = line.newest();
    if (newest.isEmpty()) {
      return line.isOver(wantedUs.orElse(0)) ? new Ended() : new UpToDate();
    }
    if (wantedUs.isEmpty()) {
      Optional<Step> loss =
          resumeAt.isPresent() ? resume(line, resumeAt.get()) : begin(line, newest.get());
      if (loss.isPresent()) {
        return loss.get();
      }
    }
    long wanted = wantedUs.getAsLong();
    Optional<DashSegment> found = line.from(wanted);
    if (found.isEmpty()) {
      return beyond(line, newest.get(), wanted);
    }
    behindGrowths = 0;
    behindNewestUs = Long.MIN_VALUE;
    DashSegment segment = found.get();
    if (warmUp && segment.startUs() - wanted > HOLE_US) {
      coldInto(wanted);
      return next(line);
    }
    boolean leadsOn = lastTaken.isEmpty() || segment.continues(lastTaken.get());
    if (segment.startUs() - wanted > HOLE_US && (leadsOn || wanted < oldestUs(line))) {
      return hole(line, segment, wanted);
    }
    return new Take(segment, cut || !leadsOn, warmUp ? RunTimeline.NOTHING : publishFrom);
  }

  private static long oldestUs(TrackLine line) {
    return line.oldest().map(DashSegment::startUs).orElse(Long.MAX_VALUE);
  }

  private Lost hole(TrackLine line, DashSegment segment, long wanted) {
    boolean moved = wanted < oldestUs(line);
    return lost(
        segment,
        wanted,
        Gap.Reason.REASON_SEGMENT_LOST,
        moved
            ? "the origin's window moved on: it now begins with segment " + segment.presentationMs()
            : "the manifest has nothing before segment " + segment.presentationMs());
  }

  private Lost lost(DashSegment next, long wanted, Gap.Reason reason, String detail) {
    long samples = MediaClock.samplesOfUs(next.startUs() - wanted) - publishFrom;
    return new Lost(Math.max(0, samples), reason, detail, next);
  }

  /** That step was carried out. */
  void done(Step step) {
    if (step instanceof Take take) {
      lastTaken = Optional.of(take.segment());
      wantedUs = OptionalLong.of(take.segment().endUs());
      cut = false;
      if (warmUp) {
        warmUp = false;
      } else {
        publishFrom = 0;
      }
    } else if (step instanceof Lost lost) {
      wantedUs = OptionalLong.of(lost.next().startUs());
      resumeAt = Optional.empty();
      cut = true;
      warmUp = false;
      publishFrom = 0;
    }
  }

  /** Do without what is next, up to that one. */
  Optional<Lost> skipTo(DashSegment there, Gap.Reason reason, String why) {
    if (wantedUs.isEmpty()) {
      return Optional.empty();
    }
    if (warmUp) {
      coldInto(wantedUs.getAsLong());
      return Optional.empty();
    }
    Lost lost = lost(there, wantedUs.getAsLong(), reason, why);
    done(lost);
    return Optional.of(lost);
  }

  /** What was only to warm the decoder up is not missed; the one after it begins cold. */
  private void coldInto(long wanted) {
    warmUp = false;
    wantedUs = OptionalLong.of(wanted + warmUpUs);
  }

  private Optional<Step> begin(TrackLine line, DashSegment newest) {
    boolean all = fromFirst || line.isOver(Long.MAX_VALUE);
    wantedUs = OptionalLong.of(all ? oldestUs(line) : atTheEdge(line, newest));
    return Optional.empty();
  }

  private static long atTheEdge(TrackLine line, DashSegment newest) {
    long fromUs = newest.startUs() - (SEGMENTS_FROM_END - 1) * newest.durationUs();
    return line.from(fromUs).map(DashSegment::startUs).orElse(newest.startUs());
  }

  private Optional<Step> resume(TrackLine line, SourcePosition place) {
    long intoUs = MediaClock.usAfter(0, place.getSampleInSegment());
    boolean byDate = place.hasProgramDateTimeUs() && line.isDated();
    long segmentUs =
        byDate
            ? place.getProgramDateTimeUs() - intoUs
            : line.epochUs() + place.getMediaSequence() * 1000;
    Optional<DashSegment> found = line.from(segmentUs);
    if (found.isPresent() && !byDate && found.get().presentationMs() < place.getMediaSequence()) {
      found = line.from(found.get().endUs()); // the place is behind that one
    }
    if (found.isEmpty()) {
      wantedUs = OptionalLong.of(segmentUs);
      resumeAt = Optional.empty();
      publishFrom = place.getSampleInSegment();
      return Optional.empty();
    }
    DashSegment segment = found.get();
    long missingUs = segment.startUs() - segmentUs - intoUs;
    if (segment.startUs() - segmentUs > HOLE_US && missingUs > HOLE_US) {
      return Optional.of(
          new Lost(
              MediaClock.samplesOfUs(missingUs),
              ifMissing,
              "the sound before segment "
                  + segment.presentationMs()
                  + " is not in the manifest any more",
              segment));
    }
    goOnIn(line, segment, segment.startUs() - segmentUs > HOLE_US ? 0 : place.getSampleInSegment());
    return Optional.empty();
  }

  private void goOnIn(TrackLine line, DashSegment segment, long publishFromSample) {
    resumeAt = Optional.empty();
    publishFrom = publishFromSample;
    // The segment before it brings the decoder to where it was: AAC overlaps from block to block.
    Optional<DashSegment> before = line.before(segment);
    warmUp = before.isPresent();
    warmUpUs = before.map(DashSegment::durationUs).orElse(0L);
    wantedUs = OptionalLong.of(before.orElse(segment).startUs());
  }

  /** Nothing lies behind the time that is wanted. */
  private Step beyond(TrackLine line, DashSegment newest, long wanted) {
    if (newest.endUs() >= wanted - newest.durationUs()) {
      return line.isOver(wanted) ? new Ended() : new UpToDate();
    }
    if (newest.endUs() > behindNewestUs && behindNewestUs != Long.MIN_VALUE) {
      behindGrowths++;
    }
    behindNewestUs = newest.endUs();
    if (line.isOver(Long.MAX_VALUE)) {
      return new Ended();
    }
    if (behindGrowths < GROWTHS_OF_A_NEW_LINE) {
      return new UpToDate(); // an older copy, from another edge of the CDN
    }
    DashSegment next =
        line.from(fromFirst ? oldestUs(line) : atTheEdge(line, newest)).orElse(newest);
    return new Lost(
        0,
        resumeAt.isPresent() ? ifMissing : Gap.Reason.REASON_DISCONTINUITY,
        "the origin began its time line anew, now at segment " + next.presentationMs(),
        next);
  }
}
