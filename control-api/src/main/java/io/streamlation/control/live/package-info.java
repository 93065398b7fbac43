/**
 * Captions while they happen, over one WebSocket for many sessions and languages.
 *
 * <p>Enters: partials straight from Kafka; finals from the transcript log, after the commit; the
 * standing of sessions. Leaves: {@code LiveMessage} as canonical JSON. Remembered: per client only
 * its place in the log; per watched session the newest finals. A slow client therefore costs no
 * memory: it falls out of the newest finals and is served from the database, where nothing is lost.
 */
package io.streamlation.control.live;
