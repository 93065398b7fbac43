package io.streamlation.control.session;

import static io.streamlation.control.ControlApiUnderTest.NEWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Target;
import io.streamlation.control.ControlApiUnderTest;
import io.streamlation.control.ControlApiUnderTest.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SessionApiTest {
  private final ControlApiUnderTest api = ControlApiUnderTest.shared();

  private List<SessionPlan> plans(UUID session) {
    return api.kafka().read(Topics.SESSIONS, session.toString()).stream()
        .map(
            bytes -> {
              try {
                return SessionPlan.parseFrom(bytes);
              } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
              }
            })
        .toList();
  }

  @Test
  void aWishIsAnsweredPublishedAndFoundAgain() {
    Answer created = api.post("/api/v1/sessions", NEWS);

    assertThat(created.status()).isEqualTo(201);
    JsonNode session = created.json();
    UUID id = UUID.fromString(session.path("id").asString());
    assertThat(id.version()).isEqualTo(7);
    assertThat(created.header("Location")).isEqualTo("/api/v1/sessions/" + id);
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertThat(session.at("/desired/state").asString()).isEqualTo("on-air");
    assertThat(session.at("/actual/state").asString()).isEqualTo("pending");
    assertThat(session.path("notYet").asString()).contains("waiting for an ingest bridge");
    assertThat(session.path("createdAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");

    await().untilAsserted(() -> assertThat(plans(id)).hasSize(1));
    SessionPlan plan = plans(id).get(0);
    assertThat(plan.getRevision()).isEqualTo(1);
    assertThat(plan.getDesired()).isEqualTo(SessionPlan.Desired.DESIRED_ON_AIR);
    assertThat(plan.getSource().getUrl()).isEqualTo("http://127.0.0.1:18090/live/master.m3u8");
    assertThat(plan.getTargets(0).getLanguage()).isEqualTo("es");

    JsonNode read = api.get("/api/v1/sessions/" + id).json();
    assertThat(read.path("createdAt")).isEqualTo(session.path("createdAt"));
    assertThat(read.path("targets")).isEqualTo(session.path("targets"));
  }

  @Test
  void theSameKeyAndBodyGiveTheSameSession() {
    String key = UUID.randomUUID().toString();
    Answer first = api.post("/api/v1/sessions", NEWS, "Idempotency-Key", key);
    Answer again = api.post("/api/v1/sessions", NEWS.replace(" ", "  "), "Idempotency-Key", key);

    assertThat(again.status()).isEqualTo(201);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void theSameKeyAskedAtTheSameTimeMakesOneSession() {
    String key = UUID.randomUUID().toString();
    List<CompletableFuture<Answer>> asked =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> api.post("/api/v1/sessions", NEWS, "Idempotency-Key", key)))
            .limit(6)
            .toList();

    assertThat(asked.stream().map(f -> f.join().json().path("id").asString()).distinct())
        .hasSize(1);
  }

  @Test
  void theSameKeyWithAnotherBodyIsRefused() {
    String key = UUID.randomUUID().toString();
    api.post("/api/v1/sessions", NEWS, "Idempotency-Key", key);
    Answer other =
        api.post("/api/v1/sessions", NEWS.replace("News", "Sport"), "Idempotency-Key", key);

    assertThat(other.status()).isEqualTo(422);
    assertThat(other.json().path("type").asString()).isEqualTo("/problems/idempotency-key-reused");
  }

  @Test
  void changesOfTargetsGoOutInOrderAndStopIsTheLast() {
    UUID id = api.createSession();
    Answer none = api.patch("/api/v1/sessions/" + id, "{\"targets\": []}");
    assertThat(none.status()).isEqualTo(200);
    assertThat(none.json().at("/desired/revision").asInt()).isEqualTo(2);
    assertThat(none.header("ETag")).isEqualTo("\"2\"");
    Answer same = api.patch("/api/v1/sessions/" + id, "{\"targets\": []}");
    assertThat(same.json().at("/desired/revision").asInt()).isEqualTo(2);

    Answer stopped = api.post("/api/v1/sessions/" + id + "/stop", "");
    assertThat(stopped.status()).isEqualTo(202);
    assertThat(stopped.json().at("/desired/state").asString()).isEqualTo("stopped");
    assertThat(stopped.json().at("/actual/state").asString())
        .as("nobody had taken it up")
        .isEqualTo("stopped");
    assertThat(api.post("/api/v1/sessions/" + id + "/stop", "").status()).isEqualTo(202);

    await()
        .untilAsserted(
            () ->
                assertThat(plans(id))
                    .extracting(SessionPlan::getRevision)
                    .containsExactly(1L, 2L, 3L));
    assertThat(plans(id).get(2).getDesired()).isEqualTo(SessionPlan.Desired.DESIRED_STOPPED);

    Answer late = api.patch("/api/v1/sessions/" + id, "{\"targets\": [{\"language\": \"es\"}]}");
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.json().path("type").asString()).isEqualTo("/problems/session-over");
  }

  @Test
  void backupsAreJudgedOneByOneAndReachTheBridge() {
    UUID id = api.createSession();
    String path = "/api/v1/sessions/" + id;
    Answer refused =
        api.patch(
            path,
            "{\"backupUrls\": [\"https://b.example/live.m3u8\", \"http://10.0.0.1/x.m3u8\","
                + " \"https://b.example/live.m3u8\", \"gopher://c.example/x\"]}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().toString())
        .contains("\"backupUrls[1]\"", "\"backupUrls[2]\"", "\"backupUrls[3]\"")
        .doesNotContain("\"backupUrls[0]\"");

    Answer changed = api.patch(path, "{\"backupUrls\": [\"https://b.example/live.m3u8\"]}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().at("/source/backupUrls/0").asString())
        .isEqualTo("https://b.example/live.m3u8");
    await().untilAsserted(() -> assertThat(plans(id)).hasSize(2));
    assertThat(plans(id).get(1).getSource().getBackupUrlsList())
        .containsExactly("https://b.example/live.m3u8");
  }

  @Test
  void anotherAudioTrackIsANewBeginning() {
    UUID id = api.createSession();
    String path = "/api/v1/sessions/" + id;
    assertThat(api.get(path).json().at("/source/audioTrack").isNull()).isTrue();

    Answer german = api.patch(path, "{\"audioTrack\": \"de\"}");
    assertThat(german.status()).isEqualTo(200);
    assertThat(german.json().at("/source/audioTrack").asString()).isEqualTo("de");
    assertThat(german.json().at("/targets/0/language").asString()).isEqualTo("es");
    assertThat(api.patch(path, "{\"audioTrack\": \"de\"}").header("ETag"))
        .as("nothing is changed")
        .isEqualTo("\"2\"");
    assertThat(api.patch(path, "{\"audioTrack\": \"\"}").json().at("/source/audioTrack").isNull())
        .isTrue();
    assertThat(api.patch(path, "{}").status()).isEqualTo(422);

    await().untilAsserted(() -> assertThat(plans(id)).hasSize(3));
    assertThat(plans(id))
        .extracting(p -> p.getSource().getAudioTrack())
        .containsExactly("", "de", "");
    assertThat(plans(id)).extracting(SessionPlan::getBegunRevision).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aStoppedSessionGoesOnAirAgainUnderTheNextRevision() {
    UUID id = api.createSession();
    String path = "/api/v1/sessions/" + id;
    api.post(path + "/stop", "");
    Answer again = api.post(path + "/restart", "", "If-Match", "\"2\"");

    assertThat(again.status()).isEqualTo(202);
    assertThat(again.header("ETag")).isEqualTo("\"3\"");
    assertThat(again.json().at("/desired/state").asString()).isEqualTo("on-air");
    assertThat(again.json().at("/actual/state").asString()).isEqualTo("pending");
    await().untilAsserted(() -> assertThat(plans(id)).hasSize(3));
    SessionPlan plan = plans(id).get(2);
    assertThat(plan.getDesired()).isEqualTo(SessionPlan.Desired.DESIRED_ON_AIR);
    assertThat(plan.getBegunRevision()).isEqualTo(3);
    assertThat(plan.getTargets(0).getLanguage()).isEqualTo("es");

    assertThat(api.patch(path, "{\"targets\": []}").status())
        .as("its languages can be changed again")
        .isEqualTo(200);
    await().untilAsserted(() -> assertThat(plans(id)).hasSize(4));
    assertThat(plans(id).get(3).getBegunRevision()).as("a change is no beginning").isEqualTo(3);
  }

  @Test
  void aRestartOfWhatSomebodyElseHasChangedIsRefused() {
    UUID id = api.createSession();
    assertThat(api.post("/api/v1/sessions/" + id + "/restart", "", "If-Match", "\"9\"").status())
        .isEqualTo(412);
    assertThat(api.post("/api/v1/sessions/" + UUID.randomUUID() + "/restart", "").status())
        .isEqualTo(404);
  }

  @Test
  void aStaleRevisionIsRefused() {
    UUID id = api.createSession();
    String path = "/api/v1/sessions/" + id;
    assertThat(api.patch(path, "{\"targets\": []}", "If-Match", "\"1\"").status()).isEqualTo(200);
    Answer stale = api.patch(path, "{\"targets\": [{\"language\": \"es\"}]}", "If-Match", "\"1\"");

    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.json().at("/errors/0/allowed/0").asString()).isEqualTo("\"2\"");
    assertThat(api.get(path).json().path("targets")).isEmpty();
  }

  @Test
  void pagesLeadThroughAllSessionsOnce() {
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      created.add(0, api.createSession().toString());
    }
    List<String> found = new ArrayList<>();
    String cursor = "";
    while (found.size() < 5) {
      JsonNode page = api.get("/api/v1/sessions?limit=2" + cursor).json();
      page.path("items").forEach(item -> found.add(item.path("id").asString()));
      cursor = "&cursor=" + page.path("nextCursor").asString();
    }
    assertThat(found.subList(0, 5)).isEqualTo(created);
  }

  @Test
  void everythingWrongIsSaidAtOnce() {
    Answer refused =
        api.post(
            "/api/v1/sessions",
            """
            {"name": "%s", "source": {"protocol": "carrier-pigeon", "url": "x"}, "sourceLanguage": "tlh",
             "targets": [{"language": "english?"}, {"language": "es"}, {"language": "ES"}], "tier": "huge"}
            """
                .formatted("n".repeat(121)));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
    List<String> fields = new ArrayList<>();
    refused.json().path("errors").forEach(e -> fields.add(e.path("field").asString()));
    assertThat(fields)
        .containsExactly(
            "source.protocol",
            "sourceLanguage",
            "targets[0].language",
            "targets[2].language",
            "tier",
            "name");
  }

  @Test
  void aLanguageNobodyTranslatesIsRefusedWithWhatIsInstalled() {
    Answer refused = api.post("/api/v1/sessions", NEWS.replace("\"es\"", "\"fr\""));

    assertThat(refused.status()).isEqualTo(422);
    JsonNode problem = refused.json();
    assertThat(problem.path("type").asString()).isEqualTo("/problems/unsupported-language");
    assertThat(problem.at("/errors/0/field").asString()).isEqualTo("targets[0].language");
    assertThat(problem.at("/errors/0/value").asString()).isEqualTo("fr");
    assertThat(problem.at("/errors/0/allowed/0").asString()).isEqualTo("es");
    assertThat(api.send(api.anonymous("/problems/unsupported-language").GET()).body())
        .contains("GET /api/v1/languages");
  }

  @Test
  void aTargetIsSpokenByTheVoiceThatWasWished() {
    Answer created =
        api.post(
            "/api/v1/sessions",
            NEWS.replace(
                "[{\"language\": \"es\"}]",
                """
                [{"language": "es", "dub": true},
                 {"language": "en", "dub": true, "voice": "piper-unit-voice/unit_f"}]
                """));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    String id = created.json().path("id").asString();
    assertThat(created.json().path("targets").toString())
        .isEqualTo(
            "[{\"language\":\"es\",\"dub\":true,\"voice\":null},"
                + "{\"language\":\"en\",\"dub\":true,\"voice\":\"piper-unit-voice/unit_f\"}]");
    assertThat(api.get("/api/v1/sessions/" + id).json().path("targets"))
        .isEqualTo(created.json().path("targets"));
    SessionPlan plan = newestPlan(id);
    assertThat(plan.getTargets(0).getVoiceMode()).isEqualTo(Target.VoiceMode.VOICE_MODE_DUB);
    assertThat(plan.getTargets(0).getVoice()).isEmpty();
    assertThat(plan.getTargets(1).getVoice()).isEqualTo("piper-unit-voice/unit_f");

    Answer changed = api.patch("/api/v1/sessions/" + id, "{\"targets\": [{\"language\": \"es\"}]}");
    assertThat(changed.json().path("targets").toString())
        .isEqualTo("[{\"language\":\"es\",\"dub\":false,\"voice\":null}]");
    assertThat(changed.json().at("/desired/revision").asInt()).isEqualTo(2);
  }

  private SessionPlan newestPlan(String id) {
    await().untilAsserted(() -> assertThat(api.kafka().read(Topics.SESSIONS, id)).isNotEmpty());
    List<byte[]> plans = api.kafka().read(Topics.SESSIONS, id);
    try {
      return SessionPlan.parseFrom(plans.get(plans.size() - 1));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'language': 'es', 'dub': true, 'voice': 'nobody'}     | targets[0].voice | espeak-ng",
        "{'language': 'es', 'dub': true, 'voice': 'piper-unit-voice/unit_f'} | targets[0].voice | espeak-ng",
        "{'language': 'es', 'voice': 'espeak-ng'}               | targets[0].voice | ''",
        "{'language': 'en'}                                     | targets[0].language | es",
      },
      quoteCharacter = '"')
  void aVoiceThatIsNotThereIsRefusedWithThoseThatAre(String target, String field, String allowed) {
    Answer refused =
        api.post(
            "/api/v1/sessions", NEWS.replace("{\"language\": \"es\"}", target.replace('\'', '"')));

    assertThat(refused.status()).as(refused.body()).isEqualTo(422);
    assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo(field);
    assertThat(refused.json().at("/errors/0/allowed/0").asString())
        .isEqualTo(allowed.replace("'", ""));
  }

  @Test
  void theVoicesAreListedForEachLanguageTheFirstToTakeFirst() {
    JsonNode voices = api.get("/api/v1/languages").json().path("voices");
    assertThat(voices.toString())
        .isEqualTo(
            "[{\"language\":\"en\",\"names\":[\"espeak-ng\",\"piper-unit-voice/unit_m\",\"piper-unit-voice/unit_f\"]},"
                + "{\"language\":\"es\",\"names\":[\"espeak-ng\"]}]");
  }

  @Test
  void theLanguagesAreThoseOfTheInstalledPacks() {
    JsonNode languages = api.get("/api/v1/languages").json();
    assertThat(languages.path("sources").toString()).isEqualTo("[\"en\",\"es\"]");
    assertThat(languages.at("/pairs/0/source").asString()).isEqualTo("en");
    assertThat(languages.at("/pairs/0/target").asString()).isEqualTo("es");
    assertThat(languages.at("/pairs/0/pack").asString()).isEqualTo("marian-news-tiny-eng-spa");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"surprise\": 1}                                   | surprise",
        "{\"source\": {\"protocol\": \"hls\", \"uri\": \"\"}} | source.uri",
        "{\"name\": 3}                                       | name",
        "{\"name\": \"a\", \"name\": \"b\"}                  | body",
        "[]                                                  | body",
        "{\"name\":                                          | body",
      })
  void jsonThatIsNotWhatWasExpectedIsRefused(String body, String field) {
    Answer refused = api.post("/api/v1/sessions", body);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("type").asString()).isEqualTo("/problems/unreadable-json");
    assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo(field);
  }

  @Test
  void tooMuchIsNotRead() {
    String large = "{\"name\": \"" + "x".repeat(70_000) + "\"}";
    assertThat(api.post("/api/v1/sessions", large).status()).isEqualTo(413);
    Answer chunked =
        api.send(
            api.request("/api/v1/sessions")
                .POST(
                    java.net.http.HttpRequest.BodyPublishers.ofInputStream(
                        () ->
                            new java.io.ByteArrayInputStream(
                                large.getBytes(java.nio.charset.StandardCharsets.UTF_8)))));
    assertThat(chunked.status()).isEqualTo(413);
  }

  @Test
  void whatIsNotThereIsAProblemToo() {
    assertThat(api.get("/api/v1/sessions/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(api.get("/api/v1/sessions/7").json().path("type").asString())
        .isEqualTo("/problems/invalid-request");
    assertThat(api.get("/api/v1/nothing").json().path("type").asString())
        .isEqualTo("/problems/not-found");
    assertThat(api.get("/api/v1/sessions?limit=0").json().at("/errors/0/field").asString())
        .isEqualTo("limit");
    assertThat(api.get("/api/v1/sessions?cursor=%21").json().at("/errors/0/field").asString())
        .isEqualTo("cursor");
    assertThat(api.send(api.request("/api/v1/sessions").DELETE()).status()).isEqualTo(405);
    assertThat(api.get("/api/v1/sessions;x=1").header("Content-Type"))
        .as("refused before any controller")
        .startsWith("application/problem+json");
  }

  @Test
  void theReasonIsSaidWhenNoBridgeComes() {
    UUID id = api.createSession();
    await()
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(
            () ->
                assertThat(api.get("/api/v1/sessions/" + id).json().path("notYet").asString())
                    .matches(
                        "no ingest bridge has taken this session up for \\d+ s; is one running\\?"));
  }
}
