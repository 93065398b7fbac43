package io.streamlation.flink.room;

import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.SessionEvent;

/** Words for what went wrong with a session, under an id that a replay writes again. */
public final class Happening {
  private Happening() {}

  public static SessionEvent of(
      String room,
      SessionEvent.Kind kind,
      SessionEvent.Party party,
      String code,
      String sessionId,
      long epoch,
      long sample,
      WallTime now,
      String message,
      String action) {
    return SessionEvent.newBuilder()
        .setId("%s.%d.%d.%s".formatted(sessionId, epoch, sample, code))
        .setSessionId(sessionId)
        .setEpoch(epoch)
        .setMediaSample(sample)
        .setAtMs(now.epochMs())
        .setKind(kind)
        .setParty(party)
        .setCode(code)
        .setMessage(message)
        .setAction(action)
        .setReporter("flink-jobs/" + room)
        .build();
  }
}
