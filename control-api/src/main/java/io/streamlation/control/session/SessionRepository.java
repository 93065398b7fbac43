package io.streamlation.control.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Repository
public class SessionRepository {
  private static final TypeReference<List<Session.Target>> TARGETS = new TypeReference<>() {};
  private static final TypeReference<List<String>> BACKUPS = new TypeReference<>() {};
  private static final String COLUMNS =
      "id, org_id, created_by, name, protocol, url, audio_track, push_key, backup_urls::text as backup_urls, source_language,"
          + " targets::text as targets, tier, playout::text as playout, desired,"
          + " revision, begun_revision, created_at, updated_at";

  private static final long PORTS_LOCK = 0x737274; // "srt"

  private final JdbcClient jdbc;
  private final JsonMapper json;

  SessionRepository(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  void insert(Session session) {
    jdbc.sql(
            """
            insert into session (id, org_id, created_by, name, protocol, url, audio_track, push_key, backup_urls, source_language, targets, tier, playout,
                                 desired, revision, begun_revision, created_at, updated_at)
            values (:id, :org, :by, :name, :protocol, :url, :track, :key, :backups::jsonb, :language, :targets::jsonb, :tier, :playout::jsonb,
                    :desired, :revision, :begun, :created, :updated)
            """)
        .param("id", session.id())
        .param("org", session.orgId())
        .param("by", session.createdBy())
        .param("name", session.name())
        .param("protocol", session.source().protocol().word())
        .param("url", session.source().url())
        .param("track", session.source().audioTrack())
        .param("key", session.source().pushKey(), Types.BIGINT)
        .param("backups", json.writeValueAsString(session.source().backupUrls()))
        .param("language", session.sourceLanguage())
        .param("targets", json.writeValueAsString(session.targets()))
        .param("tier", session.tier())
        .param("playout", json.writeValueAsString(session.playout()))
        .param("desired", session.desired().word())
        .param("revision", session.revision())
        .param("begun", session.begunRevision())
        .param("created", Timestamp.from(session.createdAt()))
        .param("updated", Timestamp.from(session.updatedAt()))
        .update();
  }

  void update(Session session) {
    jdbc.sql(
            """
            update session set targets = :targets::jsonb, audio_track = :track, push_key = :key, backup_urls = :backups::jsonb, playout = :playout::jsonb, desired = :desired, revision = :revision,
                               begun_revision = :begun, updated_at = :updated
            where org_id = :org and id = :id
            """)
        .param("id", session.id())
        .param("org", session.orgId())
        .param("track", session.source().audioTrack())
        .param("key", session.source().pushKey(), Types.BIGINT)
        .param("backups", json.writeValueAsString(session.source().backupUrls()))
        .param("targets", json.writeValueAsString(session.targets()))
        .param("playout", json.writeValueAsString(session.playout()))
        .param("desired", session.desired().word())
        .param("revision", session.revision())
        .param("begun", session.begunRevision())
        .param("updated", Timestamp.from(session.updatedAt()))
        .update();
  }

  public Optional<Session> find(UUID orgId, UUID id) {
    return jdbc.sql("select " + COLUMNS + " from session where org_id = :org and id = :id")
        .param("org", orgId)
        .param("id", id)
        .query(this::read)
        .optional();
  }

  /** Holds the row until the transaction ends: changes of one session follow each other. */
  Optional<Session> findForUpdate(UUID orgId, UUID id) {
    return jdbc.sql(
            "select " + COLUMNS + " from session where org_id = :org and id = :id for update")
        .param("org", orgId)
        .param("id", id)
        .query(this::read)
        .optional();
  }

  /** Newest first, beginning after {@code before}. */
  List<Session> page(UUID orgId, @Nullable UUID before, int limit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from session where org_id = :org and (:before::uuid is null or id < :before::uuid)"
                + " order by id desc limit :limit")
        .param("org", orgId)
        .param("before", before)
        .param("limit", limit)
        .query(this::read)
        .list();
  }

  /** Those that are to be on air, oldest first. */
  public List<Session> wishedOnAir(UUID orgId, int limit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from session where org_id = :org and desired = 'on-air' order by id limit :limit")
        .param("org", orgId)
        .param("limit", limit)
        .query(this::read)
        .list();
  }

  /** Across organisations, for what serves sockets that were authorised one by one. */
  public List<Session> findAll(Collection<UUID> ids) {
    return ids.isEmpty()
        ? List.of()
        : jdbc.sql("select " + COLUMNS + " from session where id in (:ids)")
            .param("ids", ids)
            .query(this::read)
            .list();
  }

  /**
   * Where listeners of sessions on air are, across organisations. Until the transaction ends nobody
   * else is told: two sessions shall not be given one port.
   */
  List<String> heldAddresses(Session.Protocol protocol) {
    jdbc.sql("select pg_advisory_xact_lock(:lock)").param("lock", PORTS_LOCK).query().listOfRows();
    return jdbc.sql("select url from session where protocol = :protocol and desired = 'on-air'")
        .param("protocol", protocol.word())
        .query(String.class)
        .list();
  }

  /** Whose session this is; asked by the intake, which has no caller. */
  public Optional<UUID> orgOf(UUID id) {
    return jdbc.sql("select org_id from session where id = :id")
        .param("id", id)
        .query(UUID.class)
        .optional();
  }

  private Session read(ResultSet row, int number) throws SQLException {
    return new Session(
        row.getObject("id", UUID.class),
        row.getObject("org_id", UUID.class),
        row.getObject("created_by", UUID.class),
        row.getString("name"),
        new Session.Source(
            Session.Protocol.of(row.getString("protocol")),
            row.getString("url"),
            row.getString("audio_track"),
            row.getObject("push_key", Long.class),
            json.readValue(row.getString("backup_urls"), BACKUPS)),
        row.getString("source_language"),
        json.readValue(row.getString("targets"), TARGETS),
        row.getString("tier"),
        json.readValue(row.getString("playout"), Session.Playout.class),
        Session.Desired.of(row.getString("desired")),
        row.getLong("revision"),
        row.getLong("begun_revision"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant());
  }
}
