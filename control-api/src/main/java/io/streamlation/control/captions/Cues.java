package io.streamlation.control.captions;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Translation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
             epoch_offset_samples + media_end_sample as end_sample, segment, %s as message, false as translated
      from caption c where org_id = ? and session_id = ? and state = 'final'
        and epoch_offset_samples + media_start_sample >= ? and epoch_offset_samples + media_start_sample < ?
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
                 epoch_offset_samples + media_start_sample, epoch_offset_samples + media_end_sample, segment, %s, true
          from translation where org_id = ? and session_id = ?
            and epoch_offset_samples + media_start_sample >= ? and epoch_offset_samples + media_start_sample < ?
            and target_language = ?
          """;

  /** Dates are not in a column of their own: they are read out of the message where they count. */
  private static final String WITH_DATES = "message";

  private static final String WITHOUT_DATES = "null::bytea";

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
  void each(
      UUID orgId, UUID session, Optional<String> language, CueRange range, Consumer<Cue> sink) {
    RowCallbackHandler toSink =
        row -> {
          if (!range.isByDate() || range.holds(date(row))) {
            sink.accept(cue(row));
          }
        };
    String message = range.isByDate() ? WITH_DATES : WITHOUT_DATES;
    List<Object> of = List.of(orgId, session, range.firstSample(), range.endSample());
    if (language.isEmpty()) {
      streaming.query(SPOKEN.formatted(message) + IN_ORDER, toSink, of.toArray());
    } else {
      List<Object> both = new ArrayList<>(of);
      both.add(language.get());
      both.addAll(of);
      both.add(language.get());
      streaming.query(IN_LANGUAGE.formatted(message, message) + IN_ORDER, toSink, both.toArray());
    }
  }

  /** Whether the source told dates; a session without captions has none that could be missing. */
  boolean tellsDates(UUID orgId, UUID session) {
    return jdbc
        .sql(
            """
            select message from caption where org_id = :org and session_id = :session and state = 'final'
            order by (epoch_offset_samples + media_start_sample) desc limit 1
            """)
        .param("org", orgId)
        .param("session", session)
        .query(byte[].class)
        .list()
        .stream()
        .allMatch(message -> date(message, false).isPresent());
  }

  private static Optional<Instant> date(ResultSet row) throws SQLException {
    return date(row.getBytes("message"), row.getBoolean("translated"));
  }

  private static Optional<Instant> date(byte[] message, boolean translated) {
    try {
      if (translated) {
        Translation translation = Translation.parseFrom(message);
        return translation.hasProgramDateTimeUs()
            ? Optional.of(instant(translation.getProgramDateTimeUs()))
            : Optional.empty();
      }
      Caption caption = Caption.parseFrom(message);
      return caption.hasProgramDateTimeUs()
          ? Optional.of(instant(caption.getProgramDateTimeUs()))
          : Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored message cannot be read back", e);
    }
  }

  private static Instant instant(long us) {
    return Instant.EPOCH.plus(us, ChronoUnit.MICROS);
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
