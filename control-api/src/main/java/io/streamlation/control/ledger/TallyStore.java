package io.streamlation.control.ledger;

import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.control.intake.Arrived;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Repository
class TallyStore {
  private static final TypeReference<Map<String, Long>> COUNTERS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final JsonMapper json;

  TallyStore(JdbcClient jdbc, JdbcTemplate batches, JsonMapper json) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.json = json;
  }

  /**
   * Of two tallies the one further on holds, the later one if both are as far; closed stays closed.
   * Of several of one stage in a batch only that one is written: after an absence there are many.
   */
  void put(List<Arrived<LedgerTally>> arrivals) {
    record Of(UUID session, long epoch, String stage) {}
    Map<Of, Arrived<LedgerTally>> newest = new LinkedHashMap<>();
    for (Arrived<LedgerTally> arrived : arrivals) {
      LedgerTally tally = arrived.message();
      newest.merge(
          new Of(arrived.sessionId(), tally.getEpoch(), tally.getStage()),
          arrived,
          (before, later) -> holds(before.message(), later.message()) ? later : before);
    }
    batches.batchUpdate(
        """
        insert into ledger_tally as old (session_id, epoch, stage, org_id, as_of_sample, closed, counters)
        values (?, ?, ?, ?, ?, ?, ?::jsonb)
        on conflict (session_id, epoch, stage) do update set
          as_of_sample = excluded.as_of_sample,
          closed = old.closed or excluded.closed,
          counters = excluded.counters
        where excluded.as_of_sample >= old.as_of_sample and (excluded.closed or not old.closed)
        """,
        newest.values(),
        newest.size(),
        this::fill);
  }

  private static boolean holds(LedgerTally before, LedgerTally later) {
    return later.getAsOfSample() >= before.getAsOfSample()
        && (later.getClosed() || !before.getClosed());
  }

  private void fill(PreparedStatement row, Arrived<LedgerTally> arrived) throws SQLException {
    LedgerTally tally = arrived.message();
    row.setObject(1, arrived.sessionId());
    row.setLong(2, tally.getEpoch());
    row.setString(3, tally.getStage());
    row.setObject(4, arrived.orgId());
    row.setLong(5, tally.getAsOfSample());
    row.setBoolean(6, tally.getClosed());
    row.setString(7, json.writeValueAsString(new TreeMap<>(tally.getCountersMap())));
  }

  /** One book per epoch, oldest first. */
  List<EpochBook> books(UUID orgId, UUID sessionId) {
    Map<Long, Map<String, Tally>> stages = new TreeMap<>();
    jdbc.sql(
            """
            select epoch, stage, as_of_sample, closed, counters::text as counters from ledger_tally
            where org_id = :org and session_id = :session
            """)
        .param("org", orgId)
        .param("session", sessionId)
        .query(
            row -> {
              stages
                  .computeIfAbsent(row.getLong("epoch"), e -> new LinkedHashMap<>())
                  .put(
                      row.getString("stage"),
                      new Tally(
                          row.getLong("as_of_sample"),
                          row.getBoolean("closed"),
                          json.readValue(row.getString("counters"), COUNTERS)));
            });
    Map<Long, Long> captions = new TreeMap<>();
    jdbc.sql(
            """
            select epoch, count(*) as finals from caption
            where org_id = :org and session_id = :session and state = 'final' group by epoch
            """)
        .param("org", orgId)
        .param("session", sessionId)
        .query(
            row -> {
              captions.put(row.getLong("epoch"), row.getLong("finals"));
              stages.computeIfAbsent(row.getLong("epoch"), e -> Map.of());
            });
    Map<Long, Map<String, Long>> translations = new TreeMap<>();
    jdbc.sql(
            """
            select epoch, target_language, count(*) as finals from translation
            where org_id = :org and session_id = :session group by epoch, target_language
            """)
        .param("org", orgId)
        .param("session", sessionId)
        .query(
            row -> {
              translations
                  .computeIfAbsent(row.getLong("epoch"), e -> new TreeMap<>())
                  .put(row.getString("target_language"), row.getLong("finals"));
              stages.computeIfAbsent(row.getLong("epoch"), e -> Map.of());
            });
    Map<Long, Map<String, Long>> clips = new TreeMap<>();
    jdbc.sql(
            """
            select epoch, target_language, count(*) as clips from clip
            where org_id = :org and session_id = :session group by epoch, target_language
            """)
        .param("org", orgId)
        .param("session", sessionId)
        .query(
            row -> {
              clips
                  .computeIfAbsent(row.getLong("epoch"), e -> new TreeMap<>())
                  .put(row.getString("target_language"), row.getLong("clips"));
              stages.computeIfAbsent(row.getLong("epoch"), e -> Map.of());
            });
    List<EpochBook> books = new ArrayList<>();
    stages.forEach(
        (epoch, tallies) ->
            books.add(
                new EpochBook(
                    epoch,
                    tallies,
                    captions.getOrDefault(epoch, 0L),
                    translations.getOrDefault(epoch, Map.of()),
                    clips.getOrDefault(epoch, Map.of()))));
    return books;
  }
}
