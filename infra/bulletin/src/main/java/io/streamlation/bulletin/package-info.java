/**
 * The demo's channel: stands for a broadcaster, and afterwards marks the homework.
 *
 * <p>Rooms: {@code script} (what is said, and when), {@code sound} (how it sounds), {@code air}
 * (how it reaches listeners: live HLS over HTTP), {@code score} (how much of it was heard right).
 * Enters: a seed. Leaves: a live channel and its script. Remembered: nothing after the process
 * ends. It knows nothing of the product that listens to it.
 */
package io.streamlation.bulletin;
