package io.streamlation.control.clips;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.control.captions.Conflicts;
import io.streamlation.control.captions.TranscriptLog;
import io.streamlation.control.captions.TranscriptLog.NewEntry;
import io.streamlation.control.intake.Arrived;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Writes clips, each once; reads them back. */
@Repository
class ClipStore {
  private static final String SPOKEN = "spoken";

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final TranscriptLog log;
  private final Conflicts conflicts;
  private final Clock clock;
  private final Counter clipsStored;
  private final Counter skipsStored;
  private final Counter repeated;
  private final Timer lag;

  ClipStore(
      JdbcClient jdbc,
      JdbcTemplate batches,
      TranscriptLog log,
      Conflicts conflicts,
      Clock clock,
      MeterRegistry metrics) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.log = log;
    this.conflicts = conflicts;
    this.clock = clock;
    this.clipsStored = stored(metrics, "clip");
    this.skipsStored = stored(metrics, "skipped");
    this.repeated =
        Counter.builder("streamlation.clips.repeated")
            .description("Clips that came again and were the same; after a restart this rises")
            .register(metrics);
    this.lag =
        Timer.builder("streamlation.clips.lag")
            .description(
                "From the arrival of the last sample a clip's caption needed to its being stored")
            .serviceLevelObjectives(
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30))
            .register(metrics);
  }

  private static Counter stored(MeterRegistry metrics, String outcome) {
    return Counter.builder("streamlation.clips.stored")
        .description("Finals that were spoken, or were not, written down")
        .tag("outcome", outcome)
        .register(metrics);
  }

  /**
   * A clip as it is listed.
   *
   * @param position its place in the transcript log
   * @param segment without its sound
   * @param hasAudio the sound is still there
   */
  record Stored(long position, SpokenSegment segment, boolean hasAudio) {}

  /** In the intake's transaction. */
  void keep(List<Arrived<SpokenSegment>> arrivals) {
    Instant now = clock.instant();
    int[] written =
        batches
            .batchUpdate(
                """
                insert into clip (caption_id, target_language, org_id, session_id, epoch, skipped_reason,
                                  audio, audio_sha256, message, stored_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (caption_id, target_language) do nothing
                """,
                arrivals,
                arrivals.size(),
                (statement, arrived) -> fill(statement, arrived, now))[0];
    List<NewEntry> entries = new ArrayList<>();
    for (int i = 0; i < written.length; i++) {
      Arrived<SpokenSegment> arrived = arrivals.get(i);
      SpokenSegment segment = arrived.message();
      if (written[i] == 0) {
        compare(arrived, segment);
        continue;
      }
      entries.add(
          new NewEntry(
              arrived.orgId(),
              arrived.sessionId(),
              segment.getCaptionId(),
              segment.getTargetLanguage(),
              SPOKEN));
      (segment.hasClip() ? clipsStored : skipsStored).increment();
      if (segment.getLag().getCapturedAtMs() > 0) {
        lag.record(
            Duration.ofMillis(
                Math.max(0, now.toEpochMilli() - segment.getLag().getCapturedAtMs())));
      }
    }
    log.append(entries);
  }

  private static void fill(PreparedStatement row, Arrived<SpokenSegment> arrived, Instant now)
      throws SQLException {
    SpokenSegment segment = arrived.message();
    row.setString(1, segment.getCaptionId());
    row.setString(2, segment.getTargetLanguage());
    row.setObject(3, arrived.orgId());
    row.setObject(4, arrived.sessionId());
    row.setLong(5, segment.getEpoch());
    if (segment.hasClip()) {
      row.setNull(6, Types.VARCHAR);
      row.setBytes(7, segment.getClip().getAudio().toByteArray());
      row.setBytes(8, digest(segment.getClip().getAudio()));
    } else {
      row.setString(6, segment.getSkipped().getReason());
      row.setNull(7, Types.BINARY);
      row.setNull(8, Types.BINARY);
    }
    row.setBytes(9, withoutAudio(segment).toByteArray());
    row.setTimestamp(10, Timestamp.from(now));
  }

  private static SpokenSegment withoutAudio(SpokenSegment segment) {
    return segment.hasClip()
        ? segment.toBuilder().setClip(segment.getClip().toBuilder().clearAudio()).build()
        : segment;
  }

  private void compare(Arrived<SpokenSegment> arrived, SpokenSegment replay) {
    record Before(SpokenSegment segment, byte @Nullable [] digest) {}
    Before stored =
        jdbc.sql(
                """
                select message, audio_sha256 from clip
                where caption_id = :caption and target_language = :language
                """)
            .param("caption", replay.getCaptionId())
            .param("language", replay.getTargetLanguage())
            .query((row, i) -> new Before(segment(row), row.getBytes("audio_sha256")))
            .single();
    byte[] digest = replay.hasClip() ? digest(replay.getClip().getAudio()) : null;
    if (Arrays.equals(stored.digest(), digest)
        && said(stored.segment()).equals(said(withoutAudio(replay)))) {
      repeated.increment();
      return;
    }
    conflicts.report(
        arrived.orgId(),
        arrived.sessionId(),
        replay.getCaptionId() + "." + replay.getTargetLanguage() + ".clip",
        replay.getEpoch(),
        replay.getMediaStartSample(),
        "The clip of "
            + replay.getCaptionId()
            + " in "
            + replay.getTargetLanguage()
            + " was stored as "
            + inWords(stored.segment())
            + ", a replay says "
            + inWords(replay)
            + "; the stored one stays.");
  }

  /** What a listener hears, and where. Lag and the words of a reason may differ between runs. */
  private static SpokenSegment said(SpokenSegment segment) {
    SpokenSegment.Builder said = segment.toBuilder().clearLag();
    if (said.hasSkipped()) {
      said.getSkippedBuilder().clearDetail();
    }
    return said.build();
  }

  private static String inWords(SpokenSegment segment) {
    return segment.hasClip()
        ? segment.getClip().getDurationMs()
            + " ms by "
            + segment.getVoice()
            + " of \""
            + segment.getText()
            + "\""
        : "skipped (" + segment.getSkipped().getReason() + ")";
  }

  /**
   * Of one session, in the order in which they were stored, from behind {@code after}.
   *
   * @param language empty = all
   */
  List<Stored> after(UUID orgId, UUID session, Optional<String> language, long after, int limit) {
    return jdbc.sql(
            """
            select l.position, c.message, c.audio is not null as has_audio
            from transcript_log l
            join clip c on c.caption_id = l.caption_id and c.target_language = l.target_language
            where l.org_id = :org and l.session_id = :session and l.state = 'spoken' and l.position > :after
              and (:all or lower(l.target_language) = lower(:language))
            order by l.position limit :limit
            """)
        .param("org", orgId)
        .param("session", session)
        .param("after", after)
        .param("all", language.isEmpty())
        .param("language", language.orElse(""))
        .param("limit", limit)
        .query(
            (row, i) ->
                new Stored(row.getLong("position"), segment(row), row.getBoolean("has_audio")))
        .list();
  }

  /**
   * A clip with its sound.
   *
   * @param audio null: skipped, or deleted since
   */
  record Heard(SpokenSegment segment, byte @Nullable [] audio, byte @Nullable [] digest) {}

  Optional<Heard> find(UUID orgId, UUID session, String captionId, String language) {
    return jdbc.sql(
            """
            select message, audio, audio_sha256 from clip
            where org_id = :org and session_id = :session and caption_id = :caption
              and lower(target_language) = lower(:language)
            """)
        .param("org", orgId)
        .param("session", session)
        .param("caption", captionId)
        .param("language", language)
        .query(
            (row, i) ->
                new Heard(segment(row), row.getBytes("audio"), row.getBytes("audio_sha256")))
        .optional();
  }

  /** Deletes the sound of what was stored before; that it was spoken stays known. */
  int forgetAudioBefore(Instant before) {
    return jdbc.sql("update clip set audio = null where audio is not null and stored_at < :before")
        .param("before", Timestamp.from(before))
        .update();
  }

  private static SpokenSegment segment(ResultSet row) throws SQLException {
    try {
      return SpokenSegment.parseFrom(row.getBytes("message"));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored clip cannot be read back", e);
    }
  }

  private static byte[] digest(ByteString audio) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(audio.asReadOnlyByteBuffer());
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
