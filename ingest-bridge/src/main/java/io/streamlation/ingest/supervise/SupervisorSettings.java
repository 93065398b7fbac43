package io.streamlation.ingest.supervise;

import io.streamlation.ingest.publish.EpochPublisher.SpoolSettings;
import java.time.Duration;

/**
 * @param stallAfter without sound for so long, a channel is said to be stalled
 * @param backupAfter an input that brings nothing for so long is left for the next one
 * @param mainWellFor the main input is gone back to when it was well for so long
 * @param decoderPatience a child that was fed and is silent for so long is ended
 * @param decoderLife a child that keeps something of all it was fed is replaced after so much sound
 * @param ledgerEvery how often the sums go out
 * @param progressEvery how often a successor is told where to look
 * @param queueFrames frames of one channel under way to Kafka at most
 * @param spool where frames of one channel wait for Kafka beyond that, and how many
 */
public record SupervisorSettings(
    String bridgeId,
    Backoff backoff,
    Duration stallAfter,
    Duration backupAfter,
    Duration mainWellFor,
    Duration decoderPatience,
    Duration decoderLife,
    Duration ledgerEvery,
    Duration progressEvery,
    int queueFrames,
    SpoolSettings spool) {}
