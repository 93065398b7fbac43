/**
 * Audio over HTTP without an end, as Icecast and its kin serve it: MP3, AAC in ADTS, Ogg with
 * Vorbis, Opus or FLAC. No child receives it: it is fetched like a segment and cut here, between
 * two audio frames or pages.
 *
 * <p>Enters: an address. Leaves: what {@link io.streamlation.ingest.source.receive} makes of it;
 * after a break it goes on at the very frame if the server's burst still holds it. Remembered: the
 * last bytes given out.
 */
package io.streamlation.ingest.source.httpaudio;
