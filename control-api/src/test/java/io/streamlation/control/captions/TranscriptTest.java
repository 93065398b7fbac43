package io.streamlation.control.captions;

import static io.streamlation.control.Said.caption;
import static io.streamlation.control.Said.event;
import static io.streamlation.control.Said.partial;
import static io.streamlation.control.Said.say;
import static io.streamlation.control.Said.tally;
import static io.streamlation.control.Said.translation;
import static io.streamlation.control.Said.untranslated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.Untranslated;
import io.streamlation.control.ControlApiUnderTest;
import io.streamlation.control.ControlApiUnderTest.Answer;
import io.streamlation.control.captions.TranscriptLog.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From Kafka to PostgreSQL and out again, through the running process. */
class TranscriptTest {
  private final ControlApiUnderTest api = ControlApiUnderTest.shared();
  private final TranscriptLog log = api.bean(TranscriptLog.class);
  private final UUID session = api.createSession();

  private List<LogEntry> logged() {
    return log.after(session, 0, Set.of(), 1_000);
  }

  private List<String> texts(String language) {
    List<String> texts = new ArrayList<>();
    cues(language).forEach(cue -> texts.add(cue.path("text").asString()));
    return texts;
  }

  private JsonNode cues(String language) {
    return api.get(
            "/api/v1/sessions/"
                + session
                + "/captions.json"
                + (language.isEmpty() ? "" : "?language=" + language))
        .json()
        .path("cues");
  }

  private List<JsonNode> events() {
    List<JsonNode> events = new ArrayList<>();
    api.get("/api/v1/sessions/" + session + "/events").json().path("items").forEach(events::add);
    return events;
  }

  private JsonNode actual() {
    return api.get("/api/v1/sessions/" + session).json().path("actual");
  }

  private double count(String metric) {
    return api.bean(MeterRegistry.class).get(metric).counter().count();
  }

  @Test
  void finalsAreKeptInBothLanguagesAndPartialsAreNot() {
    Caption hello = caption(session, 1, "Hello world.").build();
    say(partial(session, 1, "Hello").build());
    say(hello);
    say(translation(hello, "es", "Hola mundo.").build());
    say(caption(session, 3, "Bye.").build());

    await().untilAsserted(() -> assertThat(logged()).hasSize(3));
    assertThat(texts("en")).containsExactly("Hello world.", "Bye.");
    assertThat(texts("ES")).containsExactly("Hola mundo.");
    assertThat(texts("")).containsExactly("Hello world.", "Bye.");
    assertThat(cues("en").get(0).path("startMs").asInt()).isEqualTo(1_000);
    assertThat(cues("en").get(0).path("endMs").asInt()).isEqualTo(2_000);

    Answer srt = api.get("/api/v1/sessions/" + session + "/captions.srt?language=es");
    assertThat(srt.header("Content-Type")).startsWith("application/x-subrip");
    assertThat(srt.body()).isEqualTo("1\n00:00:01,000 --> 00:00:02,000\nHola mundo.\n\n");
    Answer vtt = api.get("/api/v1/sessions/" + session + "/captions.vtt");
    assertThat(vtt.header("Content-Type")).startsWith("text/vtt");
    assertThat(vtt.body()).startsWith("WEBVTT\n\n" + hello.getId() + "\n00:00:01.000 --> ");
  }

  @Test
  void epochsJoinOnTheSessionsOwnTimeLineInOrder() {
    Caption second =
        caption(session, 0, "After the gap.")
            .setId(session + ".9.0.0")
            .setEpoch(9)
            .setEpochOffsetSamples(16_000 * 60)
            .build();
    say(second);
    say(caption(session, 5, "Before the gap.").build());

    await().untilAsserted(() -> assertThat(logged()).hasSize(2));
    assertThat(texts("en")).containsExactly("Before the gap.", "After the gap.");
    assertThat(cues("en").get(1).path("startMs").asInt()).isEqualTo(60_000);
  }

  @Test
  void whatCouldNotBeTranslatedIsShownAsItWasSaid() {
    Caption hello = caption(session, 1, "Hello.").build();
    say(hello);
    say(untranslated(hello, "es", Untranslated.Reason.REASON_DEADLINE).build());

    await().untilAsserted(() -> assertThat(logged()).hasSize(2));
    JsonNode cue = cues("es").get(0);
    assertThat(cue.path("text").asString()).isEqualTo("Hello.");
    assertThat(cue.path("language").asString()).isEqualTo("en");
    assertThat(cue.path("untranslated").asString()).isEqualTo("deadline");
  }

  @Test
  void aLanguageTheSessionDoesNotHaveIsRefused() {
    Answer refused = api.get("/api/v1/sessions/" + session + "/captions.srt?language=fr");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/errors/0/allowed").toString()).isEqualTo("[\"en\",\"es\"]");
  }

  @Test
  void aReplayThatSaysTheSameChangesNothing() {
    Caption hello = caption(session, 1, "Hello.").build();
    say(hello);
    await().untilAsserted(() -> assertThat(logged()).hasSize(1));
    long position = logged().get(0).position();
    double repeated = count("streamlation.transcript.repeated");

    say(hello.toBuilder().setRevision(4).setLag(LagTrace.newBuilder().setCapturedAtMs(1)).build());
    await()
        .untilAsserted(
            () -> assertThat(count("streamlation.transcript.repeated")).isGreaterThan(repeated));
    assertThat(logged()).extracting(LogEntry::position).containsExactly(position);
    assertThat(events()).isEmpty();
  }

  @Test
  void aReplayThatSaysSomethingElseIsReportedAndNotShown() {
    Caption hello = caption(session, 1, "Hello.").build();
    say(hello);
    say(translation(hello, "es", "Hola.").build());
    await().untilAsserted(() -> assertThat(logged()).hasSize(2));
    double conflicts = count("streamlation.transcript.conflicts");

    for (int i = 0; i < 2; i++) {
      say(hello.toBuilder().setText("Yellow.").build());
      say(translation(hello, "es", "Amarillo.").build());
    }
    await()
        .untilAsserted(
            () -> assertThat(count("streamlation.transcript.conflicts")).isEqualTo(conflicts + 4));
    assertThat(texts("en")).containsExactly("Hello.");
    assertThat(texts("es")).containsExactly("Hola.");
    assertThat(logged()).hasSize(2);
    assertThat(events())
        .extracting(e -> e.path("message").asString())
        .containsExactlyInAnyOrder(
            "Caption "
                + hello.getId()
                + " was stored as \"Hello.\", a replay says \"Yellow.\"; the stored one stays.",
            "The translation of "
                + hello.getId()
                + " into es was stored as \"Hola.\", a replay says \"Amarillo.\"; the stored one stays.");
  }

  @Test
  void aWithdrawalIsLoggedAndNotExported() {
    Caption phantom =
        caption(session, 2, "").setState(Caption.State.STATE_WITHDRAWN).clearLines().build();
    say(phantom);
    await().untilAsserted(() -> assertThat(logged()).hasSize(1));
    assertThat(texts("en")).isEmpty();

    say(caption(session, 2, "Heard after all.").build());
    await().untilAsserted(() -> assertThat(logged()).hasSize(2));
    assertThat(texts("en")).containsExactly("Heard after all.");

    double conflicts = count("streamlation.transcript.conflicts");
    say(phantom);
    await()
        .untilAsserted(
            () -> assertThat(count("streamlation.transcript.conflicts")).isEqualTo(conflicts + 1));
    assertThat(texts("en")).containsExactly("Heard after all.");
  }

  @Test
  void whatCannotBeReadIsPutAsideAndTheRestGoesOn() {
    String key = session.toString();
    UUID stranger = UUID.randomUUID();
    api.kafka().send(Topics.CAPTIONS, key, "not protobuf".getBytes(StandardCharsets.UTF_8));
    api.kafka().send(Topics.CAPTIONS, key, caption(stranger, 1, "x").build().toByteArray());
    api.kafka()
        .send(
            Topics.CAPTIONS, stranger.toString(), caption(stranger, 1, "x").build().toByteArray());
    say(caption(session, 1, "a \u0000 that PostgreSQL does not take").build());
    say(caption(session, 2, "x".repeat(4_001)).build());
    say(caption(session, 3, "x").setId("someone-else.7.0.0").build());
    say(caption(session, 4, "Goes on.").build());

    await().untilAsserted(() -> assertThat(texts("en")).containsExactly("Goes on."));
    List<String> reasons = new ArrayList<>();
    for (byte[] letter : api.kafka().read(Topics.CAPTIONS_DEAD_LETTERS, key)) {
      reasons.add(letterOf(letter).getReason());
    }
    assertThat(reasons).hasSize(5);
    assertThat(reasons.get(0)).contains("not the message this topic carries");
    assertThat(reasons.get(1)).contains("its key is \"" + key + "\"");
    assertThat(reasons).anyMatch(r -> r.contains("could not be stored"));
    assertThat(reasons).anyMatch(r -> r.contains("4001 characters"));
    assertThat(reasons).anyMatch(r -> r.contains("is not one of its session"));
    assertThat(
            letterOf(api.kafka().read(Topics.CAPTIONS_DEAD_LETTERS, stranger.toString()).get(0))
                .getReason())
        .contains("which this database does not know");
  }

  private static DeadLetter letterOf(byte[] bytes) {
    try {
      return DeadLetter.parseFrom(bytes);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theActualStateFollowsClaimsAndEvents() {
    long epoch =
        api.kafka()
            .send(
                Topics.CLAIMS,
                session.toString(),
                Claim.newBuilder()
                    .setSessionId(session.toString())
                    .setBridgeId("bridge-1")
                    .setKind(Claim.Kind.KIND_TAKEN)
                    .setPlanRevision(1)
                    .setAtMs(System.currentTimeMillis())
                    .build()
                    .toByteArray())
            .offset();
    await()
        .untilAsserted(
            () -> {
              assertThat(actual().path("state").asString()).isEqualTo("connecting");
              assertThat(actual().path("epoch").asLong()).isEqualTo(epoch);
              assertThat(actual().path("revision").asInt()).isEqualTo(1);
            });

    say(event(session, "on", SessionEvent.Kind.KIND_ON_AIR).setEpoch(epoch).build());
    await().untilAsserted(() -> assertThat(actual().path("state").asString()).isEqualTo("on-air"));
    assertThat(api.get("/api/v1/sessions/" + session).json().path("notYet").isNull()).isTrue();

    say(event(session, "gap", SessionEvent.Kind.KIND_GAP).setEpoch(epoch).build());
    say(
        event(session, "late", SessionEvent.Kind.KIND_FAILED)
            .setEpoch(epoch)
            .setAtMs(1_000)
            .build());
    await().untilAsserted(() -> assertThat(events()).hasSize(3));
    assertThat(actual().path("state").asString()).as("neither changes it").isEqualTo("on-air");

    api.kafka()
        .send(
            Topics.CLAIMS,
            session.toString(),
            Claim.newBuilder()
                .setSessionId(session.toString())
                .setBridgeId("bridge-1")
                .setKind(Claim.Kind.KIND_RELEASED)
                .setEpoch(epoch)
                .setAtMs(System.currentTimeMillis())
                .setEnd(End.newBuilder().setReason(End.Reason.REASON_HANDED_OVER))
                .build()
                .toByteArray());
    await().untilAsserted(() -> assertThat(actual().path("state").asString()).isEqualTo("pending"));

    say(
        event(session, "end", SessionEvent.Kind.KIND_ENDED)
            .setEpoch(epoch)
            .setParty(SessionEvent.Party.PARTY_SOURCE)
            .build());
    await()
        .untilAsserted(
            () -> {
              assertThat(actual().path("state").asString()).isEqualTo("ended");
              assertThat(actual().path("party").asString()).isEqualTo("source");
            });
  }

  @Test
  void theLedgerIsJudgedFromTalliesAndWhatIsStored() {
    Caption hello = caption(session, 1, "Hello.").build();
    say(hello);
    say(translation(hello, "es", "Hola.").build());
    say(tally(session, "ingest", 8_000, false, Map.of("pcm_samples", 8_000L)).build());
    Map<String, Long> ingest =
        Map.of("frames_published", 11L, "pcm_samples", 16_000L, "gap_samples", 0L);
    say(tally(session, "ingest", 16_000, true, ingest).build());
    say(tally(session, "ingest", 8_000, false, Map.of("pcm_samples", 8_000L)).build());
    say(
        tally(
                session,
                "cut",
                16_000,
                true,
                Map.of(
                    "pcm_samples", 16_000L,
                    "speech_samples", 12_000L,
                    "silence_samples", 4_000L,
                    "utterances", 1L))
            .build());
    say(
        tally(
                session,
                "recognise",
                16_000,
                true,
                Map.of("utterances", 1L, "samples_in", 12_000L, "heard", 1L))
            .build());
    say(tally(session, "settle", 16_000, true, Map.of("utterances", 1L, "finals", 1L)).build());
    say(tally(session, "fanout", 16_000, true, Map.of("finals", 1L, "requests", 1L)).build());
    say(
        tally(
                session,
                "translate:es",
                16_000,
                true,
                Map.of("requests", 1L, "translated", 1L, "untranslated", 0L))
            .build());
    await()
        .untilAsserted(
            () -> {
              JsonNode ledger = api.get("/api/v1/sessions/" + session + "/ledger").json();
              assertThat(ledger.at("/epochs/0/closed").asBoolean()).isTrue();
              assertThat(ledger.path("closed").asBoolean()).as("it may go on").isFalse();
            });

    say(event(session, "over", SessionEvent.Kind.KIND_STOPPED).build());
    await()
        .untilAsserted(
            () -> {
              JsonNode ledger = api.get("/api/v1/sessions/" + session + "/ledger").json();
              assertThat(ledger.path("balanced").asBoolean()).as(ledger.toString()).isTrue();
              assertThat(ledger.path("unaccountedSamples").asInt()).isZero();
              assertThat(ledger.at("/sums/ingest/pcm_samples").asInt()).isEqualTo(16_000);
              assertThat(ledger.at("/sums/stored/translations:es").asInt()).isEqualTo(1);
            });
  }

  @Test
  void ofSeveralTalliesOfAStageTheFurthestHolds() {
    for (long asOf : List.of(48_000L, 16_000L, 64_000L, 32_000L)) {
      say(tally(session, "settle", asOf, false, Map.of("finals", asOf / 16_000)).build());
    }
    say(tally(session, "translate:es", 32_000, true, Map.of("translated", 2L)).build());
    say(tally(session, "translate:es", 32_000, false, Map.of("translated", 1L)).build());

    await()
        .untilAsserted(
            () -> {
              JsonNode stages =
                  api.get("/api/v1/sessions/" + session + "/ledger").json().at("/epochs/0/stages");
              assertThat(stages.at("/settle/asOfSample").asLong()).isEqualTo(64_000);
              assertThat(stages.at("/settle/counters/finals").asLong()).isEqualTo(4);
              assertThat(stages.at("/translate:es/closed").asBoolean()).isTrue();
              assertThat(stages.at("/translate:es/counters/translated").asLong()).isEqualTo(2);
            });
  }

  @Test
  void aRestartReadsOnWhereTheDatabaseIs() {
    try (ControlApiUnderTest own =
        ControlApiUnderTest.start("--streamlation.allow-source=127.0.0.1:18090")) {
      UUID theirs = own.createSession();
      say(caption(theirs, 1, "Before.").build());
      await()
          .untilAsserted(
              () ->
                  assertThat(own.bean(TranscriptLog.class).after(theirs, 0, Set.of(), 9))
                      .hasSize(1));
      TranscriptLog.Head before = own.bean(TranscriptLog.class).head();
      own.down();
      say(caption(theirs, 2, "While it was away.").build());
      own.up();
      await()
          .untilAsserted(
              () ->
                  assertThat(own.bean(TranscriptLog.class).after(theirs, 0, Set.of(), 9))
                      .extracting(LogEntry::position)
                      .containsExactly(before.position(), before.position() + 1));
      assertThat(own.bean(TranscriptLog.class).head().log()).isEqualTo(before.log());
    }
  }
}
