package io.streamlation.control.captions;

import io.streamlation.contracts.AudioFormat;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The stored finals of a session in one language, in the order of the session's time line. */
@Repository
class Cues {
  private static final int ROWS_AT_ONCE = 500;

  private static final String SPOKEN =
      """
      select id, lines, text, language, '' as untranslated,
             epoch_offset_samples + media_start_sample as start_sample,
             epoch_offset_samples + media_end_sample as end_sample, segment
      from caption c where org_id = ? and session_id = ? and state = 'final'
      """;

  /** What was said in the language, and what was translated into it; nothing twice. */
  private static final String IN_LANGUAGE =
      SPOKEN
          + """
            and language = ? and not exists (
              select 1 from translation t where t.caption_id = c.id and t.target_language = c.language)
          union all
          select caption_id, case when text is null then '{}' else lines end, coalesce(text, source_text),
                 case when text is null then source_language else target_language end,
                 coalesce(untranslated_reason, ''),
                 epoch_offset_samples + media_start_sample, epoch_offset_samples + media_end_sample, segment
          from translation where org_id = ? and session_id = ? and target_language = ?
          """;

  private static final String IN_ORDER = " order by start_sample, segment, id";

  private final JdbcClient jdbc;
  private final JdbcTemplate streaming;

  Cues(JdbcClient jdbc, JdbcTemplate template) {
    this.jdbc = jdbc;
    this.streaming = new JdbcTemplate(template.getDataSource());
    this.streaming.setFetchSize(ROWS_AT_ONCE);
  }

  /**
   * Hands out one cue after the other, without holding them all. Must run in a transaction: only
   * then does the driver fetch in pieces.
   *
   * @param language BCP-47; empty = as spoken
   */
  void each(UUID orgId, UUID session, Optional<String> language, Consumer<Cue> sink) {
    RowCallbackHandler toSink = row -> sink.accept(cue(row));
    if (language.isEmpty()) {
      streaming.query(SPOKEN + IN_ORDER, toSink, orgId, session);
    } else {
      streaming.query(
          IN_LANGUAGE + IN_ORDER,
          toSink,
          orgId,
          session,
          language.get(),
          orgId,
          session,
          language.get());
    }
  }

  /** Languages that captions of the session were heard in, or translated into. */
  List<String> languages(UUID orgId, UUID session) {
    return jdbc.sql(
            """
            select distinct language from caption where org_id = :org and session_id = :session and state = 'final'
            union select distinct target_language from translation where org_id = :org and session_id = :session
            """)
        .param("org", orgId)
        .param("session", session)
        .query(String.class)
        .list();
  }

  private static Cue cue(ResultSet row) throws SQLException {
    return new Cue(
        row.getString("id"),
        AudioFormat.msOfSamples(row.getLong("start_sample")),
        AudioFormat.msOfSamples(row.getLong("end_sample")),
        strings(row.getArray("lines")),
        row.getString("text"),
        row.getString("language"),
        row.getString("untranslated"));
  }

  private static List<String> strings(java.sql.@Nullable Array array) throws SQLException {
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }
}
