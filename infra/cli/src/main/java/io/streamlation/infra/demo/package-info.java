/**
 * The demo: a channel on air, a session for it through the public API, and an account of what a
 * client saw.
 *
 * <p>Enters: the bulletin's script, messages of the live socket, the ledger. Leaves: lines in a
 * terminal and a report. Remembered: the captions and translations of this one run.
 */
package io.streamlation.infra.demo;
