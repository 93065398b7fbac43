package io.streamlation.control.events;

import io.streamlation.contracts.v1.SessionEvent;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
public class EventStore {
  private final JdbcClient jdbc;

  EventStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  record Stored(long seq, EventView view) {}

  /** False when an event of this id is there already. */
  public boolean add(UUID orgId, UUID sessionId, SessionEvent event) {
    return jdbc.sql(
                """
                insert into session_event (id, org_id, session_id, at, epoch, kind, party, code, message, action,
                                           reporter, media_sample, plan_revision)
                values (:id, :org, :session, :at, :epoch, :kind, :party, :code, :message, :action,
                        :reporter, :sample, :revision)
                on conflict (session_id, id) do nothing
                """)
            .param("id", event.getId())
            .param("org", orgId)
            .param("session", sessionId)
            .param("at", Timestamp.from(Instant.ofEpochMilli(event.getAtMs())))
            .param("epoch", event.hasEpoch() ? event.getEpoch() : null)
            .param("kind", word(event.getKind().name(), "KIND_"))
            .param("party", partyWord(event.getParty()))
            .param("code", event.getCode())
            .param("message", event.getMessage())
            .param("action", event.getAction())
            .param("reporter", event.getReporter())
            .param("sample", event.hasMediaSample() ? event.getMediaSample() : null)
            .param("revision", event.getPlanRevision())
            .update()
        == 1;
  }

  /** Newest first, beginning after {@code before}. */
  List<Stored> page(UUID orgId, UUID sessionId, @Nullable Long before, int limit) {
    return jdbc.sql(
            """
            select * from session_event
            where org_id = :org and session_id = :session and (:before::bigint is null or seq < :before::bigint)
            order by seq desc limit :limit
            """)
        .param("org", orgId)
        .param("session", sessionId)
        .param("before", before)
        .param("limit", limit)
        .query(
            (row, i) ->
                new Stored(
                    row.getLong("seq"),
                    new EventView(
                        row.getString("id"),
                        row.getTimestamp("at").toInstant(),
                        row.getObject("epoch", Long.class),
                        row.getString("kind"),
                        row.getString("party"),
                        row.getString("code"),
                        row.getString("message"),
                        row.getString("action"),
                        row.getString("reporter"),
                        row.getObject("media_sample", Long.class),
                        row.getLong("plan_revision"))))
        .list();
  }

  /** {@code source}, {@code model}, {@code platform}, or empty. */
  static String partyWord(SessionEvent.Party party) {
    return switch (party) {
      case PARTY_SOURCE, PARTY_MODEL, PARTY_PLATFORM -> word(party.name(), "PARTY_");
      case PARTY_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }

  /** {@code KIND_ON_AIR} becomes {@code on-air}. */
  private static String word(String name, String prefix) {
    return (name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .toLowerCase(Locale.ROOT)
        .replace('_', '-');
  }
}
