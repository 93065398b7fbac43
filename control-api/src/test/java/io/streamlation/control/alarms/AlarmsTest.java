package io.streamlation.control.alarms;

import static io.streamlation.control.Said.caption;
import static io.streamlation.control.Said.event;
import static io.streamlation.control.Said.say;
import static io.streamlation.control.Said.tally;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamlation.contracts.v1.LagTrace;
import io.streamlation.contracts.v1.SessionEvent.Kind;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.control.ControlApiUnderTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

class AlarmsTest {
  private final ControlApiUnderTest api = ControlApiUnderTest.shared();

  private JsonNode session(UUID id) {
    return api.get("/api/v1/sessions/" + id).json();
  }

  private List<String> alarmsOf(UUID id) {
    return StreamSupport.stream(api.get("/api/v1/alarms").json().path("items").spliterator(), false)
        .filter(a -> a.path("sessionId").asString("").equals(id.toString()))
        .map(a -> a.path("code").asString())
        .toList();
  }

  private UUID onAir(String name) {
    UUID id = api.createSession();
    say(event(id, name + ".on-air", Kind.KIND_ON_AIR).build());
    await()
        .untilAsserted(
            () -> assertThat(session(id).at("/actual/state").asString()).isEqualTo("on-air"));
    return id;
  }

  @Test
  void aSilenceIsAnAlarmUntilItIsOver() {
    UUID id = onAir("quiet");
    assertThat(session(id).at("/health/state").asString()).isEqualTo("ok");
    say(
        event(id, "quiet.silence", Kind.KIND_NOTE)
            .setCode("silence")
            .setParty(Party.PARTY_SOURCE)
            .setMessage("Nobody has spoken for 30 s.")
            .setAction("See whether the encoder gets sound.")
            .build());
    await().untilAsserted(() -> assertThat(alarmsOf(id)).containsExactly("silence"));
    JsonNode health = session(id).path("health");
    assertThat(health.path("state").asString()).isEqualTo("attention");
    assertThat(health.path("message").asString()).isEqualTo("Nobody has spoken for 30 s.");
    assertThat(health.at("/findings/0/party").asString()).isEqualTo("source");
    assertThat(health.at("/findings/0/action").asString()).contains("encoder");

    say(event(id, "quiet.over", Kind.KIND_NOTE).setCode("silence-over").build());
    await().untilAsserted(() -> assertThat(alarmsOf(id)).isEmpty());
    assertThat(session(id).at("/health/state").asString()).isEqualTo("ok");
  }

  @Test
  void aStallIsTheWorstAndGoesWithTheStop() {
    UUID id = onAir("stalled");
    say(
        event(id, "stalled.stall", Kind.KIND_STALLED)
            .setCode("stalled")
            .setParty(Party.PARTY_SOURCE)
            .setMessage("The origin gives nothing new.")
            .build());
    await().untilAsserted(() -> assertThat(alarmsOf(id)).containsExactly("stall"));
    assertThat(session(id).at("/health/state").asString()).isEqualTo("down");

    api.post("/api/v1/sessions/" + id + "/stop", "");
    assertThat(alarmsOf(id)).isEmpty();
  }

  @Test
  void soundThatNobodyTakesUpIsAnAlarm() {
    UUID id = onAir("unheard");
    say(tally(id, "cut", 16_000 * 10, false, Map.of()).build());
    say(tally(id, "ingest", 16_000 * 80, false, Map.of()).build());
    await().untilAsserted(() -> assertThat(alarmsOf(id)).containsExactly("not-heard"));
    assertThat(session(id).at("/health/message").asString()).contains("70 s of sound wait");

    say(tally(id, "cut", 16_000 * 79, false, Map.of()).build());
    await().untilAsserted(() -> assertThat(alarmsOf(id)).isEmpty());
  }

  @Test
  void theListTellsTheMedianLagOfTheNewestFinals() {
    UUID id = onAir("lagging");
    assertThat(session(id).path("lagMs").isNull()).isTrue();
    long now = System.currentTimeMillis();
    for (int i = 0; i < 25; i++) {
      // The five oldest were slow; they are forgotten.
      long lagMs = i < 5 ? 60_000 : 2_000;
      say(
          caption(id, i, "word " + i)
              .setLag(LagTrace.newBuilder().setCapturedAtMs(now - lagMs))
              .build());
    }
    await()
        .untilAsserted(
            () -> assertThat(session(id).path("lagMs").asLong()).isBetween(2_000L, 9_000L));
    say(caption(id, 3, "word 3").build());
    say(caption(id, 30, "the last").build());
    await()
        .untilAsserted(
            () ->
                assertThat(api.get("/api/v1/sessions/" + id + "/captions.json?language=en").body())
                    .contains("the last"));
    assertThat(session(id).path("lagMs").asLong()).isBetween(2_000L, 9_000L);
    assertThat(session(id).at("/health/message").asString()).startsWith("On air; finals come ");
  }

  @Test
  void withNoBridgeInTheGroupThePlatformSaysSo() {
    await()
        .untilAsserted(
            () ->
                assertThat(api.get("/api/v1/alarms").body())
                    .contains("platform.bridge-away")
                    .contains("No ingest bridge runs"));
  }

  @Test
  void aDiskWithTooLittleRoomIsAnAlarmAndDown(@TempDir Path data) {
    DataSize moreThanThereIs = DataSize.ofTerabytes(1_000_000);
    try (ControlApiUnderTest full =
        ControlApiUnderTest.start(
            "--streamlation.disk.paths=" + data,
            "--streamlation.disk.warn-below=" + moreThanThereIs.toBytes() + "B",
            "--streamlation.disk.alarm-below=" + moreThanThereIs.toBytes() + "B")) {
      await()
          .untilAsserted(
              () ->
                  assertThat(full.get("/api/v1/alarms").json().at("/items").toString())
                      .contains("platform.disk-full")
                      .contains("The disk of " + data + " has "));
      assertThat(full.get("/actuator/health").json().at("/components/disk/status").asString())
          .isEqualTo("DOWN");
      assertThat(full.get("/actuator/health/readiness").status()).isEqualTo(200);
      assertThat(full.get("/actuator/prometheus").body())
          .contains("streamlation_disk_usable_bytes");
    }
  }
}
