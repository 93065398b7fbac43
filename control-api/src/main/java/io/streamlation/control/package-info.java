/**
 * The door for people and programs.
 *
 * <p>Enters: wishes over REST; captions, translations, events, claims and tallies over Kafka.
 * Leaves: session plans to Kafka; transcripts, exports, the ledger's verdict over REST; live
 * captions over WebSocket. Remembered: everything, in PostgreSQL; nothing in memory that a restart
 * may not lose.
 *
 * <p>One package per feature; each owns its tables, its REST door and its part of the intake.
 */
package io.streamlation.control;
