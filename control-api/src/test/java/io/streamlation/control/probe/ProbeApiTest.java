package io.streamlation.control.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.streamlation.contracts.v1.Found;
import io.streamlation.contracts.v1.ProbeAnswer;
import io.streamlation.contracts.v1.ProbeRequest;
import io.streamlation.contracts.v1.ProbeTrouble;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.contracts.v1.Source;
import io.streamlation.control.ControlApiUnderTest;
import io.streamlation.control.ControlApiUnderTest.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProbeApiTest {
  private static final String NEWS =
      """
      {"source": {"protocol": "hls", "url": "https://example.org/live.m3u8"}, "sourceLanguage": "en"}
      """;

  private static ScriptedBridge bridge;
  private static ControlApiUnderTest api;

  /** Stands in for the bridge's door, whose own test has the real sources. */
  private static final class ScriptedBridge implements AutoCloseable {
    final List<ProbeRequest> asked = new CopyOnWriteArrayList<>();
    volatile ProbeAnswer answer = ProbeAnswer.getDefaultInstance();
    private final HttpServer server;

    ScriptedBridge() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/probe",
          exchange -> {
            try (exchange) {
              asked.add(ProbeRequest.parseFrom(exchange.getRequestBody().readAllBytes()));
              byte[] bytes = answer.toByteArray();
              exchange.sendResponseHeaders(200, bytes.length);
              exchange.getResponseBody().write(bytes);
            }
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @BeforeAll
  static void start() throws IOException {
    bridge = new ScriptedBridge();
    api = ControlApiUnderTest.start("--streamlation.bridge.probe-url=" + bridge.url());
  }

  @AfterAll
  static void stop() {
    api.close();
    bridge.close();
  }

  private static Answer probe(String body) {
    return api.post("/api/v1/probes", body);
  }

  @Test
  void tellsWhatTheBridgeFound() {
    bridge.answer =
        ProbeAnswer.newBuilder()
            .setTookMs(640)
            .setFound(
                Found.newBuilder()
                    .setLive(true)
                    .setSegmentMs(6_000)
                    .addTracks(
                        Found.AudioTrack.newBuilder()
                            .setCodec("aac")
                            .setSampleRateHz(48_000)
                            .setChannels(2)))
            .build();
    Answer answer = probe(NEWS);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("live").asBoolean()).isTrue();
    assertThat(answer.json().path("lengthMs").isNull()).isTrue();
    assertThat(answer.json().path("segmentMs").asLong()).isEqualTo(6_000);
    assertThat(answer.json().at("/tracks/0/sampleRateHz").asInt()).isEqualTo(48_000);
    ProbeRequest asked = bridge.asked.get(bridge.asked.size() - 1);
    assertThat(asked.getSource().getProtocol()).isEqualTo(Source.Protocol.PROTOCOL_HLS);
    assertThat(asked.getSource().getUrl()).isEqualTo("https://example.org/live.m3u8");
    assertThat(asked.getSourceLanguage()).isEqualTo("en");
  }

  @Test
  void whatIsWrongWithTheSourceIsSaidAtItsField() {
    bridge.answer =
        ProbeAnswer.newBuilder()
            .setTrouble(
                ProbeTrouble.newBuilder()
                    .setCode("hls-playlist-404")
                    .setParty(Party.PARTY_SOURCE)
                    .setPassing(true)
                    .setMessage("the playlist cannot be had: it answers 404")
                    .setAction("Whoever runs the origin must make it answer again."))
            .build();
    Answer refused = probe(NEWS);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().path("type").asString()).isEqualTo("/problems/source-not-there");
    assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("source.url");
    assertThat(refused.json().at("/errors/0/detail").asString())
        .isEqualTo(
            "The playlist cannot be had: it answers 404. Whoever runs the origin must make it answer again.");
  }

  @Test
  void whatCanBeSeenToBeWrongNeverReachesABridge() {
    int before = bridge.asked.size();
    Answer inside = probe(NEWS.replace("https://example.org", "http://10.0.0.1"));
    assertThat(inside.status()).isEqualTo(422);
    assertThat(inside.json().path("type").asString()).isEqualTo("/problems/unsupported-source");
    assertThat(probe("{}").json().at("/errors/0/field").asString()).isEqualTo("source.protocol");
    assertThat(bridge.asked).hasSize(before);
  }

  @Test
  void aBridgeThatIsAwayIsThePlatformsFault() {
    try (ControlApiUnderTest alone =
        ControlApiUnderTest.start("--streamlation.bridge.probe-url=http://127.0.0.1:1")) {
      Answer away = alone.post("/api/v1/probes", NEWS);
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.json().path("type").asString()).isEqualTo("/problems/bridge-away");
      assertThat(away.json().path("detail").asString())
          .startsWith("PLATFORM:")
          .contains("No ingest bridge answers at http://127.0.0.1:1");
    }
  }
}
