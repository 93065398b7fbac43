package io.streamlation.control.captions;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.control.captions.TranscriptLog.NewEntry;
import io.streamlation.control.intake.Arrived;
import io.streamlation.control.reconcile.Lags;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Writes finals, each once. Everything here happens in the intake's transaction. */
@Repository
class Transcript {
  static final String FINAL = "final";
  static final String WITHDRAWN = "withdrawn";

  /**
   * A minute of speech has about a thousand; more would not fit into a frame of the live socket.
   */
  private static final int LONGEST_TEXT = 4_000;

  private static final int LONGEST_ID = 160;

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final TranscriptLog log;
  private final Conflicts conflicts;
  private final Lags lags;
  private final Clock clock;
  private final Counter captionsStored;
  private final Counter translationsStored;
  private final Counter repeated;
  private final Timer captionLag;
  private final Timer translationLag;

  Transcript(
      JdbcClient jdbc,
      JdbcTemplate batches,
      TranscriptLog log,
      Conflicts conflicts,
      Lags lags,
      Clock clock,
      MeterRegistry metrics) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.log = log;
    this.conflicts = conflicts;
    this.lags = lags;
    this.clock = clock;
    this.captionsStored = stored(metrics, "caption");
    this.translationsStored = stored(metrics, "translation");
    this.repeated =
        Counter.builder("streamlation.transcript.repeated")
            .description("Finals that came again and said the same; after a restart this rises")
            .register(metrics);
    this.captionLag = lag(metrics, "caption");
    this.translationLag = lag(metrics, "translation");
  }

  static Optional<String> complaintAbout(String sessionId, String captionId, int textLength) {
    if (!captionId.startsWith(sessionId + ".") || captionId.length() > LONGEST_ID) {
      return Optional.of("its caption id \"" + captionId + "\" is not one of its session");
    }
    if (textLength > LONGEST_TEXT) {
      return Optional.of(
          "its text has " + textLength + " characters, a caption has at most " + LONGEST_TEXT);
    }
    return Optional.empty();
  }

  private static Counter stored(MeterRegistry metrics, String kind) {
    return Counter.builder("streamlation.transcript.stored")
        .description("Finals written")
        .tag("kind", kind)
        .register(metrics);
  }

  private static Timer lag(MeterRegistry metrics, String kind) {
    return Timer.builder("streamlation.transcript.lag")
        .description("From the arrival of the last sample a final needed to its being stored")
        .tag("kind", kind)
        .serviceLevelObjectives(
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofMillis(3_500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30))
        .register(metrics);
  }

  /** Finals and withdrawals. A withdrawal may still become a final; a final stays what it is. */
  void keepCaptions(List<Arrived<Caption>> arrivals) {
    Instant now = clock.instant();
    int[] written =
        batches
            .batchUpdate(
                """
            insert into caption as old
              (id, org_id, session_id, epoch, utterance_start_sample, segment, state, text, lines, language,
               media_start_sample, media_end_sample, epoch_offset_samples, message, stored_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set
              state = excluded.state, text = excluded.text, lines = excluded.lines, language = excluded.language,
              media_start_sample = excluded.media_start_sample, media_end_sample = excluded.media_end_sample,
              epoch_offset_samples = excluded.epoch_offset_samples, message = excluded.message,
              stored_at = excluded.stored_at
            where old.state = 'withdrawn' and excluded.state = 'final'
            """,
                arrivals,
                arrivals.size(),
                (statement, arrived) -> fill(statement, arrived, now))[0];
    List<NewEntry> entries = new ArrayList<>();
    Map<UUID, List<Integer>> newestLagsMs = new HashMap<>();
    for (int i = 0; i < written.length; i++) {
      Arrived<Caption> arrived = arrivals.get(i);
      Caption caption = arrived.message();
      if (written[i] == 0) {
        compare(arrived, caption);
        continue;
      }
      entries.add(
          new NewEntry(
              arrived.orgId(), arrived.sessionId(), caption.getId(), "", stateOf(caption)));
      captionsStored.increment();
      measure(captionLag, newestLagsMs, arrived, caption.getLag().getCapturedAtMs(), now);
    }
    log.append(entries);
    newestLagsMs.forEach(lags::add);
  }

  private static void fill(PreparedStatement row, Arrived<Caption> arrived, Instant now)
      throws SQLException {
    Caption caption = arrived.message();
    row.setString(1, caption.getId());
    row.setObject(2, arrived.orgId());
    row.setObject(3, arrived.sessionId());
    row.setLong(4, caption.getEpoch());
    row.setLong(5, caption.getUtteranceStartSample());
    row.setInt(6, caption.getSegment());
    row.setString(7, stateOf(caption));
    row.setString(8, caption.getText());
    row.setArray(9, row.getConnection().createArrayOf("text", caption.getLinesList().toArray()));
    row.setString(10, caption.getLanguage());
    row.setLong(11, caption.getMediaStartSample());
    row.setLong(12, caption.getMediaEndSample());
    row.setLong(13, caption.getEpochOffsetSamples());
    row.setBytes(14, caption.toByteArray());
    row.setTimestamp(15, Timestamp.from(now));
  }

  private void compare(Arrived<Caption> arrived, Caption replay) {
    Caption stored =
        read(
            Caption.parser(),
            jdbc.sql("select message from caption where id = :id")
                .param("id", replay.getId())
                .query(byte[].class)
                .single());
    if (said(stored).equals(said(replay))) {
      repeated.increment();
      return;
    }
    conflicts.report(
        arrived.orgId(),
        arrived.sessionId(),
        replay.getId(),
        replay.getEpoch(),
        replay.getMediaStartSample(),
        "Caption "
            + replay.getId()
            + " was stored as "
            + inWords(stored)
            + ", a replay says "
            + inWords(replay)
            + "; the stored one stays.");
  }

  /** Final translations, untranslated ones included. */
  void keepTranslations(List<Arrived<Translation>> arrivals) {
    Instant now = clock.instant();
    int[] written =
        batches
            .batchUpdate(
                """
            insert into translation
              (caption_id, target_language, org_id, session_id, epoch, utterance_start_sample, segment, text,
               untranslated_reason, lines, source_language, source_text, media_start_sample, media_end_sample,
               epoch_offset_samples, message, stored_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (caption_id, target_language) do nothing
            """,
                arrivals,
                arrivals.size(),
                (statement, arrived) -> fillTranslation(statement, arrived, now))[0];
    List<NewEntry> entries = new ArrayList<>();
    Map<UUID, List<Integer>> newestLagsMs = new HashMap<>();
    for (int i = 0; i < written.length; i++) {
      Arrived<Translation> arrived = arrivals.get(i);
      Translation translation = arrived.message();
      if (written[i] == 0) {
        compareTranslation(arrived, translation);
        continue;
      }
      entries.add(
          new NewEntry(
              arrived.orgId(),
              arrived.sessionId(),
              translation.getCaptionId(),
              translation.getTargetLanguage(),
              FINAL));
      translationsStored.increment();
      measure(translationLag, newestLagsMs, arrived, translation.getLag().getCapturedAtMs(), now);
    }
    log.append(entries);
    newestLagsMs.forEach(lags::add);
  }

  private static void fillTranslation(
      PreparedStatement row, Arrived<Translation> arrived, Instant now) throws SQLException {
    Translation translation = arrived.message();
    row.setString(1, translation.getCaptionId());
    row.setString(2, translation.getTargetLanguage());
    row.setObject(3, arrived.orgId());
    row.setObject(4, arrived.sessionId());
    row.setLong(5, translation.getEpoch());
    row.setLong(6, translation.getUtteranceStartSample());
    row.setInt(7, translation.getSegment());
    row.setString(8, translation.hasText() ? translation.getText() : null);
    row.setString(
        9, translation.hasText() ? null : translation.getUntranslated().getReason().name());
    row.setArray(
        10, row.getConnection().createArrayOf("text", translation.getLinesList().toArray()));
    row.setString(11, translation.getSourceLanguage());
    row.setString(12, translation.getSourceText());
    row.setLong(13, translation.getMediaStartSample());
    row.setLong(14, translation.getMediaEndSample());
    row.setLong(15, translation.getEpochOffsetSamples());
    row.setBytes(16, translation.toByteArray());
    row.setTimestamp(17, Timestamp.from(now));
  }

  private void compareTranslation(Arrived<Translation> arrived, Translation replay) {
    Translation stored =
        read(
            Translation.parser(),
            jdbc.sql(
                    """
                    select message from translation
                    where caption_id = :caption and target_language = :language
                    """)
                .param("caption", replay.getCaptionId())
                .param("language", replay.getTargetLanguage())
                .query(byte[].class)
                .single());
    if (said(stored).equals(said(replay))) {
      repeated.increment();
      return;
    }
    conflicts.report(
        arrived.orgId(),
        arrived.sessionId(),
        replay.getCaptionId() + "." + replay.getTargetLanguage(),
        replay.getEpoch(),
        replay.getMediaStartSample(),
        "The translation of "
            + replay.getCaptionId()
            + " into "
            + replay.getTargetLanguage()
            + " was stored as "
            + inWords(stored)
            + ", a replay says "
            + inWords(replay)
            + "; the stored one stays.");
  }

  /** What a viewer sees. Lag, revision and confidence may differ from one run to the next. */
  private static Caption said(Caption caption) {
    return Caption.newBuilder()
        .setState(caption.getState())
        .setText(caption.getText())
        .addAllLines(caption.getLinesList())
        .setLanguage(caption.getLanguage())
        .setMediaStartSample(caption.getMediaStartSample())
        .setMediaEndSample(caption.getMediaEndSample())
        .build();
  }

  private static Translation said(Translation translation) {
    Translation.Builder said =
        Translation.newBuilder()
            .addAllLines(translation.getLinesList())
            .setMediaStartSample(translation.getMediaStartSample())
            .setMediaEndSample(translation.getMediaEndSample());
    return translation.hasText()
        ? said.setText(translation.getText()).build()
        : said.setUntranslated(
                said.getUntranslatedBuilder().setReason(translation.getUntranslated().getReason()))
            .build();
  }

  private static String inWords(Caption caption) {
    return caption.getState() == Caption.State.STATE_WITHDRAWN
        ? "withdrawn"
        : "\"" + caption.getText() + "\"";
  }

  private static String inWords(Translation translation) {
    return translation.hasText()
        ? "\"" + translation.getText() + "\""
        : "untranslated (" + translation.getUntranslated().getReason() + ")";
  }

  private static String stateOf(Caption caption) {
    return caption.getState() == Caption.State.STATE_FINAL ? FINAL : WITHDRAWN;
  }

  private static void measure(
      Timer timer,
      Map<UUID, List<Integer>> newestFirst,
      Arrived<?> arrived,
      long capturedAtMs,
      Instant now) {
    if (capturedAtMs > 0) {
      long lagMs = Math.max(0, now.toEpochMilli() - capturedAtMs);
      timer.record(Duration.ofMillis(lagMs));
      newestFirst
          .computeIfAbsent(arrived.sessionId(), id -> new ArrayList<>())
          .add(0, (int) Math.min(Integer.MAX_VALUE, lagMs));
    }
  }

  private static <T> T read(com.google.protobuf.Parser<T> parser, byte[] message) {
    try {
      return parser.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored message cannot be read back", e);
    }
  }
}
