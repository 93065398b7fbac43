package io.streamlation.ingest.source.dash;

/**
 * @param fromFirst begin a live channel with the first segment there is, not three from the end
 */
public record DashLimits(long manifestBytes, long segmentBytes, boolean fromFirst) {}
