/**
 * Which sessions are ours. Bridges form a consumer group on the topic {@code sessions}; Kafka gives
 * each its partitions, and moves them when a bridge dies.
 *
 * <p>Enters: plans, and which partitions are ours. Leaves: channels begun, changed, released;
 * claims. Remembered: the newest plan of every session of our partitions.
 */
package io.streamlation.ingest.assign;
