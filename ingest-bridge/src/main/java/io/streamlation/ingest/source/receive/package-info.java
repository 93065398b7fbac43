/**
 * What the protocols without segments share. They bring one endless stream over a connection: here
 * it is cut into pieces of a quarter of a second, so that everything behind {@link
 * io.streamlation.ingest.source.StreamSource} is the same road as for segments.
 *
 * <p>Enters: a {@link io.streamlation.ingest.source.receive.Dial}, which knows how to open one
 * connection. Leaves: pieces with stamps; after a break, the length of what is missing. Remembered:
 * the connection, the last few seconds of pieces for a decoder that must begin again, and when
 * sound was last heard.
 */
package io.streamlation.ingest.source.receive;
