/**
 * Starts the house on one machine and keeps it up.
 *
 * <p>Enters: settings. Leaves: child processes (Kafka, PostgreSQL, Flink, control-api, bridge),
 * each started in order, watched, started again when it dies, stopped in reverse order; and a
 * {@code StackState} that {@code status} and {@code down} read. Remembered: {@code run/stack.json},
 * so that the next start finds and ends what a killed supervisor may have left.
 */
package io.streamlation.infra.stack;
