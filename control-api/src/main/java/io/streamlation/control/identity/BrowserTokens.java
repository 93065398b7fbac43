package io.streamlation.control.identity;

import io.streamlation.control.ControlSettings;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tokens of browsers: each its own, each revocable. */
@Component
class BrowserTokens {
  private final JdbcClient jdbc;
  private final Clock clock;
  private final Supplier<UUID> newId;
  private final ControlSettings settings;
  private final List<Consumer<String>> revocationListeners = new CopyOnWriteArrayList<>();

  BrowserTokens(JdbcClient jdbc, Clock clock, Supplier<UUID> newId, ControlSettings settings) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.newId = newId;
    this.settings = settings;
  }

  record Made(String token, Instant expiresAt) {}

  Made make(UUID userId, UUID orgId) {
    String token = Tokens.random();
    Instant now = clock.instant();
    Instant expiresAt = now.plus(settings.browserTokenLife());
    jdbc.sql("delete from access_token where expires_at < :now")
        .param("now", Timestamp.from(now))
        .update();
    jdbc.sql(
            """
            insert into access_token (id, org_id, user_id, token_sha256, created_at, expires_at)
            values (:id, :org, :user, :sha256, :now, :expires)
            """)
        .param("id", newId.get())
        .param("org", orgId)
        .param("user", userId)
        .param("sha256", Tokens.sha256(token))
        .param("now", Timestamp.from(now))
        .param("expires", Timestamp.from(expiresAt))
        .update();
    return new Made(token, expiresAt);
  }

  Optional<Caller> callerOf(String token) {
    return jdbc.sql(
            """
            select id, org_id, user_id from access_token
            where token_sha256 = :sha256 and revoked_at is null and expires_at > :now
            """)
        .param("sha256", Tokens.sha256(token))
        .param("now", Timestamp.from(clock.instant()))
        .query(
            (row, i) ->
                Caller.browser(
                    row.getObject("user_id", UUID.class),
                    row.getObject("org_id", UUID.class),
                    row.getObject("id", UUID.class)))
        .optional();
  }

  boolean isGood(UUID tokenId) {
    return jdbc.sql(
                "select count(*) from access_token where id = :id and revoked_at is null and expires_at > :now")
            .param("id", tokenId)
            .param("now", Timestamp.from(clock.instant()))
            .query(Integer.class)
            .single()
        > 0;
  }

  void revoke(UUID tokenId) {
    jdbc.sql("update access_token set revoked_at = :now where id = :id and revoked_at is null")
        .param("id", tokenId)
        .param("now", Timestamp.from(clock.instant()))
        .update();
    revocationListeners.forEach(listener -> listener.accept(tokenId.toString()));
  }

  void onRevoked(Consumer<String> listener) {
    revocationListeners.add(listener);
  }
}
