package io.streamlation.ingest.source.hls;

import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SourcePosition;
import io.streamlation.ingest.frame.MediaClock;
import io.streamlation.ingest.frame.RunTimeline;
import io.streamlation.ingest.source.StreamSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides what comes next, given the playlist as it stands. Pure: no clock, no network.
 *
 * <p>A playlist may be older than the one before (another edge of the CDN answered), may have moved
 * on past what was next, or may begin anew with other numbers (the encoder was restarted). The
 * first is waited out, the second is a loss of known length, the third a loss whose length program
 * date-time knows, if anything does.
 */
final class PlaylistFollower {
  /** RFC 8216 §6.3.3: a client should not begin less than three target durations from the end. */
  static final int SEGMENTS_FROM_END = 3;

  private static final int REMEMBERED_SEGMENTS = 64;

  /** An older copy of the playlist does not grow; one that grew so often is a new one. */
  private static final int GROWTHS_OF_A_NEW_PLAYLIST = 2;

  /** Dates of one place, told twice, differ by less. */
  private static final long SAME_DATE_US = 10_000;

  /** Durations in playlists are rounded: what is left of a segment below this is nothing. */
  private static final long ROUNDING_SAMPLES = 1_600; // 100 ms

  private final boolean fromFirst;
  private final Map<Long, HlsSegment> taken =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, HlsSegment> eldest) {
          return size() > REMEMBERED_SEGMENTS;
        }
      };
  private OptionalLong next = OptionalLong.empty();
  private Optional<SourcePosition> resumeAt = Optional.empty();
  private Gap.Reason ifMissing = Gap.Reason.REASON_SEGMENT_LOST;
  private long publishFrom;
  private boolean warmUp;
  private boolean cut = true;
  private Optional<HlsSegment> lastTaken = Optional.empty();
  private long behindLast = -1;
  private int behindGrowths;

  /**
   * @param fromFirst begin a live playlist with its first segment, not three from the end
   */
  PlaylistFollower(boolean fromFirst) {
    this.fromFirst = fromFirst;
  }

  sealed interface Step {}

  /**
   * @param beginsSection it needs a decoder of its own
   * @param publishFromSample see {@code Piece.Media}
   */
  record Take(HlsSegment segment, boolean beginsSection, long publishFromSample) implements Step {}

  /** Not to be had any more; {@code next} follows. */
  record Lost(long guessedSamples, Gap.Reason reason, String detail, long next) implements Step {}

  record UpToDate() implements Step {}

  record Ended() implements Step {}

  void seek(SourcePosition place, Gap.Reason reasonIfMissing) {
    next = OptionalLong.empty();
    resumeAt = Optional.of(place);
    ifMissing = reasonIfMissing;
    cut = true;
  }

  /** What comes next. Asking twice gives the same answer, until it is said to be {@link #done}. */
  Step next(MediaPlaylistView view) {
    if (view.isEmpty()) {
      return view.ended() ? new Ended() : new UpToDate();
    }
    if (next.isEmpty()) {
      Optional<Step> loss = resumeAt.isPresent() ? resume(view, resumeAt.get()) : begin(view);
      if (loss.isPresent()) {
        return loss.get();
      }
    }
    long wanted = next.getAsLong();
    if (wanted > view.last()) {
      return beyond(view, wanted);
    }
    behindGrowths = 0;
    behindLast = -1;
    if (wanted < view.first()) {
      return movedOn(view, wanted);
    }
    HlsSegment segment = view.at(wanted).orElseThrow();
    if (segment.gap()) {
      return new Lost(
          segment.durationSamples(),
          Gap.Reason.REASON_SEGMENT_LOST,
          "the origin marks segment " + wanted + " as a gap",
          wanted + 1);
    }
    boolean begins =
        cut
            || segment.discontinuity()
            || !lastTaken
                .map(HlsSegment::initialisation)
                .equals(Optional.of(segment.initialisation()));
    return new Take(segment, begins, warmUp ? RunTimeline.NOTHING : publishFrom);
  }

  /** That step was carried out. */
  void done(Step step) {
    if (step instanceof Take take) {
      lastTaken = Optional.of(take.segment());
      taken.put(take.segment().sequence(), take.segment());
      next = OptionalLong.of(take.segment().sequence() + 1);
      cut = false;
      if (warmUp) {
        warmUp = false;
      } else {
        publishFrom = 0;
      }
    } else if (step instanceof Lost lost) {
      next = OptionalLong.of(lost.next());
      resumeAt = Optional.empty();
      cut = true;
      warmUp = false;
      publishFrom = 0;
    }
  }

  /** Do without the segment that is next; empty if it is not in the playlist. */
  Optional<Lost> giveUp(MediaPlaylistView view, Gap.Reason reason, String why) {
    if (next.isEmpty() || view.at(next.getAsLong()).isEmpty()) {
      return Optional.empty();
    }
    HlsSegment segment = view.at(next.getAsLong()).get();
    long missing = warmUp ? 0 : Math.max(0, segment.durationSamples() - publishFrom);
    long from = publishFrom;
    boolean wasWarmUp = warmUp;
    Lost lost = new Lost(missing, reason, why, segment.sequence() + 1);
    done(lost);
    if (wasWarmUp) {
      publishFrom = from; // the one after it is what was wanted; it begins cold
      return Optional.empty();
    }
    return Optional.of(lost);
  }

  private Optional<Step> begin(MediaPlaylistView view) {
    boolean all = fromFirst || view.ended();
    next =
        OptionalLong.of(
            all ? view.first() : Math.max(view.first(), view.last() - SEGMENTS_FROM_END + 1));
    resumeAt = Optional.empty();
    return Optional.empty();
  }

  private Optional<Step> resume(MediaPlaylistView view, SourcePosition place) {
    Optional<HlsSegment> same = sameSegment(view, place);
    if (same.isPresent()) {
      goOnIn(view, same.get(), place.getSampleInSegment());
      return Optional.empty();
    }
    boolean dated = view.segments().get(0).programDateTimeUs().isPresent();
    if (place.getMediaSequence() == StreamSource.BY_DATE_ONLY) {
      return dated ? joinByDate(view, place.getProgramDateTimeUs()) : begin(view);
    }
    if (place.hasProgramDateTimeUs() && dated) {
      return resumeByDate(view, place.getProgramDateTimeUs());
    }
    long wanted = place.getMediaSequence();
    if (wanted < view.first()) {
      long missing = (view.first() - wanted) * view.averageSamples() - place.getSampleInSegment();
      if (missing <= ROUNDING_SAMPLES) {
        goOnIn(view, view.segments().get(0), 0);
        return Optional.empty();
      }
      return Optional.of(
          isPlausible(view, wanted)
              ? lost(view, missing, "segments " + wanted + " to " + (view.first() - 1))
              : renumbered(view, 0));
    }
    if (wanted == view.last() + 1) {
      next = OptionalLong.of(wanted);
      resumeAt = Optional.empty();
      publishFrom = place.getSampleInSegment();
      return Optional.empty();
    }
    return Optional.of(renumbered(view, 0));
  }

  private static Optional<HlsSegment> sameSegment(MediaPlaylistView view, SourcePosition place) {
    String name = HlsSegment.nameOf(place.getSegmentUri());
    Optional<HlsSegment> numbered = view.at(place.getMediaSequence());
    if (numbered.isPresent()
        && (name.isEmpty() || numbered.get().name().equals(name))
        && !contradicts(numbered.get(), place)) {
      return numbered;
    }
    return view.segments().stream()
        .filter(s -> !name.isEmpty() && s.name().equals(name) && s.span().isEmpty())
        .filter(s -> !contradicts(s, place))
        .findFirst();
  }

  /** The same name, but of another day: an encoder that was restarted uses its names again. */
  private static boolean contradicts(HlsSegment segment, SourcePosition place) {
    if (segment.programDateTimeUs().isEmpty() || !place.hasProgramDateTimeUs()) {
      return false;
    }
    long dateUs =
        MediaClock.usAfter(segment.programDateTimeUs().getAsLong(), place.getSampleInSegment());
    return Math.abs(dateUs - place.getProgramDateTimeUs()) > 1_000_000;
  }

  /** The place is of another input, which may be ahead of this one: then it is waited for. */
  private Optional<Step> joinByDate(MediaPlaylistView view, long dateUs) {
    HlsSegment newest = view.segments().get(view.segments().size() - 1);
    OptionalLong beginsUs = newest.programDateTimeUs();
    boolean reached =
        beginsUs.isEmpty()
            || dateUs < MediaClock.usAfter(beginsUs.getAsLong(), newest.durationSamples());
    return reached || view.ended() ? resumeByDate(view, dateUs) : Optional.of(new UpToDate());
  }

  private Optional<Step> resumeByDate(MediaPlaylistView view, long dateUs) {
    long firstUs = view.segments().get(0).programDateTimeUs().getAsLong();
    if (dateUs < firstUs - SAME_DATE_US) {
      return Optional.of(
          lost(
              view,
              MediaClock.samplesOfUs(firstUs - dateUs),
              "the sound before segment " + view.first()));
    }
    for (HlsSegment segment : view.segments()) {
      OptionalLong beginsUs = segment.programDateTimeUs();
      if (beginsUs.isPresent()
          && dateUs < MediaClock.usAfter(beginsUs.getAsLong(), segment.durationSamples())) {
        long into = MediaClock.samplesOfUs(Math.max(0, dateUs - beginsUs.getAsLong()));
        goOnIn(view, segment, into <= SAME_DATE_US * 16 / 1000 ? 0 : into);
        return Optional.empty();
      }
    }
    next = OptionalLong.of(view.last() + 1);
    resumeAt = Optional.empty();
    return Optional.empty();
  }

  private void goOnIn(MediaPlaylistView view, HlsSegment segment, long publishFromSample) {
    resumeAt = Optional.empty();
    publishFrom = publishFromSample;
    // The segment before it brings the decoder to where it was: AAC overlaps from block to block.
    Optional<HlsSegment> before = view.at(segment.sequence() - 1);
    warmUp =
        before.isPresent()
            && !before.get().gap()
            && !segment.discontinuity()
            && before.get().initialisation().equals(segment.initialisation());
    next = OptionalLong.of(warmUp ? before.get().sequence() : segment.sequence());
  }

  private Lost lost(MediaPlaylistView view, long samples, String what) {
    return new Lost(samples, ifMissing, what + " are not in the playlist any more", view.first());
  }

  private Step movedOn(MediaPlaylistView view, long wanted) {
    OptionalLong byDate = samplesByDate(view.segments().get(0));
    if (!isPlausible(view, wanted)) {
      return renumbered(view, byDate.orElse(0));
    }
    long guess = (view.first() - wanted) * view.averageSamples() - publishFrom;
    return new Lost(
        byDate.orElse(guess),
        Gap.Reason.REASON_SEGMENT_LOST,
        "the origin's window moved on: segments "
            + wanted
            + " to "
            + (view.first() - 1)
            + " are not listed any more",
        view.first());
  }

  /** Numbers that ran far ahead are other numbers, not a stream that went on for hours unseen. */
  private static boolean isPlausible(MediaPlaylistView view, long wanted) {
    return view.first() - wanted <= Math.max(1_000, 10L * view.segments().size());
  }

  private Step beyond(MediaPlaylistView view, long wanted) {
    if (wanted == view.last() + 1) {
      return view.ended() ? new Ended() : new UpToDate();
    }
    if (behindLast >= 0 && view.last() > behindLast) {
      behindGrowths++;
    }
    behindLast = view.last();
    HlsSegment newest = view.segments().get(view.segments().size() - 1);
    boolean later = samplesByDate(newest).orElse(-1) >= 0;
    if (later || view.ended() || behindGrowths >= GROWTHS_OF_A_NEW_PLAYLIST) {
      long next = firstNew(view);
      long missing = view.at(next).map(this::samplesByDate).orElse(OptionalLong.empty()).orElse(0);
      return renumbered(view, Math.max(0, missing), next);
    }
    return new UpToDate();
  }

  /** The first segment behind all that were taken under another number. */
  private long firstNew(MediaPlaylistView view) {
    long firstNew = view.first();
    for (HlsSegment segment : view.segments()) {
      OptionalLong since = samplesByDate(segment);
      boolean heard =
          since.isPresent()
              ? since.getAsLong() < -ROUNDING_SAMPLES
              : taken.values().stream().anyMatch(t -> t.reference().equals(segment.reference()));
      if (heard) {
        firstNew = segment.sequence() + 1;
      }
    }
    return firstNew;
  }

  private Step renumbered(MediaPlaylistView view, long samples) {
    long first =
        fromFirst ? view.first() : Math.max(view.first(), view.last() - SEGMENTS_FROM_END + 1);
    return renumbered(view, samples, first);
  }

  private Step renumbered(MediaPlaylistView view, long samples, long next) {
    return new Lost(
        samples,
        resumeAt.isPresent() ? ifMissing : Gap.Reason.REASON_DISCONTINUITY,
        "the origin began its numbering anew, now at segments "
            + view.first()
            + " to "
            + view.last(),
        next);
  }

  /** From the end of what was taken to the beginning of a segment, by program date-time. */
  private OptionalLong samplesByDate(HlsSegment segment) {
    if (lastTaken.isEmpty()
        || lastTaken.get().programDateTimeUs().isEmpty()
        || segment.programDateTimeUs().isEmpty()) {
      return OptionalLong.empty();
    }
    long endUs =
        MediaClock.usAfter(
            lastTaken.get().programDateTimeUs().getAsLong(), lastTaken.get().durationSamples());
    return OptionalLong.of(MediaClock.samplesOfUs(segment.programDateTimeUs().getAsLong() - endUs));
  }
}
