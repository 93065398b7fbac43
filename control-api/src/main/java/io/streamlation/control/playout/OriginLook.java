package io.streamlation.control.playout;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The origin's own playlists, as they were seen.
 *
 * @param text the playlist that the source names
 * @param from where it was found, redirects followed: what it names is relative to that
 * @param isMultivariant else it is a media playlist
 * @param targetSeconds what the media playlist promises
 * @param entries how many segments it lists
 * @param dated it tells program date-times
 * @param countsDiscontinuities it says EXT-X-DISCONTINUITY-SEQUENCE even while that is 0. Shaka
 *     Player takes a playlist that does and one that does not for two time lines
 * @param event nothing leaves it
 * @param bitsPerSecond of a segment that was fetched; 0 = none was
 * @param unreadable why a browser's page may not read it; empty = it may
 */
record OriginLook(
    String text,
    String from,
    boolean isMultivariant,
    OptionalInt targetSeconds,
    int entries,
    boolean dated,
    boolean countsDiscontinuities,
    boolean event,
    long bitsPerSecond,
    Optional<String> unreadable,
    Instant at) {

  /**
   * Where nothing tells the date, players take the first entry of each playlist for the same
   * moment: then ours must have as many. Empty = dates tell.
   */
  OptionalInt mirrored() {
    return dated || entries == 0 ? OptionalInt.empty() : OptionalInt.of(entries);
  }
}
