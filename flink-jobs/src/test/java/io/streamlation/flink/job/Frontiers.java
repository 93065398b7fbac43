package io.streamlation.flink.job;

import static io.streamlation.contracts.LedgerCounters.FINALS;
import static io.streamlation.contracts.LedgerCounters.TRANSLATED;
import static io.streamlation.contracts.LedgerCounters.UNTRANSLATED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.Translation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How far one stage said it was in one epoch of one session, beside the finals it gave. */
final class Frontiers {
  private final String session;
  private final String stage;
  private final Set<String> finals = new HashSet<>();
  private long told;
  private int moves;

  private Frontiers(String session, String stage) {
    this.session = session;
    this.stage = stage;
  }

  /**
   * Goes through all that was said, in its order. Once a frontier is told, no new final begins
   * before it, and its counters hold every final that came; a final that is said again is none.
   */
  static Frontiers checked(JobRun run, String session, String stage) {
    Frontiers frontiers = new Frontiers(session, stage);
    for (Message saying : List.copyOf(run.sayings.messages())) {
      frontiers.take(saying);
    }
    return frontiers;
  }

  long told() {
    return told;
  }

  int moves() {
    return moves;
  }

  private void take(Message saying) {
    if (saying instanceof Caption caption && stage.equals("settle")) {
      take(
          caption.getSessionId(),
          caption.getState(),
          caption.getId(),
          caption.getMediaStartSample());
    } else if (saying instanceof Translation translation
        && stage.equals("translate:" + translation.getTargetLanguage())) {
      take(
          translation.getSessionId(),
          translation.getState(),
          translation.getCaptionId(),
          translation.getMediaStartSample());
    } else if (saying instanceof LedgerTally tally
        && tally.getSessionId().equals(session)
        && tally.getStage().equals(stage)) {
      take(tally);
    }
  }

  private void take(String ofSession, Caption.State state, String id, long startSample) {
    if (ofSession.equals(session) && state == Caption.State.STATE_FINAL && finals.add(id)) {
      assertThat(startSample).as("%s of %s begins", id, stage).isGreaterThanOrEqualTo(told);
    }
  }

  private void take(LedgerTally tally) {
    if (tally.getAsOfSample() <= told) {
      return; // said again
    }
    told = tally.getAsOfSample();
    moves++;
    long counted =
        tally.getCountersOrDefault(FINALS, 0)
            + tally.getCountersOrDefault(TRANSLATED, 0)
            + tally.getCountersOrDefault(UNTRANSLATED, 0);
    assertThat(counted).as("finals of %s before sample %d", stage, told).isEqualTo(finals.size());
  }
}
