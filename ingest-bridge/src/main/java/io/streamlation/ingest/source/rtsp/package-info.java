/**
 * RTSP over one TCP connection, the sound interleaved in it: the bridge asks what there is, then a
 * receiver child speaks RTSP through a relay that reads along, and passes the sound on as a
 * transport stream.
 *
 * <p>Enters: an address. Leaves: what {@link io.streamlation.ingest.source.receive} makes of it.
 * Remembered: whether the sound last described has to be coded anew.
 */
package io.streamlation.ingest.source.rtsp;
