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
 */
public record Fetched(URI from, byte[] bytes, long arrivedAtMs, OptionalLong originAtMs) {}
