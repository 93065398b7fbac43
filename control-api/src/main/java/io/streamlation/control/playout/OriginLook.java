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
    long bitsPerSecond,
    Optional<String> unreadable,
    Instant at) {

  /**
   * Where nothing tells the date, players take the first entry of each playlist for the same
   * moment: then ours must have as many as the origin's.
   */
  OptionalInt windowToMirror() {
    return dated || entries == 0 ? OptionalInt.empty() : OptionalInt.of(entries);
  }
}
