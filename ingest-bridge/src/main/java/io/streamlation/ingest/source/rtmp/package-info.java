/**
 * RTMP and RTMPS, pulled: the bridge goes out (and speaks TLS), a receiver child speaks RTMP and
 * passes the sound on as a transport stream.
 *
 * <p>Enters: an address. Leaves: what {@link io.streamlation.ingest.source.receive} makes of it.
 * Remembered: nothing.
 */
package io.streamlation.ingest.source.rtmp;
