/**
 * What all rooms share: where a doer puts what leaves it, how sums are kept, how lag is traced, how
 * text is laid on a screen. No Flink.
 *
 * <p>Enters: nothing. Leaves: nothing. Remembered: nothing.
 */
package io.streamlation.flink.room;
