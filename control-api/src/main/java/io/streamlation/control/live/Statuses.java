package io.streamlation.control.live;

import io.streamlation.contracts.v1.SessionStatus;
import io.streamlation.control.reconcile.ActualState;
import io.streamlation.control.reconcile.Reconciler.NotYet;
import io.streamlation.control.session.Standings.Standing;

/** A session's standing as the live socket tells it. */
final class Statuses {
  private Statuses() {}

  /** The reason why it is not as wished is told where the observer had no words of its own. */
  static SessionStatus of(Standing standing) {
    ActualState actual = standing.actual();
    return SessionStatus.newBuilder()
        .setDesired(standing.session().desired().word())
        .setActual(actual.state().word())
        .setSinceMs(actual.since().toEpochMilli())
        .setMessage(
            actual.message().isEmpty()
                ? standing.notYet().map(NotYet::withoutTime).orElse("")
                : actual.message())
        .setAction(actual.action())
        .setParty(actual.party())
        .setDesiredRevision(standing.session().revision())
        .setObservedRevision(actual.revision())
        .build();
  }

  static String body(SessionStatus status) {
    return "\"status\":" + LiveJson.print(status);
  }
}
