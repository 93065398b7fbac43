/**
 * Does everything add up?
 *
 * <p>Enters: topic {@code ledger}; counts of what PostgreSQL holds. Leaves: the checks of
 * docs/03-time-and-loss.md, per epoch, with the number of samples nobody can account for.
 * Remembered: the newest tally per session, epoch and stage.
 */
package io.streamlation.control.ledger;
