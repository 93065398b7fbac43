package io.streamlation.control.reconcile;

import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * How long after the sound the newest finals were stored: few per session, in the session's own
 * row, so that a list of hundreds costs one query.
 */
@Repository
public class Lags {
  private static final int KEPT = 20;

  private final JdbcClient jdbc;

  Lags(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param newestFirst of finals that were stored for the first time
   */
  public void add(UUID sessionId, List<Integer> newestFirst) {
    if (newestFirst.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            update session_actual
            set recent_lags_ms = (:lags::integer[] || recent_lags_ms)[1\\:%d]
            where session_id = :session
            """
                .formatted(KEPT))
        .param("session", sessionId)
        .param(
            "lags",
            newestFirst.stream()
                .limit(KEPT)
                .map(String::valueOf)
                .collect(Collectors.joining(",", "{", "}")))
        .update();
  }

  /** Medians, of the sessions that had a final. */
  public Map<UUID, Long> medians(Collection<UUID> sessions) {
    if (sessions.isEmpty()) {
      return Map.of();
    }
    record Found(UUID session, long medianMs) {}
    return jdbc
        .sql(
            """
            select session_id, recent_lags_ms from session_actual
            where session_id in (:ids) and recent_lags_ms <> '{}'
            """)
        .param("ids", sessions)
        .query(
            (row, i) ->
                new Found(
                    row.getObject("session_id", UUID.class),
                    median(row.getArray("recent_lags_ms"))))
        .list()
        .stream()
        .collect(Collectors.toMap(Found::session, Found::medianMs));
  }

  private static long median(Array lags) throws SQLException {
    Integer[] sorted = ((Integer[]) lags.getArray()).clone();
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) / 2];
  }
}
