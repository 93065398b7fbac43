/**
 * What somebody should do something about, in words: of channels and of the platform under them.
 *
 * <p>Enters: the sessions' check-ups; Kafka, PostgreSQL, the bridges' group and the disk, looked at
 * every few seconds. Leaves: REST, health, metrics. Remembered: since when each lasts, in memory.
 */
package io.streamlation.control.alarms;
