package io.streamlation.control.intake;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Some records, sorted into what each feature keeps and what nobody can read. */
final class Batch {
  /** In the order of the topics, so that captions come before their translations where they can. */
  private final Map<TopicIntake<?>, List<Arrived<?>>> kept =
      new TreeMap<>(Comparator.comparing(TopicIntake::topic));

  private final List<Unreadable> unreadable = new ArrayList<>();

  static Batch of(
      Iterable<ConsumerRecord<byte[], byte[]>> records,
      Map<String, TopicIntake<?>> intakes,
      SessionDirectory directory) {
    Batch batch = new Batch();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      batch.sort(record, intakes.get(record.topic()), directory);
    }
    return batch;
  }

  List<Unreadable> unreadable() {
    return unreadable;
  }

  boolean isEmpty() {
    return kept.isEmpty();
  }

  /** Lets every feature write its rows. */
  void keep() {
    kept.forEach(Batch::keep);
  }

  @SuppressWarnings("unchecked") // sort() puts only the intake's own messages under it
  private static <M extends Message> void keep(TopicIntake<M> intake, List<?> messages) {
    intake.keep((List<Arrived<M>>) messages);
  }

  private <M extends Message> void sort(
      ConsumerRecord<byte[], byte[]> record, TopicIntake<M> intake, SessionDirectory directory) {
    if (record.value() == null) {
      return; // a tombstone: these topics have nothing to forget here
    }
    M message;
    try {
      message = intake.parser().parseFrom(record.value());
    } catch (InvalidProtocolBufferException e) {
      refuse(record, "it is not the message this topic carries: " + e.getMessage());
      return;
    }
    String sessionId = intake.sessionIdOf(message);
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (!sessionId.equals(key)) {
      refuse(record, "its key is \"" + key + "\", but it speaks of session \"" + sessionId + "\"");
      return;
    }
    if (!intake.wants(message)) {
      return;
    }
    Optional<String> complaint = intake.complaintAbout(message);
    if (complaint.isPresent()) {
      refuse(record, complaint.get());
      return;
    }
    Optional<UUID> id = uuid(sessionId);
    Optional<UUID> org = id.flatMap(directory::orgOf);
    if (org.isEmpty()) {
      refuse(
          record, "it speaks of session \"" + sessionId + "\", which this database does not know");
      return;
    }
    kept.computeIfAbsent(intake, i -> new ArrayList<>())
        .add(
            new Arrived<>(
                message,
                id.get(),
                org.get(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp())));
  }

  private void refuse(ConsumerRecord<byte[], byte[]> record, String reason) {
    unreadable.add(new Unreadable(record, reason));
  }

  private static Optional<UUID> uuid(String text) {
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
