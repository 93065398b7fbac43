/**
 * What viewers' players fetch: captions in every language beside the picture, as HLS.
 *
 * <p>Enters: {@code SourceSegment} of topic {@code segments}; finals and tallies from the database;
 * the origin's own playlists, through a bridge. Leaves: playlists and WebVTT segments under {@code
 * /play/<token>}. Remembered: each entry, and the captions of each language as they were listed;
 * both are written once. A caption is listed when its time is settled or at the deadline of {@link
 * io.streamlation.control.playout.Budget}, and never changed after that.
 */
package io.streamlation.control.playout;
