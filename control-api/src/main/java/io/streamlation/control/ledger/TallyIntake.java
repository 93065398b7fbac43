package io.streamlation.control.ledger;

import com.google.protobuf.Parser;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.control.intake.Arrived;
import io.streamlation.control.intake.Plausible;
import io.streamlation.control.intake.TopicIntake;
import io.streamlation.control.reconcile.ActualStates;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

@Component
class TallyIntake implements TopicIntake<LedgerTally> {
  private static final int LONGEST_NAME = 100;
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
  public Optional<String> complaintAbout(LedgerTally tally) {
    return Plausible.first(
        () -> Plausible.sample(tally.getEpoch(), tally.getAsOfSample()),
        () -> Plausible.length("stage", tally.getStage(), LONGEST_NAME),
        () -> Plausible.size(tally),
        () ->
            tally.getCountersMap().entrySet().stream()
                .filter(counter -> counter.getValue() < 0)
                .findFirst()
                .map(
                    counter ->
                        "its counter \"%s\" is %d, and counters only grow"
                            .formatted(counter.getKey(), counter.getValue())));
  }

  @Override
  public void keep(List<Arrived<LedgerTally>> arrivals) {
    tallies.put(arrivals);
    for (Arrived<LedgerTally> arrived : arrivals) {
      if (arrived.message().getStage().equals(INGEST)) {
        actual.heard(arrived.sessionId(), arrived.writtenAt(), 0);
      }
    }
  }
}
