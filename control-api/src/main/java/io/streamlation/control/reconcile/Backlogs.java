package io.streamlation.control.reconcile;

import io.streamlation.contracts.AudioFormat;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * How much sound the bridge has published that nobody has taken up: the ledger's ingest ahead of
 * its cut, in the epoch that holds.
 */
@Repository
public class Backlogs {
  private final JdbcClient jdbc;

  Backlogs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Map<UUID, Duration> of(Collection<UUID> sessions) {
    if (sessions.isEmpty()) {
      return Map.of();
    }
    record Found(UUID session, long samples) {}
    return jdbc
        .sql(
            """
            select i.session_id, i.as_of_sample - coalesce(c.as_of_sample, 0) as samples
            from ledger_tally i
            join session_actual a on a.session_id = i.session_id and a.epoch = i.epoch
            left join ledger_tally c on c.session_id = i.session_id and c.epoch = i.epoch and c.stage = 'cut'
            where i.session_id in (:ids) and i.stage = 'ingest' and coalesce(c.closed, false) = false
            """)
        .param("ids", sessions)
        .query(
            (row, i) -> new Found(row.getObject("session_id", UUID.class), row.getLong("samples")))
        .list()
        .stream()
        .collect(
            Collectors.toMap(
                Found::session, f -> Duration.ofMillis(AudioFormat.msOfSamples(f.samples()))));
  }
}
