package io.streamlation.ingest.frame;

import io.streamlation.contracts.v1.SourcePosition;
import java.util.OptionalLong;

/**
 * Where one segment of the source begins.
 *
 * @param uri its address without the query
 * @param pts90kHz stamp of its first audio sample, as the container tells
 * @param programDateTimeUs its program date-time
 * @param durationSamples how long its playlist says it is; 0 where none does
 * @param arrivedAtMs wall clock, when its last byte had arrived
 */
public record SegmentMark(
    long mediaSequence,
    long discontinuitySequence,
    String uri,
    OptionalLong pts90kHz,
    OptionalLong programDateTimeUs,
    long durationSamples,
    long arrivedAtMs) {

  OptionalLong ptsAt(long sampleInSegment) {
    return pts90kHz.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(MediaClock.ptsAfter(pts90kHz.getAsLong(), sampleInSegment));
  }

  OptionalLong programDateTimeUsAt(long sampleInSegment) {
    return programDateTimeUs.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(MediaClock.usAfter(programDateTimeUs.getAsLong(), sampleInSegment));
  }

  /** The place {@code sampleInSegment} samples into this segment. */
  public SourcePosition positionAt(long sampleInSegment) {
    SourcePosition.Builder position =
        SourcePosition.newBuilder()
            .setMediaSequence(mediaSequence)
            .setDiscontinuitySequence(discontinuitySequence)
            .setSampleInSegment(sampleInSegment)
            .setSegmentUri(uri);
    programDateTimeUsAt(sampleInSegment).ifPresent(position::setProgramDateTimeUs);
    return position.build();
  }
}
