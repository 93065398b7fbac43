package io.streamlation.control.playout;

import com.google.protobuf.ByteString;
import io.streamlation.control.captions.TranscriptLog.LogEntry;
import io.streamlation.control.playout.CaptionLine.Standing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Entries, captions as they were listed, and how far each language is. All of it is written once.
 */
@Repository
class PlayoutStore {
  private static final String SETTLE = "settle";
  private static final String TRANSLATE = "translate:";

  private static final String ENTRY =
      """
      select number, discontinuity, start_sample, duration_samples, pts, date_us, arrived_at_ms, hole, input,
             source_sequence, source_discontinuity, name, initialisation, size_bytes, codecs, width, height,
             frames_per_second_milli, begins_anew
      from playout_segment
      """;

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;

  PlayoutStore(JdbcClient jdbc, JdbcTemplate batches) {
    this.jdbc = jdbc;
    this.batches = batches;
  }

  /** A session's track. */
  record Key(UUID session, Track track) {}

  /**
   * What playlists say from their first line to their last.
   *
   * @param event nothing leaves them
   * @param countsDiscontinuities how many have left is told even while that is none
   */
  record Promise(int targetSeconds, boolean event, boolean countsDiscontinuities) {}

  /**
   * @param promise empty until anything was listed
   */
  record ChannelRow(
      Key key, UUID orgId, Optional<Promise> promise, long lastNumber, boolean ended) {}

  /** Several of these, or one. */
  private static ChannelRow channel(ResultSet row, int i) throws SQLException {
    return new ChannelRow(
        new Key(row.getObject("session_id", UUID.class), Track.of(row.getString("track"))),
        row.getObject("org_id", UUID.class),
        promise(row),
        row.getLong("last_number"),
        row.getBoolean("ended"));
  }

  private static Optional<Promise> promise(ResultSet row) throws SQLException {
    OptionalInt target = integer(row, "target_seconds");
    return target.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Promise(
                target.getAsInt(),
                row.getBoolean("event"),
                row.getBoolean("counts_discontinuities")));
  }

  List<ChannelRow> goingOn() {
    return jdbc.sql("select * from playout_channel where not ended order by session_id")
        .query(PlayoutStore::channel)
        .list();
  }

  Optional<ChannelRow> find(Key key) {
    return jdbc.sql("select * from playout_channel where session_id = :session and track = :track")
        .param("session", key.session())
        .param("track", key.track().word())
        .query(PlayoutStore::channel)
        .optional();
  }

  /** Held until the transaction ends: entries, and captions, follow each other. */
  Optional<ChannelRow> lock(Key key) {
    return jdbc.sql(
            "select * from playout_channel where session_id = :session and track = :track for update")
        .param("session", key.session())
        .param("track", key.track().word())
        .query(PlayoutStore::channel)
        .optional();
  }

  // ---- entries ---------------------------------------------------------------------------------

  Optional<Entry> last(Key key) {
    return jdbc.sql(
            ENTRY + " where session_id = :session and track = :track order by number desc limit 1")
        .param("session", key.session())
        .param("track", key.track().word())
        .query(PlayoutStore::entry)
        .optional();
  }

  List<Entry> entriesAfter(Key key, long number) {
    return jdbc.sql(
            ENTRY
                + " where session_id = :session and track = :track and number > :number order by number")
        .param("session", key.session())
        .param("track", key.track().word())
        .param("number", number)
        .query(PlayoutStore::entry)
        .list();
  }

  /** The newest that are no older than the window, and a few more. */
  List<Entry> newest(Key key, long windowSamples) {
    return jdbc.sql(
            ENTRY
                + """
                   where session_id = :session and track = :track and start_sample >= (
                     select max(start_sample) - :window from playout_segment
                     where session_id = :session and track = :track)
                   order by number
                  """)
        .param("session", key.session())
        .param("track", key.track().word())
        .param("window", windowSamples)
        .query(PlayoutStore::entry)
        .list();
  }

  void epochLies(UUID orgId, UUID session, long epoch, long offsetSamples) {
    jdbc.sql(
            """
            insert into playout_epoch (session_id, epoch, org_id, offset_samples)
            values (:session, :epoch, :org, :offset) on conflict do nothing
            """)
        .param("session", session)
        .param("epoch", epoch)
        .param("org", orgId)
        .param("offset", offsetSamples)
        .update();
  }

  void add(Key key, UUID orgId, List<Entry> entries) {
    batches.batchUpdate(
        """
        insert into playout_segment
          (session_id, track, number, org_id, discontinuity, start_sample, duration_samples, pts, date_us,
           arrived_at_ms, hole, input, source_sequence, source_discontinuity, name, initialisation, size_bytes,
           codecs, width, height, frames_per_second_milli, begins_anew)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        entries,
        entries.size(),
        (row, entry) -> {
          row.setObject(1, key.session());
          row.setString(2, key.track().word());
          row.setLong(3, entry.number());
          row.setObject(4, orgId);
          row.setLong(5, entry.discontinuity());
          row.setLong(6, entry.startSample());
          row.setLong(7, entry.durationSamples());
          row.setObject(8, nullable(entry.pts90kHz()), Types.BIGINT);
          row.setObject(9, nullable(entry.dateUs()), Types.BIGINT);
          row.setLong(10, entry.arrivedAtMs());
          row.setBoolean(11, entry.isHole());
          row.setInt(12, entry.source().input());
          row.setLong(13, entry.source().sequence());
          row.setLong(14, entry.source().discontinuity());
          Entry.Media media = entry.media().orElse(null);
          row.setString(15, media == null ? null : media.name());
          row.setString(16, media == null ? null : media.initialisation());
          row.setObject(17, media == null ? null : media.sizeBytes(), Types.BIGINT);
          row.setString(18, media == null ? null : media.codecs());
          row.setObject(19, media == null ? null : media.width(), Types.INTEGER);
          row.setObject(20, media == null ? null : media.height(), Types.INTEGER);
          row.setObject(21, media == null ? null : media.framesPerSecondMilli(), Types.INTEGER);
          row.setBoolean(22, entry.source().beginsAnew());
        });
    Entry newest = entries.get(entries.size() - 1);
    jdbc.sql(
            """
            insert into playout_channel as old
              (session_id, track, org_id, last_number, last_arrived_at_ms)
            values (:session, :track, :org, :number, :arrived)
            on conflict (session_id, track) do update set
              last_number = excluded.last_number, last_arrived_at_ms = excluded.last_arrived_at_ms, ended = false
            """)
        .param("session", key.session())
        .param("track", key.track().word())
        .param("org", orgId)
        .param("number", newest.number())
        .param("arrived", newest.arrivedAtMs())
        .update();
  }

  // ---- captions --------------------------------------------------------------------------------

  record LanguageRow(Standing standing, long onTime, long late) {}

  /** By language. */
  Map<String, LanguageRow> languages(Key key) {
    Map<String, LanguageRow> rows = new TreeMap<>();
    jdbc.sql(
            """
            select l.language, l.number, l.position, l.on_time, l.late, s.start_sample + s.duration_samples as until
            from playout_language l join playout_segment s using (session_id, track, number)
            where l.session_id = :session and l.track = :track
            """)
        .param("session", key.session())
        .param("track", key.track().word())
        .query(
            row -> {
              rows.put(
                  row.getString("language"),
                  new LanguageRow(
                      new Standing(
                          OptionalLong.of(row.getLong("number")),
                          row.getLong("until"),
                          row.getLong("position")),
                      row.getLong("on_time"),
                      row.getLong("late")));
            });
    return rows;
  }

  record ListedText(String language, long number, String text) {}

  /** As they were listed, from behind {@code number}. */
  List<ListedText> textsAfter(Key key, long number) {
    return jdbc.sql(
            """
            select language, number, text from playout_captions
            where session_id = :session and track = :track and number > :number
            """)
        .param("session", key.session())
        .param("track", key.track().word())
        .param("number", number)
        .query(
            (row, i) ->
                new ListedText(
                    row.getString("language"), row.getLong("number"), row.getString("text")))
        .list();
  }

  void promise(Key key, Promise promise) {
    jdbc.sql(
            """
            update playout_channel
            set target_seconds = :target, event = :event, counts_discontinuities = :counts
            where session_id = :session and track = :track and target_seconds is null
            """)
        .param("session", key.session())
        .param("track", key.track().word())
        .param("target", promise.targetSeconds())
        .param("event", promise.event())
        .param("counts", promise.countsDiscontinuities())
        .update();
  }

  void list(
      Key key, UUID orgId, String language, List<ListedText> texts, LanguageRow after, Instant at) {
    batches.batchUpdate(
        """
        insert into playout_captions (session_id, track, language, number, org_id, text, listed_at)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        texts,
        texts.size(),
        (row, text) -> {
          row.setObject(1, key.session());
          row.setString(2, key.track().word());
          row.setString(3, language);
          row.setLong(4, text.number());
          row.setObject(5, orgId);
          row.setString(6, text.text());
          row.setTimestamp(7, Timestamp.from(at));
        });
    jdbc.sql(
            """
            insert into playout_language (session_id, track, language, org_id, number, position, on_time, late)
            values (:session, :track, :language, :org, :number, :position, :onTime, :late)
            on conflict (session_id, track, language) do update set
              number = excluded.number, position = excluded.position, on_time = excluded.on_time, late = excluded.late
            """)
        .param("session", key.session())
        .param("track", key.track().word())
        .param("language", language)
        .param("org", orgId)
        .param("number", after.standing().number().getAsLong())
        .param("position", after.standing().place())
        .param("onTime", after.onTime())
        .param("late", after.late())
        .update();
  }

  void end(Key key) {
    jdbc.sql(
            "update playout_channel set ended = true where session_id = :session and track = :track")
        .param("session", key.session())
        .param("track", key.track().word())
        .update();
  }

  // ---- finals and how far they are complete ----------------------------------------------------

  /**
   * Finals that end behind a sample, or have a later place in the log, up to and with {@code upTo}.
   */
  List<LogEntry> finals(UUID session, long endsBehindSample, long laterThan, long upTo) {
    return jdbc.sql(
            """
            select l.position, l.caption_id, l.target_language, coalesce(t.target_language, c.language) as language,
                   coalesce(t.message, c.message) as message
            from transcript_log l
            left join caption c on l.target_language = '' and c.id = l.caption_id
            left join translation t on l.target_language <> ''
                                   and t.caption_id = l.caption_id and t.target_language = l.target_language
            where l.session_id = :session and l.state = 'final' and l.position <= :upTo
              and (l.position > :place
                   or coalesce(t.epoch_offset_samples + t.media_end_sample,
                               c.epoch_offset_samples + c.media_end_sample) > :sample)
            order by l.position
            """)
        .param("session", session)
        .param("upTo", upTo)
        .param("place", laterThan)
        .param("sample", endsBehindSample)
        .query(
            (row, i) ->
                new LogEntry(
                    row.getLong("position"),
                    session,
                    row.getString("caption_id"),
                    row.getString("target_language"),
                    false,
                    row.getString("language"),
                    ByteString.copyFrom(row.getBytes("message"))))
        .list();
  }

  /** How many finals of an epoch are stored; target "" = as spoken. */
  record Count(long epoch, String target) {}

  Map<Count, Long> counts(UUID session, long upTo) {
    Map<Count, Long> counts = new HashMap<>();
    jdbc.sql(
            """
            select c.epoch, l.target_language, count(*) as finals
            from transcript_log l join caption c on c.id = l.caption_id
            where l.session_id = :session and l.state = 'final' and l.target_language = '' and l.position <= :upTo
            group by c.epoch, l.target_language
            union all
            select t.epoch, l.target_language, count(*)
            from transcript_log l
            join translation t on t.caption_id = l.caption_id and t.target_language = l.target_language
            where l.session_id = :session and l.state = 'final' and l.position <= :upTo
            group by t.epoch, l.target_language
            """)
        .param("session", session)
        .param("upTo", upTo)
        .query(
            row -> {
              counts.put(
                  new Count(row.getLong("epoch"), row.getString("target_language")),
                  row.getLong("finals"));
            });
    return counts;
  }

  /**
   * Of the newest epoch that has said anything: how far one language is, if so many finals are
   * here.
   *
   * @param frontierSample on the session's time line
   */
  record Tally(UUID session, long epoch, String target, long frontierSample, long finals) {}

  Map<UUID, List<Tally>> tallies(Collection<UUID> sessions) {
    if (sessions.isEmpty()) {
      return Map.of();
    }
    Map<UUID, List<Tally>> tallies = new HashMap<>();
    jdbc.sql(
            """
            select t.session_id, t.epoch, t.stage, e.offset_samples + t.as_of_sample as frontier,
                   coalesce((t.counters ->> 'finals')::bigint, 0) as finals,
                   coalesce((t.counters ->> 'translated')::bigint, 0)
                     + coalesce((t.counters ->> 'untranslated')::bigint, 0) as translations
            from ledger_tally t join playout_epoch e using (session_id, epoch)
            where t.session_id in (:sessions) and (t.stage = 'settle' or t.stage like 'translate:%')
            """)
        .param("sessions", sessions)
        .query(
            row -> {
              UUID session = row.getObject("session_id", UUID.class);
              String stage = row.getString("stage");
              boolean spoken = stage.equals(SETTLE);
              tallies
                  .computeIfAbsent(session, s -> new ArrayList<>())
                  .add(
                      new Tally(
                          session,
                          row.getLong("epoch"),
                          spoken ? "" : stage.substring(TRANSLATE.length()),
                          row.getLong("frontier"),
                          row.getLong(spoken ? "finals" : "translations")));
            });
    return tallies;
  }

  // ---- what is too old -------------------------------------------------------------------------

  void forget(Key key, long beforeNumber) {
    for (String table : List.of("playout_captions", "playout_segment")) {
      jdbc.sql(
              "delete from "
                  + table
                  + " where session_id = :session and track = :track and number < :number")
          .param("session", key.session())
          .param("track", key.track().word())
          .param("number", beforeNumber)
          .update();
    }
  }

  /** What came and was listed before, of what has ended. Shares stay as long after they expired. */
  void forgetEnded(Instant before) {
    jdbc.sql(
            """
            delete from playout_segment t using playout_channel c
            where c.session_id = t.session_id and c.track = t.track and c.ended and t.arrived_at_ms < :before
            """)
        .param("before", before.toEpochMilli())
        .update();
    jdbc.sql(
            """
            delete from playout_captions t using playout_channel c
            where c.session_id = t.session_id and c.track = t.track and c.ended and t.listed_at < :before
            """)
        .param("before", Timestamp.from(before))
        .update();
    jdbc.sql("delete from playout_share where expires_at < :before")
        .param("before", Timestamp.from(before))
        .update();
  }

  private static Entry entry(ResultSet row, int i) throws SQLException {
    String name = row.getString("name");
    return new Entry(
        row.getLong("number"),
        row.getLong("discontinuity"),
        row.getLong("start_sample"),
        row.getLong("duration_samples"),
        number(row, "pts"),
        number(row, "date_us"),
        row.getLong("arrived_at_ms"),
        row.getBoolean("hole"),
        new Entry.Source(
            row.getInt("input"),
            row.getLong("source_sequence"),
            row.getLong("source_discontinuity"),
            row.getBoolean("begins_anew")),
        name == null
            ? Optional.empty()
            : Optional.of(
                new Entry.Media(
                    name,
                    row.getString("initialisation"),
                    row.getLong("size_bytes"),
                    row.getString("codecs"),
                    row.getInt("width"),
                    row.getInt("height"),
                    row.getInt("frames_per_second_milli"))));
  }

  private static OptionalLong number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static OptionalInt integer(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static @Nullable Long nullable(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
