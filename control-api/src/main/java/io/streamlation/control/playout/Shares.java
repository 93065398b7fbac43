package io.streamlation.control.playout;

import io.streamlation.control.identity.Caller;
import io.streamlation.control.identity.Tokens;
import io.streamlation.control.system.Lookups;
import io.streamlation.control.system.OrgScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who may watch which channel. A token is told once; what is kept is its SHA-256. What was looked
 * up is believed for a few seconds: another process's revocation takes so long to be heard of.
 */
@Component
class Shares {
  private static final Duration BELIEVED_FOR = Duration.ofSeconds(5);
  private static final int REMEMBERED = 10_000;
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}"); // 256 bits
  private static final String COLUMNS =
      "id, org_id, session_id, audience, created_at, expires_at, revoked_at";

  private final JdbcClient jdbc;
  private final OrgScope scope;
  private final Supplier<UUID> newId;
  private final Clock clock;
  private final Lookups<String, Optional<Share>> believed;

  /**
   * @param audience whom it was made for, in its maker's words
   */
  record Share(
      UUID id,
      UUID orgId,
      UUID sessionId,
      String audience,
      Instant createdAt,
      Instant expiresAt,
      Optional<Instant> revokedAt) {
    boolean isGood(Instant now) {
      return revokedAt.isEmpty() && now.isBefore(expiresAt);
    }
  }

  record Made(Share share, String token) {}

  Shares(JdbcClient jdbc, OrgScope scope, Supplier<UUID> newId, Clock clock) {
    this.jdbc = jdbc;
    this.scope = scope;
    this.newId = newId;
    this.clock = clock;
    this.believed = new Lookups<>(REMEMBERED, BELIEVED_FOR, clock);
  }

  Made make(Caller caller, UUID session, String audience, Duration life, Instant now) {
    Share share =
        new Share(
            newId.get(), caller.orgId(), session, audience, now, now.plus(life), Optional.empty());
    String token = Tokens.random();
    scope.write(
        caller.orgId(),
        () ->
            jdbc.sql(
                    """
                    insert into playout_share
                      (id, org_id, session_id, audience, token_sha256, created_by, created_at, expires_at)
                    values (:id, :org, :session, :audience, :sha256, :by, :now, :expires)
                    """)
                .param("id", share.id())
                .param("org", caller.orgId())
                .param("session", session)
                .param("audience", audience)
                .param("sha256", Tokens.sha256(token))
                .param("by", caller.userId())
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(share.expiresAt()))
                .update());
    return new Made(share, token);
  }

  /** Newest first, those that were revoked or have expired too. */
  List<Share> of(Caller caller, UUID session) {
    return scope.read(
        caller.orgId(),
        () ->
            jdbc.sql(
                    "select "
                        + COLUMNS
                        + " from playout_share where org_id = :org and session_id = :session order by id desc limit 200")
                .param("org", caller.orgId())
                .param("session", session)
                .query(Shares::share)
                .list());
  }

  /** False if there is no such share of this session. */
  boolean revoke(Caller caller, UUID session, UUID id, Instant now) {
    int found =
        scope.write(
            caller.orgId(),
            () ->
                jdbc.sql(
                        """
                        update playout_share set revoked_at = coalesce(revoked_at, :now)
                        where org_id = :org and session_id = :session and id = :id
                        """)
                    .param("org", caller.orgId())
                    .param("session", session)
                    .param("id", id)
                    .param("now", Timestamp.from(now))
                    .update());
    believed.forgetAll();
    return found > 0;
  }

  /** What the token opens, now. */
  Optional<Share> open(String token) {
    if (!SHAPE.matcher(token).matches()) {
      return Optional.empty();
    }
    return believed.get(token, this::find).filter(share -> share.isGood(clock.instant()));
  }

  private Optional<Share> find(String token) {
    return jdbc.sql("select " + COLUMNS + " from playout_share where token_sha256 = :sha256")
        .param("sha256", Tokens.sha256(token))
        .query(Shares::share)
        .optional();
  }

  private static Share share(ResultSet row, int i) throws SQLException {
    Timestamp revoked = row.getTimestamp("revoked_at");
    return new Share(
        row.getObject("id", UUID.class),
        row.getObject("org_id", UUID.class),
        row.getObject("session_id", UUID.class),
        row.getString("audience"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("expires_at").toInstant(),
        Optional.ofNullable(revoked).map(Timestamp::toInstant));
  }
}
