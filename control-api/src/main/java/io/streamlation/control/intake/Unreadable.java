package io.streamlation.control.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record that cannot be kept, and why. */
record Unreadable(ConsumerRecord<byte[], byte[]> record, String reason) {}
