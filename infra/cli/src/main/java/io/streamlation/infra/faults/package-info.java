/**
 * Faults, struck at the real stack while channels are on air, and the account of what came of each.
 *
 * <p>Enters: a seed and the names of faults. Leaves: a table (recovered in, gap, lost, doubled,
 * verdict) and the words an operator read meanwhile. Knows the stack from outside only: its
 * supervisor, its public API, the topic {@code audio} as the record of what sound there was.
 */
package io.streamlation.infra.faults;
