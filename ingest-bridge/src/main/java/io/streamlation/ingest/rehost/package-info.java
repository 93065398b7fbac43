/**
 * Picture and sound of a source that players cannot fetch, copied into segments that they can.
 *
 * <p>Enters: the pieces that the decoder is given too, where each of them came to lie on the
 * session's time line, and how far that was published. Leaves: fragmented MP4 in a {@link
 * io.streamlation.ingest.rehost.SegmentStore}, each segment beginning with a key frame, and the
 * word where it lies. Remembered: numbers that go on, in the store itself; of the run under way,
 * the fragments of one segment.
 *
 * <p>Nothing here holds the sound up: what cannot be taken in time is dropped, counted and said.
 */
package io.streamlation.ingest.rehost;
