package io.streamlation.ingest.assign;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A record of {@code sessions}: a plan, the word that a session is gone, or nothing we can read.
 */
sealed interface PlanReader {
  int LONGEST_SESSION_ID = 128;

  /** What can be taken in here: all that this build has a name for. */
  Set<Source.Protocol> KNOWN =
      Collections.unmodifiableSet(
          EnumSet.complementOf(
              EnumSet.of(Source.Protocol.PROTOCOL_UNSPECIFIED, Source.Protocol.UNRECOGNIZED)));

  record Plan(SessionPlan plan) implements PlanReader {}

  record Gone(String sessionId) implements PlanReader {}

  /**
   * @param readable it is a plan, and only a bridge can tell what is wrong with it; what is none,
   *     the job refuses too, and puts it to the dead letters
   */
  record Bad(String sessionId, String reason, boolean readable) implements PlanReader {}

  static PlanReader read(String key, byte[] value) {
    if (key == null || key.isBlank()) {
      return new Bad("", "its key names no session", false);
    }
    if (key.length() > LONGEST_SESSION_ID) {
      return new Bad(
          "", "its key has " + key.length() + " characters, and no session id has", false);
    }
    if (value == null) {
      return new Gone(key);
    }
    try {
      SessionPlan plan = SessionPlan.parseFrom(value);
      Optional<String> misread = misread(key, plan);
      if (misread.isPresent()) {
        return new Bad(key, misread.get(), false);
      }
      Optional<String> fault = fault(plan);
      return fault.isPresent() ? new Bad(key, fault.get(), true) : new Plan(plan);
    } catch (InvalidProtocolBufferException e) {
      return new Bad(key, "it is no SessionPlan (" + e.getMessage() + ")", false);
    }
  }

  private static Optional<String> misread(String key, SessionPlan plan) {
    if (!plan.getSessionId().equals(key)) {
      return Optional.of("it speaks of session \"" + plan.getSessionId() + "\", not of its key");
    }
    if (plan.getRevision() < 1) {
      return Optional.of("its revision is " + plan.getRevision() + "; revisions begin at 1");
    }
    return Optional.empty();
  }

  private static Optional<String> fault(SessionPlan plan) {
    if (plan.getDesired() != SessionPlan.Desired.DESIRED_ON_AIR
        && plan.getDesired() != SessionPlan.Desired.DESIRED_STOPPED) {
      return Optional.of("it does not say whether the session is to be on air");
    }
    if (plan.getSource().getUrl().isBlank()) {
      return Optional.of("it names no source");
    }
    Source.Protocol protocol = plan.getSource().getProtocol();
    if (!KNOWN.contains(protocol)) {
      return Optional.of("its source's protocol is not known here; " + KNOWN + " are");
    }
    return Optional.empty();
  }
}
