package io.streamlation.ingest.source.hls;

/**
 * @param fromFirst begin a live channel with the first segment listed, not three from the end
 */
public record HlsLimits(long playlistBytes, long segmentBytes, boolean fromFirst) {}
