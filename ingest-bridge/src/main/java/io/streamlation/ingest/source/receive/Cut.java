package io.streamlation.ingest.source.receive;

import java.util.OptionalLong;

/**
 * A short stretch of a stream, decodable behind the one before it.
 *
 * @param initialisation what a decoder must read before the first such stretch; empty if nothing
 * @param pts90kHz stamp of its first audio, 33 bits, where the stream carries stamps
 * @param samples its length at 16 kHz
 * @param apart it does not go on from the stretch before it: its clock jumped, or its head changed
 * @param beganAtNanos when its first byte had arrived
 * @param arrivedAtNanos when its last byte had arrived
 */
public record Cut(
    byte[] initialisation,
    byte[] bytes,
    OptionalLong pts90kHz,
    long samples,
    boolean apart,
    long beganAtNanos,
    long arrivedAtNanos) {}
