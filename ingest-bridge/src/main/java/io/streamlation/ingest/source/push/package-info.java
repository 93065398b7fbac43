/**
 * Streams that are pushed. RTMP arrives at a kept server (nginx with its RTMP module) on this
 * machine, which asks here whether a sender may; the bridge then pulls from it over loopback. SRT
 * arrives at a listener of the session's own, whose passphrase is its key.
 *
 * <p>Enters: the server's questions. Leaves: yes or no, and to the source whether somebody sends.
 * Remembered: which sessions are on air here, and under which key.
 */
package io.streamlation.ingest.source.push;
