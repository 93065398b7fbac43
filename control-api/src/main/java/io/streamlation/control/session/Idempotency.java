package io.streamlation.control.session;

import io.streamlation.control.ControlSettings;
import io.streamlation.control.identity.Caller;
import io.streamlation.control.problem.Complaint;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** One key, one request, one answer: however often a client asks because it did not hear. */
@Component
class Idempotency {
  static final String HEADER = "Idempotency-Key";
  private static final Pattern SHAPE = Pattern.compile("[\\x21-\\x7e]{1,255}");

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Clock clock;
  private final ControlSettings settings;

  Idempotency(JdbcClient jdbc, JsonMapper json, Clock clock, ControlSettings settings) {
    this.jdbc = jdbc;
    this.json = json;
    this.clock = clock;
    this.settings = settings;
  }

  /**
   * Claims the key in the caller's transaction; a second request with the same key waits here until
   * the first has committed.
   *
   * @return the answer that was given under this key before
   */
  <T> Optional<T> earlierAnswer(
      Caller caller, String route, String key, Object body, Class<T> answer) {
    if (!SHAPE.matcher(key).matches()) {
      throw Refusal.of(
          List.of(
              Complaint.of(
                  ProblemType.INVALID_REQUEST,
                  HEADER,
                  key,
                  "An Idempotency-Key has 1 to 255 visible ASCII characters; a UUID is a good one.")));
    }
    byte[] sha256 = sha256(body);
    int claimed =
        jdbc.sql(
                """
                insert into idempotency (org_id, user_id, route, key, body_sha256, created_at)
                values (:org, :user, :route, :key, :sha256, :now) on conflict do nothing
                """)
            .param("org", caller.orgId())
            .param("user", caller.userId())
            .param("route", route)
            .param("key", key)
            .param("sha256", sha256)
            .param("now", Timestamp.from(clock.instant()))
            .update();
    if (claimed == 1) {
      return Optional.empty();
    }
    record Earlier(boolean sameBody, String answer) {}
    Earlier earlier =
        jdbc.sql(
                """
                select body_sha256 = :sha256 as same_body, answer::text as answer from idempotency
                where org_id = :org and user_id = :user and route = :route and key = :key
                """)
            .param("org", caller.orgId())
            .param("user", caller.userId())
            .param("route", route)
            .param("key", key)
            .param("sha256", sha256)
            .query((row, i) -> new Earlier(row.getBoolean("same_body"), row.getString("answer")))
            .single();
    if (!earlier.sameBody()) {
      throw Refusal.of(
          List.of(
              Complaint.of(
                  ProblemType.IDEMPOTENCY_KEY_REUSED,
                  HEADER,
                  key,
                  "This key was used before, with another body.")));
    }
    return Optional.of(json.readValue(earlier.answer(), answer));
  }

  void remember(Caller caller, String route, String key, Object answer) {
    jdbc.sql(
            """
            update idempotency set answer = :answer::jsonb
            where org_id = :org and user_id = :user and route = :route and key = :key
            """)
        .param("org", caller.orgId())
        .param("user", caller.userId())
        .param("route", route)
        .param("key", key)
        .param("answer", json.writeValueAsString(answer))
        .update();
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void forgetOldOnes() {
    jdbc.sql("delete from idempotency where created_at < :when")
        .param("when", Timestamp.from(clock.instant().minus(settings.idempotencyLife())))
        .update();
  }

  private byte[] sha256(Object body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(json.writeValueAsBytes(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
