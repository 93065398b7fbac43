package io.streamlation.control.reconcile;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Opened by an event, closed by the event of the same code with {@code -over} behind it. */
@Repository
public class Conditions {
  private static final Set<String> LASTING = Set.of("silence", "overload");
  private static final String OVER = "-over";

  /** A language that is translated too slowly has a condition of its own. */
  private static final String OF_A_LANGUAGE = "overload-";

  private final JdbcClient jdbc;

  Conditions(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What an event says; of codes that do not last nothing is kept. */
  public record Said(
      UUID orgId,
      UUID sessionId,
      String code,
      @Nullable Long epoch,
      Instant at,
      String message,
      String action,
      String party) {}

  public void hear(Said said) {
    if (said.code().endsWith(OVER)) {
      jdbc.sql("delete from session_condition where session_id = :session and code = :code")
          .param("session", said.sessionId())
          .param("code", said.code().substring(0, said.code().length() - OVER.length()))
          .update();
    } else if (LASTING.contains(said.code()) || said.code().startsWith(OF_A_LANGUAGE)) {
      open(said);
    }
  }

  private void open(Said said) {
    jdbc.sql(
            """
            insert into session_condition (session_id, code, org_id, epoch, since, message, action, party)
            values (:session, :code, :org, :epoch, :since, :message, :action, :party)
            on conflict (session_id, code) do update set
              epoch = excluded.epoch, since = excluded.since, message = excluded.message,
              action = excluded.action, party = excluded.party
            """)
        .param("session", said.sessionId())
        .param("code", said.code())
        .param("org", said.orgId())
        .param("epoch", said.epoch())
        .param("since", Timestamp.from(said.at()))
        .param("message", said.message())
        .param("action", said.action())
        .param("party", said.party())
        .update();
  }

  public Map<UUID, List<Condition>> of(Collection<UUID> sessions) {
    if (sessions.isEmpty()) {
      return Map.of();
    }
    record Found(UUID session, Condition condition) {}
    return jdbc
        .sql("select * from session_condition where session_id in (:ids) order by since")
        .param("ids", sessions)
        .query(
            (row, i) -> {
              Long epoch = row.getObject("epoch", Long.class);
              return new Found(
                  row.getObject("session_id", UUID.class),
                  new Condition(
                      row.getString("code"),
                      epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch),
                      row.getTimestamp("since").toInstant(),
                      row.getString("message"),
                      row.getString("action"),
                      row.getString("party")));
            })
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Found::session, Collectors.mapping(Found::condition, Collectors.toList())));
  }
}
