package io.streamlation.ingest.supervise;

import java.time.Duration;

/**
 * @param stallAfter without sound for so long, a channel is said to be stalled
 * @param decoderPatience a child that was fed and is silent for so long is ended
 * @param ledgerEvery how often the sums go out
 * @param progressEvery how often a successor is told where to look
 * @param queueFrames frames of one channel under way to Kafka at most
 * @param publishPatience how long a frame waits for room in that queue
 */
public record SupervisorSettings(
    String bridgeId,
    Backoff backoff,
    Duration stallAfter,
    Duration decoderPatience,
    Duration ledgerEvery,
    Duration progressEvery,
    int queueFrames,
    Duration publishPatience) {}
