package io.streamlation.control.reconcile;

import com.google.protobuf.Parser;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.End;
import io.streamlation.control.intake.Arrived;
import io.streamlation.control.intake.Plausible;
import io.streamlation.control.intake.TopicIntake;
import io.streamlation.control.reconcile.ActualState.State;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Who has which session. The offset of a TAKEN claim is the epoch. */
@Component
class ClaimIntake implements TopicIntake<Claim> {
  private static final int LONGEST_NAME = 300;

  private final ActualStates actual;
  private final Clock clock;

  ClaimIntake(ActualStates actual, Clock clock) {
    this.actual = actual;
    this.clock = clock;
  }

  @Override
  public Topics topic() {
    return Topics.CLAIMS;
  }

  @Override
  public Parser<Claim> parser() {
    return Claim.parser();
  }

  @Override
  public String sessionIdOf(Claim claim) {
    return claim.getSessionId();
  }

  @Override
  public Optional<String> complaintAbout(Claim claim) {
    return Plausible.first(
        () -> Plausible.wallClock(claim.getAtMs(), clock.instant()),
        () -> Plausible.length("bridge_id", claim.getBridgeId(), LONGEST_NAME),
        () -> Plausible.sample(claim.getEpoch(), claim.getEndSample()));
  }

  @Override
  public void keep(List<Arrived<Claim>> claims) {
    for (Arrived<Claim> arrived : claims) {
      Claim claim = arrived.message();
      Instant at = Instant.ofEpochMilli(claim.getAtMs());
      switch (claim.getKind()) {
        case KIND_TAKEN ->
            actual.observe(
                new ActualStates.Observation(
                    arrived.orgId(),
                    arrived.sessionId(),
                    State.CONNECTING,
                    at,
                    arrived.offset(),
                    "Bridge " + claim.getBridgeId() + " has taken the session up.",
                    "",
                    "",
                    claim.getPlanRevision(),
                    claim.getBridgeId()));
        case KIND_PROGRESS -> actual.heard(arrived.sessionId(), at, claim.getPlanRevision());
        case KIND_RELEASED -> {
          if (claim.getEnd().getReason() == End.Reason.REASON_HANDED_OVER) {
            actual.handedOver(
                arrived.sessionId(),
                claim.getEpoch(),
                at,
                "Bridge " + claim.getBridgeId() + " gave the session back.");
          }
        }
        case KIND_UNSPECIFIED, UNRECOGNIZED -> {
          // of a newer bridge; nothing here rests on it
        }
      }
    }
  }
}
