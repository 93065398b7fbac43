package io.streamlation.ingest.supervise;

import io.streamlation.contracts.v1.SourcePosition;
import java.util.Optional;

/**
 * A session is ours now.
 *
 * @param epoch offset of our claim
 * @param epochOffsetSamples where this epoch begins on the session's own time line
 * @param goOnAt where the epoch before stopped; empty: begin as the source begins
 * @param brokeOff the epoch before has no end: its bridge died
 */
public record TakenUp(
    long epoch, long epochOffsetSamples, Optional<SourcePosition> goOnAt, boolean brokeOff) {}
