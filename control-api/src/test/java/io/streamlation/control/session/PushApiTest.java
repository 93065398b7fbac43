package io.streamlation.control.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamlation.contracts.StreamKeys;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.control.ControlApiUnderTest;
import io.streamlation.control.ControlApiUnderTest.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PushApiTest {
  private final ControlApiUnderTest api = ControlApiUnderTest.shared();

  private Answer create(String protocol) {
    return api.post(
        "/api/v1/sessions",
        "{\"source\": {\"protocol\": \"" + protocol + "\"}, \"sourceLanguage\": \"en\"}");
  }

  private SessionPlan newestPlan(String session) throws Exception {
    List<byte[]> plans = api.kafka().read(Topics.SESSIONS, session);
    return SessionPlan.parseFrom(plans.get(plans.size() - 1));
  }

  @Test
  void aRotatedKeyIsAnotherAndThePlanCarriesItsNumberAlone() throws Exception {
    JsonNode session = create("rtmp-push").json();
    String id = session.path("id").asString();
    assertThat(session.at("/source/url").asString())
        .isEqualTo("rtmp://push.example:1935/live/" + id);
    Answer first = api.post("/api/v1/sessions/" + id + "/stream-key", "");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("Cache-Control")).isEqualTo("no-store");
    JsonNode second = api.post("/api/v1/sessions/" + id + "/stream-key", "").json();
    String key = StreamKeys.of(api.streamKeySecret()).key(id, 2);
    assertThat(second.path("server").asString()).isEqualTo("rtmp://push.example:1935/live");
    assertThat(second.path("streamKey").asString()).isEqualTo(id + "?key=" + key);
    assertThat(second.path("address").asString())
        .isEqualTo("rtmp://push.example:1935/live/" + id + "?key=" + key);
    assertThat(first.json().path("streamKey")).isNotEqualTo(second.path("streamKey"));

    await()
        .untilAsserted(
            () -> assertThat(newestPlan(id).getSource().getPush().getKeyNumber()).isEqualTo(2));
    SessionPlan plan = newestPlan(id);
    assertThat(plan.getSource().getProtocol()).isEqualTo(Source.Protocol.PROTOCOL_RTMP);
    assertThat(plan.getBegunRevision()).isEqualTo(3);
    assertThat(plan.toString()).doesNotContain(key);
    assertThat(api.get("/api/v1/sessions/" + id).response().body()).doesNotContain(key);
  }

  @Test
  void everySrtSessionOnAirHasAPortOfItsOwn() {
    JsonNode one = create("srt-push").json();
    JsonNode two = create("srt-push").json();
    assertThat(List.of(one.at("/source/url").asString(), two.at("/source/url").asString()))
        .containsExactlyInAnyOrder("srt://push.example:19700", "srt://push.example:19701");
    Answer third = create("srt-push");
    assertThat(third.status()).isEqualTo(422);
    assertThat(third.response().body()).contains("19700 to 19701");
    api.post("/api/v1/sessions/" + one.path("id").asString() + "/stop", "");
    assertThat(create("srt-push").json().at("/source/url")).isEqualTo(one.at("/source/url"));
  }

  @Test
  void whatIsPulledHasNoKeyAndWhatIsPushedNoAddress() {
    Answer pulled = api.post("/api/v1/sessions/" + api.createSession() + "/stream-key", "");
    assertThat(pulled.status()).isEqualTo(422);
    Answer addressed =
        api.post(
            "/api/v1/sessions",
            "{\"source\": {\"protocol\": \"srt-push\", \"url\": \"srt://a.example:1\"},"
                + " \"sourceLanguage\": \"en\"}");
    assertThat(addressed.status()).isEqualTo(422);
    Answer probed =
        api.post(
            "/api/v1/probes",
            "{\"source\": {\"protocol\": \"rtmp-push\"}, \"sourceLanguage\": \"en\"}");
    assertThat(probed.status()).isEqualTo(422);
  }
}
