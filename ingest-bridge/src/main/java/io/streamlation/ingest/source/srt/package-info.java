/**
 * SRT as the caller: datagrams go through a relay of the bridge's, a receiver child speaks SRT and
 * hands the transport stream inside on as it came.
 *
 * <p>Enters: an address. Leaves: what {@link io.streamlation.ingest.source.receive} makes of it.
 * Remembered: nothing.
 */
package io.streamlation.ingest.source.srt;
