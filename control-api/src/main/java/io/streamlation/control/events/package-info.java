/**
 * What happened to a session, in words an operator can act on.
 *
 * <p>Enters: topic {@code events}; the transcript's own complaints. Leaves: REST pages; the actual
 * state, for {@code reconcile}. Remembered: every event once, by its id.
 */
package io.streamlation.control.events;
