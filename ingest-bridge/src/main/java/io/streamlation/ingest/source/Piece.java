package io.streamlation.ingest.source;

import io.streamlation.contracts.v1.Gap;
import io.streamlation.contracts.v1.SourcePosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** What a source has to say next. */
public sealed interface Piece {

  /**
   * One segment, whole.
   *
   * @param uri its address without the query
   * @param durationSamples how long the playlist says it is, at 16 kHz
   * @param beginsSection what came before does not lead up to it (discontinuity, other
   *     initialisation): it needs a decoder of its own
   * @param publishFromSample what lies before was published earlier; Long.MAX_VALUE if all of it
   *     was and it only warms the decoder up for the segment after it
   */
  record Media(
      long mediaSequence,
      long discontinuitySequence,
      String uri,
      OptionalLong programDateTimeUs,
      long durationSamples,
      boolean beginsSection,
      long publishFromSample,
      Content content,
      long arrivedAtMs)
      implements Piece {}

  /**
   * Sound that will not come.
   *
   * @param guessedSamples how long the playlist says it was; 0 if nobody knows
   * @param next where the stream goes on
   */
  record Lost(long guessedSamples, Gap.Reason reason, String detail, SourcePosition next)
      implements Piece {}

  /** Nothing yet; ask again after this long. */
  record Later(Duration pause) implements Piece {}

  /** The source is over. */
  record Ended() implements Piece {}

  /** Where a segment's bytes are. */
  sealed interface Content {}

  /**
   * @param initialisation what a decoder must read before the first such segment; empty if nothing
   */
  record InMemory(byte[] initialisation, byte[] bytes) implements Content {}

  record OnDisk(Path file) implements Content {}
}
