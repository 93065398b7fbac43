package io.streamlation.ingest.source.dash;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.ingest.address.ByteSpan;
import io.streamlation.ingest.source.dash.Manifest.Part;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One segment.
 *
 * @param epochUs what the presentation's time 0 is on the wall clock; 0 where nobody says
 * @param periodKey the period that it belongs to
 * @param startUs where it begins, with the epoch
 * @param offset90kHz what the container's clock shows where the period begins
 * @param byClock the manifest does not list it: it is there because its time has come
 */
record DashSegment(
    long epochUs,
    boolean dated,
    String periodKey,
    long periodStartMs,
    long startUs,
    long durationUs,
    boolean byClock,
    List<String> bases,
    Part part,
    Optional<Part> initialisation,
    long offset90kHz) {
  /** Origins that write the epoch anew with every manifest are off by less. */
  private static final long SAME_EPOCH_US = 1_000_000;

  long endUs() {
    return startUs + durationUs;
  }

  long durationSamples() {
    return Math.round(durationUs * (double) AudioFormat.SAMPLE_RATE_HZ / 1_000_000);
  }

  /** Its number towards the rest of the house: milliseconds on the presentation's line. */
  long presentationMs() {
    return Math.floorDiv(startUs - epochUs, 1000);
  }

  OptionalLong programDateTimeUs() {
    return dated ? OptionalLong.of(startUs) : OptionalLong.empty();
  }

  /** Whether one decoder may go on from the other one into this. */
  boolean continues(DashSegment before) {
    return periodKey.equals(before.periodKey)
        && Math.abs(epochUs - before.epochUs) <= SAME_EPOCH_US
        && bases.equals(before.bases)
        && initialisation.equals(before.initialisation);
  }

  Optional<ByteSpan> span() {
    return part.span();
  }
}
