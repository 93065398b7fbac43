/**
 * The job as a whole: settings, doors, the composition that reads like the product's sentence, and
 * the program that runs it.
 *
 * <p>Enters: topics {@code audio} and {@code sessions}. Leaves: topics {@code captions}, {@code
 * translations}, {@code ledger}, {@code events} and the dead letters. Remembered: checkpoints, in
 * {@code checkpoints.dir}; a start goes on from the newest complete one.
 */
package io.streamlation.flink.job;
