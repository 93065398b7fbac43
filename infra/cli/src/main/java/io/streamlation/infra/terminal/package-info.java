/**
 * Lines for people.
 *
 * <p>Enters: text. Leaves: lines, the last of them provisional where a terminal can overwrite it.
 * Remembered: that line.
 */
package io.streamlation.infra.terminal;
