package io.streamlation.control.playout;

import io.streamlation.contracts.AudioFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One entry of a session's playlists: a segment of the programme, or the time of one that never
 * came.
 *
 * @param number our media sequence: it only grows, by one from entry to entry
 * @param discontinuity the sequence number of the continuous stretch that it is part of
 * @param startSample on the session's time line, 16 kHz
 * @param durationSamples as the playlist says it
 * @param pts90kHz presentation time of the first sample; empty where the container tells none
 * @param dateUs program date-time of the first sample, microseconds since 1970
 * @param arrivedAtMs wall clock, at the bridge
 * @param isHole it never came: nothing can be fetched, and its captions are empty
 * @param source where it stood in the source's own playlist
 * @param media of what was re-hosted
 */
record Entry(
    long number,
    long discontinuity,
    long startSample,
    long durationSamples,
    OptionalLong pts90kHz,
    OptionalLong dateUs,
    long arrivedAtMs,
    boolean isHole,
    Source source,
    Optional<Media> media) {

  /**
   * @param beginsAnew numbers and discontinuities are counted anew from here: of what was before,
   *     the source's own playlist holds nothing
   */
  record Source(int input, long sequence, long discontinuity, boolean beginsAnew) {
    Source goingOn() {
      return beginsAnew ? new Source(input, sequence, discontinuity, false) : this;
    }
  }

  /**
   * @param framesPerSecondMilli 0 = not known
   * @param width 0 = no picture
   */
  record Media(
      String name,
      String initialisation,
      long sizeBytes,
      String codecs,
      int width,
      int height,
      int framesPerSecondMilli) {}

  long endSample() {
    return startSample + durationSamples;
  }

  double seconds() {
    return AudioFormat.secondsOfSamples(durationSamples);
  }

  /**
   * How many discontinuities before it the source does not count, beside an origin: they left its
   * playlist, and its numbers went down.
   */
  long uncounted() {
    return Math.max(0, discontinuity - source.discontinuity());
  }

  Entry withDiscontinuity(long newDiscontinuity) {
    return with(newDiscontinuity, source);
  }

  Entry beginningAnew() {
    return with(
        discontinuity, new Source(source.input(), source.sequence(), source.discontinuity(), true));
  }

  private Entry with(long newDiscontinuity, Source newSource) {
    return new Entry(
        number,
        newDiscontinuity,
        startSample,
        durationSamples,
        pts90kHz,
        dateUs,
        arrivedAtMs,
        isHole,
        newSource,
        media);
  }

  /** The part of it that begins {@code samples} in, under another number. */
  Entry part(long newNumber, long samples, long length) {
    return new Entry(
        newNumber,
        discontinuity,
        startSample + samples,
        length,
        MediaTime.ptsAfter(pts90kHz, samples),
        MediaTime.dateAfter(dateUs, samples),
        arrivedAtMs,
        isHole,
        samples == 0 ? source : source.goingOn(),
        media);
  }

  /** Time behind it that nothing fills. */
  Entry hole(long newNumber, long samplesBehindStart, long length, long atMs) {
    return new Entry(
        newNumber,
        discontinuity,
        startSample + samplesBehindStart,
        length,
        MediaTime.ptsAfter(pts90kHz, samplesBehindStart),
        MediaTime.dateAfter(dateUs, samplesBehindStart),
        atMs,
        true,
        source.goingOn(),
        Optional.empty());
  }
}
