/**
 * HTTP Live Streaming (RFC 8216), live, event or on demand; transport streams, fragmented MP4,
 * packed audio; byte ranges; AES-128.
 *
 * <p>Enters: playlists and segments, fetched here, through the address check. Leaves: segments in
 * order, lost ones named. Remembered: the playlist as last loaded, the next media sequence number,
 * the last key and initialisation.
 */
package io.streamlation.ingest.source.hls;
