/**
 * Translation by rules: Debian's Apertium, one resident pipeline of its programs for each pair.
 *
 * <p>Enters: a text. Leaves: its translation, words that no dictionary has as they were.
 * Remembered: nothing but the running programs.
 *
 * <p>The programs are GPL. They run as processes of their own and speak Apertium's stream format
 * with null flush: a text, its special characters escaped, a separator, a zero byte; the same comes
 * back.
 */
package io.streamlation.flink.engine.apertium;
