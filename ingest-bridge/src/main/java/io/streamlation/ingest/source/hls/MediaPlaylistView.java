package io.streamlation.ingest.source.hls;

import java.util.List;
import java.util.Optional;

/**
 * A media playlist at one moment: segments with rising, unbroken sequence numbers.
 *
 * @param ended no segment will be added
 */
record MediaPlaylistView(List<HlsSegment> segments, long targetDurationMs, boolean ended) {

  boolean isEmpty() {
    return segments.isEmpty();
  }

  long first() {
    return segments.get(0).sequence();
  }

  long last() {
    return segments.get(segments.size() - 1).sequence();
  }

  Optional<HlsSegment> at(long sequence) {
    return isEmpty() || sequence < first() || sequence > last()
        ? Optional.empty()
        : Optional.of(segments.get((int) (sequence - first())));
  }

  long averageSamples() {
    return (long) segments.stream().mapToLong(HlsSegment::durationSamples).average().orElse(0);
  }
}
