package io.streamlation.ingest.source.hls;

import io.streamlation.ingest.address.ByteSpan;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One segment as a playlist lists it.
 *
 * @param reference its address as written, relative to the playlist's
 * @param discontinuity what comes before does not lead up to it
 * @param gap the origin says that it has not got it
 * @param programDateTimeUs written at it, or counted from a neighbour's
 */
record HlsSegment(
    long sequence,
    long discontinuitySequence,
    String reference,
    Optional<ByteSpan> span,
    boolean discontinuity,
    boolean gap,
    OptionalLong programDateTimeUs,
    long durationSamples,
    Optional<Key> key,
    Optional<Initialisation> initialisation) {

  /**
   * @param method as written: AES-128, SAMPLE-AES, …
   * @param iv as written, 0x and hexadecimal digits
   */
  record Key(String method, String reference, Optional<String> iv) {}

  record Initialisation(String reference, Optional<ByteSpan> span) {}

  /** The address without its query, which may change with every reload. */
  String path() {
    int query = reference.indexOf('?');
    return query < 0 ? reference : reference.substring(0, query);
  }

  /** Its name alone: the same on every host that carries the stream. */
  String name() {
    return nameOf(path());
  }

  static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
