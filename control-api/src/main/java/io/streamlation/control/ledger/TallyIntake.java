package io.streamlation.control.ledger;

import com.google.protobuf.Parser;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.control.intake.Arrived;
import io.streamlation.control.intake.TopicIntake;
import io.streamlation.control.reconcile.ActualStates;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class TallyIntake implements TopicIntake<LedgerTally> {
  private static final String INGEST = "ingest";

  private final TallyStore tallies;
  private final ActualStates actual;

  TallyIntake(TallyStore tallies, ActualStates actual) {
    this.tallies = tallies;
    this.actual = actual;
  }

  @Override
  public Topics topic() {
    return Topics.LEDGER;
  }

  @Override
  public Parser<LedgerTally> parser() {
    return LedgerTally.parser();
  }

  @Override
  public String sessionIdOf(LedgerTally tally) {
    return tally.getSessionId();
  }

  @Override
  public void keep(List<Arrived<LedgerTally>> arrivals) {
    for (Arrived<LedgerTally> arrived : arrivals) {
      tallies.put(arrived.orgId(), arrived.sessionId(), arrived.message());
      if (arrived.message().getStage().equals(INGEST)) {
        actual.heard(arrived.sessionId(), arrived.writtenAt(), 0);
      }
    }
  }
}
