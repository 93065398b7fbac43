package io.streamlation.control.captions;

import com.google.protobuf.ByteString;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The order in which finals were stored. A position is given once, durably; positions become
 * visible in their order, so whoever has read up to one has missed nothing before it.
 */
@Repository
public class TranscriptLog {
  private static final RowMapper<LogEntry> ENTRY =
      (row, i) ->
          new LogEntry(
              row.getLong("position"),
              row.getObject("session_id", UUID.class),
              row.getString("caption_id"),
              row.getString("target_language"),
              row.getBoolean("spoken"),
              row.getString("language"),
              ByteString.copyFrom(row.getBytes("message")));

  private static final String ENTRIES =
      """
      select l.position, l.session_id, l.caption_id, l.target_language,
             l.state = 'spoken' as spoken,
             coalesce(s.target_language, t.target_language, c.language) as language,
             coalesce(s.message, t.message, c.message) as message
      from transcript_log l
      left join clip s on l.state = 'spoken' and s.caption_id = l.caption_id
                      and s.target_language = l.target_language
      left join caption c on l.target_language = '' and c.id = l.caption_id
      left join translation t on l.target_language <> '' and l.state <> 'spoken'
                             and t.caption_id = l.caption_id and t.target_language = l.target_language
      """;

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final Clock clock;

  TranscriptLog(JdbcClient jdbc, JdbcTemplate batches, Clock clock) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.clock = clock;
  }

  /**
   * A final with its place.
   *
   * @param targetLanguage empty = the caption itself
   * @param isClip it was spoken, or was not, in the target language
   * @param language what the text is in
   * @param message the protobuf: {@code Caption}, {@code Translation}, or {@code SpokenSegment}
   *     without its sound
   */
  public record LogEntry(
      long position,
      UUID sessionId,
      String captionId,
      String targetLanguage,
      boolean isClip,
      String language,
      ByteString message) {
    public boolean isTranslation() {
      return !targetLanguage.isEmpty() && !isClip;
    }
  }

  public record Head(UUID log, long position) {}

  /** A final that was stored in this transaction. */
  public record NewEntry(
      UUID orgId, UUID sessionId, String captionId, String targetLanguage, String state) {}

  /** The log's name and its last visible position. */
  public Head head() {
    return jdbc.sql("select log, position from transcript_head")
        .query((row, i) -> new Head(row.getObject("log", UUID.class), row.getLong("position")))
        .single();
  }

  /** Gives places, in the order given; holds the head until the transaction ends. */
  public void append(List<NewEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    long last =
        jdbc.sql("update transcript_head set position = position + :n returning position")
            .param("n", entries.size())
            .query(Long.class)
            .single();
    long first = last - entries.size() + 1;
    Timestamp now = Timestamp.from(clock.instant());
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      NewEntry entry = entries.get(i);
      rows.add(
          new Object[] {
            first + i,
            entry.orgId(),
            entry.sessionId(),
            entry.captionId(),
            entry.targetLanguage(),
            entry.state(),
            now
          });
    }
    batches.batchUpdate(
        """
        insert into transcript_log (position, org_id, session_id, caption_id, target_language, state, recorded_at)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        rows);
  }

  /** Of these sessions, in order, from behind {@code after} up to and with {@code upTo}. */
  public List<LogEntry> between(Collection<UUID> sessions, long after, long upTo) {
    return sessions.isEmpty()
        ? List.of()
        : jdbc.sql(
                ENTRIES
                    + " where l.session_id in (:sessions) and l.position > :after and l.position <= :upTo"
                    + " order by l.position")
            .param("sessions", sessions)
            .param("after", after)
            .param("upTo", upTo)
            .query(ENTRY)
            .list();
  }

  /**
   * Of one session, in order, from behind {@code after}.
   *
   * @param languages empty = all
   */
  public List<LogEntry> after(UUID session, long after, Set<String> languages, int limit) {
    return jdbc.sql(
            ENTRIES
                + " where l.session_id = :session and l.position > :after"
                + "   and (:all or coalesce(s.target_language, t.target_language, c.language) in (:languages))"
                + " order by l.position limit :limit")
        .param("session", session)
        .param("after", after)
        .param("all", languages.isEmpty())
        .param("languages", someOf(languages))
        .param("limit", limit)
        .query(ENTRY)
        .list();
  }

  /** How many entries of this session lie behind {@code after}; counting stops at {@code most}. */
  public long countAfter(UUID session, long after, long most) {
    return jdbc.sql(
            """
            select count(*) from (select 1 from transcript_log
                                  where session_id = :session and position > :after limit :most) counted
            """)
        .param("session", session)
        .param("after", after)
        .param("most", most)
        .query(Long.class)
        .single();
  }

  /**
   * The place before the newest {@code captions} captions of this session and their translations,
   * which may have been stored before them: they come on topics of their own.
   */
  public long placeBeforeNewest(UUID session, int captions) {
    return jdbc.sql(
            """
            select coalesce(min(position), 1) - 1 from (
              select position from transcript_log
              where session_id = :session and caption_id in (
                select caption_id from transcript_log
                where session_id = :session and target_language = '' order by position desc limit :captions)) newest
            """)
        .param("session", session)
        .param("captions", captions)
        .query(Long.class)
        .single();
  }

  /** SQL has no empty list. */
  private static Collection<String> someOf(Set<String> languages) {
    return languages.isEmpty() ? Collections.singleton("") : languages;
  }
}
