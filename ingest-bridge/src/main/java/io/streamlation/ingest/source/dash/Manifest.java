package io.streamlation.ingest.source.dash;

import io.streamlation.ingest.address.ByteSpan;
import io.streamlation.ingest.frame.MediaClock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A manifest (MPD) at one moment. Times are microseconds on the presentation's line, which begins
 * at {@code epochUs} where that is known.
 *
 * @param live segments are still to come
 * @param epochUs availabilityStartTime, wall clock of the origin
 * @param endUs where the presentation ends, if that is known
 * @param updateMs how often it may change; empty: it does not say
 * @param windowUs how far back segments stay there; empty: for ever
 * @param moved where it wants to be loaded from the next time
 */
record Manifest(
    boolean live,
    OptionalLong epochUs,
    OptionalLong endUs,
    OptionalLong updateMs,
    OptionalLong windowUs,
    Optional<String> moved,
    List<OriginClock> clocks,
    List<Period> periods) {

  /**
   * How the origin's clock can be read (UTCTiming).
   *
   * @param scheme the last part of its name: direct, http-iso, http-head, …
   * @param value the time itself, or addresses to ask
   */
  record OriginClock(String scheme, String value) {}

  /**
   * A stretch of the presentation with its own choice of sounds and pictures.
   *
   * @param pictures every representation of sets that show the programme; none where they were not
   *     asked for
   * @param key tells it from others, in this manifest and in the next ones
   */
  record Period(
      String key, long startUs, OptionalLong endUs, List<Track> sounds, List<Track> pictures) {}

  /**
   * One adaptation set that has sound, by the representation that costs least to fetch; or one
   * representation of the picture.
   *
   * @param id what a wish names it by
   * @param obstacle why it cannot be read here; empty if it can
   * @param bases addresses, each relative to the one before, and the first to the manifest's own
   * @param line empty if how its segments are addressed is not known here
   */
  record Track(
      String id,
      String name,
      String language,
      String role,
      String codecs,
      int sampleRateHz,
      int channels,
      int height,
      long bitsPerSecond,
      String obstacle,
      List<String> bases,
      Optional<SegmentLine> line) {}

  /**
   * @param address relative to the bases; empty: the last base itself
   */
  record Part(String address, Optional<ByteSpan> span) {}

  /**
   * Where a representation's segments lie in time, and how they are addressed.
   *
   * @param offsetUnits what the container's clock shows where the period begins
   * @param runs in order of time
   */
  record SegmentLine(
      long timescale,
      long offsetUnits,
      List<Run> runs,
      Optional<Part> initialisation,
      Addresses addresses) {
    long offset90kHz() {
      return Math.round(offsetUnits * (double) MediaClock.PTS_HZ / timescale);
    }
  }

  /**
   * Segments of one length.
   *
   * @param firstNumber the number of the first
   * @param startUnits where the first begins, on the container's clock
   * @param count how many; {@link #WITHOUT_END} if nothing says
   * @param byClock they are there once their time has passed; otherwise all that are listed are
   */
  record Run(long firstNumber, long startUnits, long durationUnits, long count, boolean byClock) {
    static final long WITHOUT_END = Long.MAX_VALUE;
  }

  /** What one segment's address is made of. */
  @FunctionalInterface
  interface Addresses {
    Part of(long number, long startUnits);
  }
}
