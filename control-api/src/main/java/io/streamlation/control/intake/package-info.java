/**
 * The one reader of what the other rooms say.
 *
 * <p>Enters: records of {@code claims}, {@code captions}, {@code translations}, {@code speech},
 * {@code events}, {@code ledger}, {@code segments}. Leaves: rows, each feature writing its own in
 * one common transaction; records that cannot be read go to {@code <topic>-dead-letters}.
 * Remembered: Kafka's offsets, committed after the database, so that everything is stored at least
 * once and upserts make it once.
 */
package io.streamlation.control.intake;
