package io.streamlation.bench.faults;

import io.streamlation.contracts.v1.SessionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One fault of one protocol.
 *
 * @param done what was done
 * @param said what the bridge said of it first
 * @param saidAfterMs since it was done
 * @param backAfterMs from its being over to the first sound that can be read
 * @param declaredSeconds of sound, missing as gaps say
 * @param byClockSeconds of sound, missing by the machine's clock
 * @param trouble what was waited for in vain; empty if nothing was
 */
record Cell(
    String protocol,
    String fault,
    String done,
    Optional<SessionEvent> said,
    OptionalLong saidAfterMs,
    OptionalLong backAfterMs,
    double declaredSeconds,
    double byClockSeconds,
    long unaccountedMs,
    String trouble) {

  private static final long SAID_WITHIN_MS = 10_000;

  /** What is not as it should be. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    if (!trouble.isEmpty()) {
      complaints.add(trouble);
    }
    if (saidAfterMs.stream().anyMatch(ms -> ms > SAID_WITHIN_MS)) {
      complaints.add("said too late");
    }
    if (unaccountedMs != 0) {
      complaints.add("sound is unaccounted for");
    }
    return complaints;
  }

  boolean isGood() {
    return complaints().isEmpty();
  }
}
