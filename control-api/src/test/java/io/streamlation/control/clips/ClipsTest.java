package io.streamlation.control.clips;

import static io.streamlation.control.Said.caption;
import static io.streamlation.control.Said.clip;
import static io.streamlation.control.Said.say;
import static io.streamlation.control.Said.skipped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamlation.contracts.ClipFormat;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.control.ControlApiUnderTest;
import io.streamlation.control.ControlApiUnderTest.Answer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From Kafka to PostgreSQL and out again, through the running process. */
class ClipsTest {
  private static final byte[] SOUND = {1, 0, 2, 0, 3, 0, 4, 0};
  private static final byte[] OTHER_SOUND = {1, 0, 2, 0, 3, 0, 5, 0};

  private final ControlApiUnderTest api = ControlApiUnderTest.shared();
  private final UUID session = api.createSession();

  private JsonNode listed(String query) {
    return api.get("/api/v1/sessions/" + session + "/clips" + query).json();
  }

  private void listedWithin(int clips) {
    await().untilAsserted(() -> assertThat(listed("").path("items")).hasSize(clips));
  }

  private String path(Caption caption) {
    return "/api/v1/sessions/" + session + "/clips/" + caption.getId() + "/es";
  }

  @Test
  void aClipIsListedWithItsPlaceAndHeardAsAWavFile() throws Exception {
    Caption hello = caption(session, 1, "Hello.").setEpochOffsetSamples(16_000).build();
    say(clip(hello, "es", "Hola.", SOUND).build());
    listedWithin(1);

    JsonNode item = listed("?language=ES").at("/items/0");
    assertThat(item.path("captionId").asString()).isEqualTo(hello.getId());
    assertThat(item.path("language").asString()).isEqualTo("es");
    assertThat(item.path("startMs").asInt()).isEqualTo(2_000);
    assertThat(item.path("endMs").asInt()).isEqualTo(3_000);
    assertThat(item.path("voice").asString()).isEqualTo("espeak-ng");
    assertThat(item.path("text").asString()).isEqualTo("Hola.");
    assertThat(item.path("skippedReason").isNull()).isTrue();
    assertThat(item.path("audio").asString()).isEqualTo(path(hello));

    var response =
        HttpClient.newHttpClient()
            .send(api.request(path(hello)).build(), BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("audio/wav");
    assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
    assertThat(response.headers().firstValue("Accept-Ranges")).contains("bytes");
    assertThat(response.headers().firstValue(ClipController.MACHINE_GENERATED))
        .contains("speech; voice=\"espeak-ng\"");
    assertThat(new String(response.body(), StandardCharsets.ISO_8859_1))
        .contains("Machine-generated speech, voice espeak-ng");
    try (AudioInputStream wav =
        AudioSystem.getAudioInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(wav.getFormat().getSampleRate()).isEqualTo(22_050f);
      assertThat(wav.getFormat().getChannels()).isEqualTo(1);
      assertThat(wav.readAllBytes()).isEqualTo(SOUND);
    }
  }

  @Test
  void whoHasItAlreadyIsToldSoAndWhoWantsAPartGetsAPart() {
    Caption hello = caption(session, 1, "Hello.").build();
    say(clip(hello, "es", "Hola.", SOUND).build());
    listedWithin(1);

    String etag = api.get(path(hello)).header("ETag");
    assertThat(etag).matches("\"[0-9a-f]{64}\"");
    assertThat(api.send(api.request(path(hello)).header("If-None-Match", etag)).status())
        .isEqualTo(304);
    Answer part = api.send(api.request(path(hello)).header("Range", "bytes=0-3"));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("RIFF");
  }

  @Test
  void whatWasNotSpokenSaysWhy() {
    Caption hello = caption(session, 1, "Hello.").build();
    say(skipped(hello, "es", "no-voice", "Nobody here speaks es.").build());
    listedWithin(1);

    JsonNode item = listed("").at("/items/0");
    assertThat(item.path("skippedReason").asString()).isEqualTo("no-voice");
    assertThat(item.path("audio").isNull()).isTrue();
    assertThat(item.path("durationMs").isNull()).isTrue();
    Answer refused = api.get(path(hello));
    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.json().path("detail").asString())
        .contains(hello.getId(), "no-voice", "Nobody here speaks es.");
    assertThat(
            api.get(path(caption(session, 5, "Unknown.").build())).json().path("detail").asString())
        .contains("not yet spoken");
  }

  @Test
  void aReplayThatSoundsDifferentChangesNothingAndIsAnEvent() {
    Caption hello = caption(session, 1, "Hello.").build();
    say(clip(hello, "es", "Hola.", SOUND).build());
    say(clip(hello, "es", "Hola.", SOUND).build());
    say(clip(hello, "es", "Hola.", OTHER_SOUND).build());
    await()
        .untilAsserted(
            () ->
                assertThat(api.get("/api/v1/sessions/" + session + "/events").body())
                    .contains("transcript-conflict"));

    assertThat(listed("").path("items")).hasSize(1);
    assertThat(api.get("/api/v1/sessions/" + session + "/events").json().path("items")).hasSize(1);
    assertThat(api.bean(ClipStore.class).find(org(), session, hello.getId(), "es"))
        .hasValueSatisfying(stored -> assertThat(stored.audio()).isEqualTo(SOUND));
  }

  private static UUID org() {
    return io.streamlation.control.identity.Caller.FIRST_ORG;
  }

  @Test
  void pagesFollowEachOtherByPlace() {
    for (int i = 1; i <= 5; i++) {
      say(clip(caption(session, i, "n" + i).build(), "es", "n" + i, SOUND).build());
    }
    listedWithin(5);

    JsonNode first = listed("?limit=3");
    assertThat(first.path("items")).hasSize(3);
    long after = first.path("nextAfter").asLong();
    assertThat(after).isEqualTo(first.at("/items/2/position").asLong());
    JsonNode second = listed("?limit=3&after=" + after);
    assertThat(second.at("/items/0/text").asString()).isEqualTo("n4");
    assertThat(second.path("items")).hasSize(2);
    assertThat(second.path("nextAfter").isNull()).isTrue();
    assertThat(listed("?language=fr").path("items")).isEmpty();
    assertThat(api.get("/api/v1/sessions/" + session + "/clips?after=-1").status()).isEqualTo(400);
  }

  @Test
  void oldSoundGoesAndThatItWasSpokenStays() {
    Caption hello = caption(session, 1, "Hello.").build();
    say(clip(hello, "es", "Hola.", SOUND).build());
    listedWithin(1);

    api.bean(ClipStore.class).forgetAudioBefore(Instant.now().plusSeconds(60));

    assertThat(listed("").at("/items/0/audio").isNull()).isTrue();
    assertThat(listed("").at("/items/0/text").asString()).isEqualTo("Hola.");
    assertThat(api.get(path(hello)).json().path("detail").asString()).contains("was deleted");
  }

  @Test
  void whatIsNoClipIsPutAside() {
    Caption hello = caption(session, 1, "Hello.").build();
    List<SpokenSegment> bad =
        List.of(
            clip(hello, "es", "odd", new byte[] {1, 2, 3}).build(),
            clip(hello, "es", "long", new byte[ClipFormat.MOST_AUDIO_BYTES + 2]).build(),
            clip(hello, "es", "none", SOUND).clearClip().build(),
            clip(hello, "es", "mp3", SOUND)
                .setClip(clip(hello, "es", "", SOUND).getClip().toBuilder().setCodec("mp3"))
                .build(),
            clip(hello, "es", "foreign", SOUND).setCaptionId("other.1.2.3").build());
    bad.forEach(io.streamlation.control.Said::say);
    Caption bye = caption(session, 2, "Bye.").build();
    say(clip(bye, "es", "Adiós.", SOUND).build());
    listedWithin(1);

    List<String> reasons =
        api.kafka().read(Topics.SPEECH_DEAD_LETTERS, session.toString()).stream()
            .map(ClipsTest::reason)
            .toList();
    assertThat(reasons)
        .satisfiesExactly(
            odd -> assertThat(odd).contains("3 bytes"),
            large -> assertThat(large).contains("1000002 bytes"),
            none -> assertThat(none).contains("neither a clip nor skipped"),
            mp3 -> assertThat(mp3).contains("\"mp3\""),
            foreign -> assertThat(foreign).contains("not one of its session"));
  }

  private static String reason(byte[] letter) {
    try {
      return DeadLetter.parseFrom(letter).getReason();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
