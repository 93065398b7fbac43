package io.streamlation.control.session;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.control.system.Bell;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What is to be published, written in the same transaction as what it tells of. */
@Component
public class Outbox {
  private final JdbcClient jdbc;
  private final Clock clock;
  private final Bell bell = new Bell();

  Outbox(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  record Letter(long id, String topic, String key, ByteString payload) {}

  void add(UUID orgId, SessionPlan plan) {
    jdbc.sql(
            """
            insert into outbox (org_id, session_id, topic, payload, created_at)
            values (:org, :session, :topic, :payload, :now)
            """)
        .param("org", orgId)
        .param("session", UUID.fromString(plan.getSessionId()))
        .param("topic", Topics.SESSIONS.topicName())
        .param("payload", plan.toByteArray())
        .param("now", Timestamp.from(clock.instant()))
        .update();
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            bell.ring();
          }
        });
  }

  void awaitMore(Duration atMost) throws InterruptedException {
    bell.await(atMost);
  }

  /** True for the one relay that may publish; until the transaction ends. */
  boolean takeTheRelay() {
    return jdbc.sql("select pg_try_advisory_xact_lock(hashtext('streamlation.outbox'))")
        .query(Boolean.class)
        .single();
  }

  List<Letter> oldest(int limit) {
    return jdbc.sql(
            """
            select id, topic, session_id, payload from outbox
            where published_at is null order by id limit :limit
            """)
        .param("limit", limit)
        .query(
            (row, i) ->
                new Letter(
                    row.getLong("id"),
                    row.getString("topic"),
                    row.getString("session_id"),
                    ByteString.copyFrom(row.getBytes("payload"))))
        .list();
  }

  void markPublished(List<Letter> letters) {
    jdbc.sql("update outbox set published_at = :now where id in (:ids)")
        .param("now", Timestamp.from(clock.instant()))
        .param("ids", letters.stream().map(Letter::id).toList())
        .update();
  }

  int forgetPublishedBefore(Instant when) {
    return jdbc.sql("delete from outbox where published_at < :when")
        .param("when", Timestamp.from(when))
        .update();
  }

  long unpublished() {
    return jdbc.sql("select count(*) from outbox where published_at is null")
        .query(Long.class)
        .single();
  }

  /** Since when the oldest unpublished wish of each of these sessions waits. */
  Map<UUID, Instant> waitingSince(Collection<UUID> sessions) {
    if (sessions.isEmpty()) {
      return Map.of();
    }
    record Waiting(UUID session, Instant since) {}
    return jdbc
        .sql(
            """
            select session_id, min(created_at) as since from outbox
            where published_at is null and session_id in (:ids) group by session_id
            """)
        .param("ids", sessions)
        .query(
            (row, i) ->
                new Waiting(
                    row.getObject("session_id", UUID.class), row.getTimestamp("since").toInstant()))
        .list()
        .stream()
        .collect(Collectors.toMap(Waiting::session, Waiting::since));
  }
}
