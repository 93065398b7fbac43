package io.streamlation.control.reconcile;

import io.streamlation.control.reconcile.ActualState.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The newest observation of the newest epoch holds; replays and latecomers change nothing. */
@Repository
public class ActualStates {
  private final JdbcClient jdbc;

  ActualStates(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Somebody saw the session in a state.
   *
   * @param epoch which taking-up it speaks of; null = the newest known
   */
  public record Observation(
      UUID orgId,
      UUID sessionId,
      State state,
      Instant at,
      @Nullable Long epoch,
      String message,
      String action,
      String party,
      long planRevision,
      String bridge) {}

  /** {@code since} stays when the state stays. */
  public void observe(Observation seen) {
    jdbc.sql(
            """
            insert into session_actual as old
              (session_id, org_id, state, since, message, action, party, epoch, revision, observed_at, heard_at, bridge)
            values (:session, :org, :state, :at, :message, :action, :party, :epoch, :revision, :at, :at, :bridge)
            on conflict (session_id) do update set
              since = case when old.state = excluded.state and old.epoch is not distinct from
                                coalesce(excluded.epoch, old.epoch)
                           then old.since else excluded.since end,
              state = excluded.state,
              message = excluded.message,
              action = excluded.action,
              party = excluded.party,
              epoch = coalesce(excluded.epoch, old.epoch),
              revision = greatest(old.revision, excluded.revision),
              observed_at = excluded.observed_at,
              heard_at = greatest(old.heard_at, excluded.heard_at),
              bridge = case when excluded.bridge = '' then old.bridge else excluded.bridge end
            where coalesce(excluded.epoch, old.epoch, -1) > coalesce(old.epoch, -1)
               or (coalesce(excluded.epoch, old.epoch, -1) = coalesce(old.epoch, -1)
                   and excluded.observed_at >= old.observed_at)
            """)
        .param("session", seen.sessionId())
        .param("org", seen.orgId())
        .param("state", seen.state().word())
        .param("at", Timestamp.from(seen.at()))
        .param("message", seen.message())
        .param("action", seen.action())
        .param("party", seen.party())
        .param("epoch", seen.epoch())
        .param("revision", seen.planRevision())
        .param("bridge", seen.bridge())
        .update();
  }

  /** The bridge lives, and works under this revision. Says nothing of the state. */
  public void heard(UUID sessionId, Instant at, long planRevision) {
    jdbc.sql(
            """
            update session_actual
            set heard_at = greatest(heard_at, :at), revision = greatest(revision, :revision)
            where session_id = :session and (heard_at < :at or revision < :revision)
            """)
        .param("session", sessionId)
        .param("at", Timestamp.from(at))
        .param("revision", planRevision)
        .update();
  }

  /**
   * A bridge gave the session back for another to go on. {@code observed_at} stays: what that
   * bridge still had to say of the epoch's end holds, whichever of the two arrives first.
   */
  public void handedOver(UUID sessionId, long epoch, Instant at, String message) {
    jdbc.sql(
            """
            update session_actual
            set state = 'pending', since = :at, message = :message, action = '', party = '', bridge = ''
            where session_id = :session and epoch = :epoch
              and state in ('connecting', 'on-air', 'stalled', 'retrying')
            """)
        .param("session", sessionId)
        .param("epoch", epoch)
        .param("at", Timestamp.from(at))
        .param("message", message)
        .update();
  }

  /** Of those that were ever observed. */
  public Map<UUID, ActualState> of(Collection<UUID> sessions) {
    if (sessions.isEmpty()) {
      return Map.of();
    }
    record Found(UUID session, ActualState actual) {}
    return jdbc
        .sql("select * from session_actual where session_id in (:ids)")
        .param("ids", sessions)
        .query((row, i) -> new Found(row.getObject("session_id", UUID.class), read(row)))
        .list()
        .stream()
        .collect(Collectors.toMap(Found::session, Found::actual));
  }

  private static ActualState read(ResultSet row) throws SQLException {
    Long epoch = row.getObject("epoch", Long.class);
    return new ActualState(
        State.of(row.getString("state")),
        row.getTimestamp("since").toInstant(),
        row.getString("message"),
        row.getString("action"),
        row.getString("party"),
        epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch),
        row.getLong("revision"),
        row.getTimestamp("heard_at").toInstant(),
        row.getString("bridge"));
  }
}
