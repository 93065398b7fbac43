package io.streamlation.control.intake;

import com.google.protobuf.Message;
import java.time.Instant;
import java.util.UUID;

/**
 * A message that was read, of a session that is known here.
 *
 * @param offset where in its partition
 * @param writtenAt when the broker or the writer stamped it
 */
public record Arrived<M extends Message>(
    M message, UUID sessionId, UUID orgId, long offset, Instant writtenAt) {}
