/**
 * Looks at a source before anybody accepts it, by the way that a channel would take: the same
 * address check, the same fetcher, a child under the decoder's rules.
 *
 * <p>Enters: a question over HTTP on a port of its own, loopback unless a secret guards it. Leaves:
 * what was found, or what is wrong, where, and whose it is. Remembered: nothing.
 */
package io.streamlation.ingest.probe;
