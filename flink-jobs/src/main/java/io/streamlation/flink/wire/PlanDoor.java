package io.streamlation.flink.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Target;
import java.util.HashSet;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads topic {@code sessions}. What is no plan is refused, and never thrown at anybody. */
public final class PlanDoor implements KafkaRecordDeserializationSchema<PlanArrival> {
  static final String STAGE = "plan-door";

  private static final long serialVersionUID = 1;
  private static final int MOST_TARGETS = 64;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<PlanArrival> out) {
    out.collect(admit(record, System.currentTimeMillis()));
  }

  static PlanArrival admit(ConsumerRecord<byte[], byte[]> record, long nowMs) {
    Letter letter = new Letter(record);
    Optional<String> key = letter.sessionId();
    if (key.isEmpty()) {
      return refused(letter.refused(STAGE, "its key is no session id", nowMs));
    }
    if (letter.isTombstone()) {
      return PlanArrival.newBuilder()
          .setSessionId(key.get())
          .setGone(PlanArrival.Tombstone.getDefaultInstance())
          .build();
    }
    try {
      SessionPlan plan = SessionPlan.parseFrom(record.value());
      Optional<String> complaint = complaint(key.get(), plan);
      return complaint.isEmpty()
          ? PlanArrival.newBuilder().setSessionId(key.get()).setPlan(plan).build()
          : refused(letter.refused(STAGE, complaint.get(), nowMs));
    } catch (InvalidProtocolBufferException e) {
      return refused(letter.refused(STAGE, "it is not a SessionPlan: " + e.getMessage(), nowMs));
    }
  }

  private static PlanArrival refused(DeadLetter dead) {
    return PlanArrival.newBuilder().setRefused(dead).build();
  }

  private static Optional<String> complaint(String key, SessionPlan plan) {
    if (!plan.getSessionId().equals(key)) {
      return Optional.of(
          "it plans session \"%s\" and its key is \"%s\"".formatted(plan.getSessionId(), key));
    }
    if (plan.getRevision() < 1) {
      return Optional.of("its revision is %d; the first is 1".formatted(plan.getRevision()));
    }
    if (plan.getTargetsCount() > MOST_TARGETS) {
      return Optional.of(
          "it has %d targets; at most %d are possible"
              .formatted(plan.getTargetsCount(), MOST_TARGETS));
    }
    Set<String> seen = new HashSet<>();
    for (Target target : plan.getTargetsList()) {
      if (!isLanguage(target.getLanguage())) {
        return Optional.of("\"%s\" is no language tag".formatted(target.getLanguage()));
      }
      if (!seen.add(target.getLanguage())) {
        return Optional.of("it names target \"%s\" twice".formatted(target.getLanguage()));
      }
    }
    return Optional.empty();
  }

  private static boolean isLanguage(String tag) {
    try {
      return !new Locale.Builder().setLanguageTag(tag).build().getLanguage().isEmpty();
    } catch (IllformedLocaleException e) {
      return false;
    }
  }

  @Override
  public TypeInformation<PlanArrival> getProducedType() {
    return ProtobufTypeInfo.ofMessage(PlanArrival.class);
  }
}
