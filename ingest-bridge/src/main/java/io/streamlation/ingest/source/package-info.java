/**
 * Where sound comes from. One port, {@link io.streamlation.ingest.source.StreamSource}; one sibling
 * folder for each protocol.
 *
 * <p>Enters: an address and, after a restart, the place to go on from. Leaves: pieces of the stream
 * in order, each one whole, or the word that one is lost. A source never waits and never tries
 * again by itself. Remembered: the playlist as last seen and which segment comes next.
 */
package io.streamlation.ingest.source;
