/**
 * How messages travel: protobuf for Flink's streams and state, the doors to and from Kafka.
 *
 * <p>Enters: Kafka records. Leaves: messages that keep their promises; whatever does not is a dead
 * letter with the place it came from and the reason. A door never throws because of a record.
 * Between the doors all messages pass in one stream ({@link io.streamlation.flink.wire.Passing}).
 * Remembered: nothing.
 */
package io.streamlation.flink.wire;
