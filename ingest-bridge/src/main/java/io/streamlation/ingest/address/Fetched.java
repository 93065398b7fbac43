package io.streamlation.ingest.address;

import java.net.URI;

/**
 * What was behind an address.
 *
 * @param from where it was found in the end, after redirects: references inside are relative to it
 * @param bytes all of it
 * @param arrivedAtMs wall clock, when the last byte had arrived
 */
public record Fetched(URI from, byte[] bytes, long arrivedAtMs) {}
