package io.streamlation.ingest.address;

import java.net.URI;
import java.util.OptionalLong;

/**
 * What was behind an address.
 *
 * @param from where it was found in the end, after redirects: references inside are relative to it
 * @param bytes all of it
 * @param arrivedAtMs wall clock, when the last byte had arrived
 * @param originAtMs what the origin's clock showed when it answered, if it said so
 * @param changedAtMs what it showed when the thing was changed last, if it said so
 */
public record Fetched(
    URI from, byte[] bytes, long arrivedAtMs, OptionalLong originAtMs, OptionalLong changedAtMs) {
  /** For how long the thing had been as it is; the origin tells both in whole seconds. */
  public OptionalLong unchangedForMs() {
    return originAtMs.isPresent() && changedAtMs.isPresent()
        ? OptionalLong.of(originAtMs.getAsLong() - changedAtMs.getAsLong())
        : OptionalLong.empty();
  }
}
