/**
 * A client of the public API, as anybody could write one.
 *
 * <p>Enters: an address and the owner token. Leaves: requests over REST, and what the live socket
 * says. Remembered: a viewer's place in each transcript, so that a lost socket goes on where it
 * was.
 */
package io.streamlation.infra.client;
