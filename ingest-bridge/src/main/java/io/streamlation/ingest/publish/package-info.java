/**
 * The door to Kafka: frames, claims, events, the ledger.
 *
 * <p>Enters: frames in order, one epoch each. Leaves: records on {@code audio}, {@code claims},
 * {@code events}, {@code ledger}; what Kafka does not take becomes a gap in front of the next frame
 * that it takes: frames in = published + dropped. Remembered: how many frames are under way, and
 * the sums of those that are stored.
 */
package io.streamlation.ingest.publish;
