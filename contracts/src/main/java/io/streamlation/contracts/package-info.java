/**
 * What every module may know of the others: messages, topics, units.
 *
 * <p>Enters: nothing. Leaves: generated message classes in {@code v1}, topic names, domain
 * constants, golden examples on the class path under {@code golden/}. Remembered: nothing.
 */
package io.streamlation.contracts;
