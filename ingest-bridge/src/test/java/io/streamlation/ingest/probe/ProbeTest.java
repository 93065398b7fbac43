package io.streamlation.ingest.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.streamlation.contracts.v1.Found;
import io.streamlation.contracts.v1.ProbeAnswer;
import io.streamlation.contracts.v1.ProbeRequest;
import io.streamlation.contracts.v1.ProbeTrouble;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.Source.Protocol;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.decode.SoundProbe;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.StreamSource;
import io.streamlation.ingest.source.dash.DashLimits;
import io.streamlation.ingest.source.dash.DashSource;
import io.streamlation.ingest.source.file.FileSource;
import io.streamlation.ingest.source.hls.HlsLimits;
import io.streamlation.ingest.source.hls.HlsSource;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.support.Station;
import io.streamlation.ingest.support.Studio;
import io.streamlation.ingest.telemetry.Metrics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeTest {
  private static final Duration LIMIT = Duration.ofSeconds(4);

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Metrics metrics = new Metrics(new PrometheusRegistry());
  private Origin origin;
  private CheckedHttp checked;
  private ProbeDoor door;

  @BeforeEach
  void open() throws Exception {
    origin = new Origin();
    checked =
        new CheckedHttp(
            new AddressCheck(
                Set.of("http"),
                Set.of(80),
                Set.of(new HostPort("127.0.0.1", origin.port())),
                HostLookup.ofTheSystem()),
            new CheckedHttp.Limits(
                Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(20), 3),
            Clock.systemUTC());
    door = door(Optional.empty());
  }

  @AfterEach
  void close() throws Exception {
    door.close();
    checked.close();
    origin.close();
  }

  private ProbeDoor door(Optional<String> secret) throws Exception {
    return new ProbeDoor(
        "127.0.0.1",
        0,
        secret,
        new Prober(this::open, new SoundProbe(Studio.FFMPEG), LIMIT, 1, System::nanoTime),
        new PlaylistLook(checked));
  }

  private StreamSource open(ProbeRequest request) {
    Source source = request.getSource();
    AudioWish wish = new AudioWish(source.getAudioTrack(), request.getSourceLanguage());
    return switch (source.getProtocol()) {
      case PROTOCOL_FILE -> new FileSource(source.getUrl(), Optional.of(folder), Clock.systemUTC());
      case PROTOCOL_DASH ->
          new DashSource(
              source.getUrl(),
              wish,
              checked,
              new DashLimits(1 << 20, 8 << 20, false),
              metrics,
              Clock.systemUTC(),
              System::nanoTime);
      default ->
          new HlsSource(
              source.getUrl(),
              wish,
              checked,
              new HlsLimits(1 << 20, 8 << 20, false),
              metrics,
              System::nanoTime);
    };
  }

  private static ProbeRequest asked(Protocol protocol, String url) {
    return ProbeRequest.newBuilder()
        .setSource(Source.newBuilder().setProtocol(protocol).setUrl(url))
        .setSourceLanguage("en")
        .build();
  }

  private HttpResponse<byte[]> post(ProbeDoor at, byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.port() + "/probe"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    return http.send(
        headers.length == 0 ? request.build() : request.headers(headers).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private ProbeAnswer probe(Protocol protocol, String url) throws Exception {
    HttpResponse<byte[]> response =
        post(door, asked(protocol, url).toByteArray(), "Content-Type", "application/x-protobuf");
    assertThat(response.statusCode()).isEqualTo(200);
    return ProbeAnswer.parseFrom(response.body());
  }

  private ProbeTrouble trouble(Protocol protocol, String url) throws Exception {
    ProbeAnswer answer = probe(protocol, url);
    assertThat(answer.hasTrouble()).as("%s", answer).isTrue();
    assertThat(answer.getTrouble().getMessage()).isNotEmpty();
    assertThat(answer.getTrouble().getAction()).isNotEmpty();
    return answer.getTrouble();
  }

  @Test
  void aLiveStreamIsTakenForOneWithItsRenditionsAndItsSound() throws Exception {
    Station station =
        new Station(origin, Studio.transportStream(folder, 8, 48_000), "/live", true).lists(0, 3);
    origin.serve(
        "/master.m3u8",
        """
        #EXTM3U
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",LANGUAGE="de",URI="/live/de.m3u8"
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",URI="/live/live.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360,CODECS="avc1.42e01e,mp4a.40.2",AUDIO="a"
        /live/video.m3u8
        """);
    assertThat(station.url()).endsWith("/live/live.m3u8");

    ProbeAnswer answer = probe(Protocol.PROTOCOL_HLS, origin.url("/master.m3u8"));
    Found found = answer.getFound();
    assertThat(found.getLive()).isTrue();
    assertThat(found.hasLengthMs()).isFalse();
    assertThat(found.getSegmentMs()).isEqualTo(2_000);
    assertThat(found.getVariants(0).getResolution()).isEqualTo("640x360");
    assertThat(found.getRenditionsList())
        .extracting(Found.Rendition::getLanguage, Found.Rendition::getHeard)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("de", false),
            org.assertj.core.groups.Tuple.tuple("en", true));
    assertThat(found.getTracks(0).getCodec()).isEqualTo("aac");
    assertThat(found.getTracks(0).getSampleRateHz()).isEqualTo(48_000);
    assertThat(found.getTracks(0).getChannels()).isEqualTo(1);
    assertThat(answer.getTookMs()).isLessThan(LIMIT.toMillis());
  }

  @Test
  void aStreamThatHasAnEndIsToldWithItsLength() throws Exception {
    Station station =
        new Station(origin, Studio.fragmentedMp4(folder, 8), "/vod", false).ends(0, 3);
    Found found = probe(Protocol.PROTOCOL_HLS, station.url()).getFound();
    assertThat(found.getLive()).isFalse();
    assertThat(found.getLengthMs()).isEqualTo(8_000);
    assertThat(found.getTracks(0).getCodec()).isEqualTo("aac");
  }

  @Test
  void aFileIsToldWithItsLength() throws Exception {
    Studio.file(folder, "evening.wav", 3);
    Found found = probe(Protocol.PROTOCOL_FILE, "evening.wav").getFound();
    assertThat(found.getLive()).isFalse();
    assertThat(found.getLengthMs()).isBetween(2_990L, 3_010L);
    assertThat(found.getTracks(0).getCodec()).isEqualTo("pcm_s16le");
    assertThat(found.hasSegmentMs()).isFalse();
  }

  @Test
  void whatIsNotThereIsSaidWithWhereAndWhose() throws Exception {
    ProbeTrouble gone = trouble(Protocol.PROTOCOL_HLS, origin.url("/gone.m3u8"));
    assertThat(gone.getCode()).isEqualTo("hls-playlist-404");
    assertThat(gone.getParty()).isEqualTo(Party.PARTY_SOURCE);
    assertThat(gone.getMessage()).contains("/gone.m3u8 answers 404");

    assertThat(trouble(Protocol.PROTOCOL_FILE, "../secret.wav").getCode())
        .isEqualTo("file-refused");
  }

  @Test
  void theAddressCheckHoldsHereToo() throws Exception {
    ProbeTrouble inside = trouble(Protocol.PROTOCOL_HLS, "http://169.254.169.254/latest.m3u8");
    assertThat(inside.getCode()).isEqualTo("address-refused");
    assertThat(inside.getPassing()).isFalse();
    origin.answer("/away.m3u8", Origin.redirect("http://10.0.0.1/x.m3u8"));
    assertThat(trouble(Protocol.PROTOCOL_HLS, origin.url("/away.m3u8")).getCode())
        .isEqualTo("address-refused");
  }

  @Test
  void bytesThatAreNoSoundAreSaidToBeNone() throws Exception {
    origin.serve(
        "/noise.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nnoise.ts\n#EXT-X-ENDLIST\n");
    origin.serve("/noise.ts", "this is no transport stream".repeat(400));
    assertThat(trouble(Protocol.PROTOCOL_HLS, origin.url("/noise.m3u8")).getCode())
        .isEqualTo("no-audio");
  }

  @Test
  void anOriginThatAnswersNothingCostsNoMoreThanTheLimitAndTheNextIsServed() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    origin.answer(
        "/silent.m3u8",
        exchange -> {
          arrived.countDown();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    CompletableFuture<ProbeTrouble> silent =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return trouble(Protocol.PROTOCOL_HLS, origin.url("/silent.m3u8"));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    arrived.await();
    assertThat(trouble(Protocol.PROTOCOL_HLS, origin.url("/gone.m3u8")).getCode())
        .as("one at a time")
        .isEqualTo("busy");
    assertThat(silent.join().getCode()).isEqualTo("too-slow");
    over.countDown();
    assertThat(trouble(Protocol.PROTOCOL_HLS, origin.url("/gone.m3u8")).getCode())
        .isEqualTo("hls-playlist-404");
  }

  @Test
  void onlyWhoShowsTheSecretIsAnsweredAndNobodyWhoComesFromAPage() throws Exception {
    byte[] question = asked(Protocol.PROTOCOL_FILE, "x.wav").toByteArray();
    assertThat(post(door, question, "Content-Type", "text/plain").statusCode()).isEqualTo(415);
    assertThat(
            post(door, new byte[] {1, 2, 3}, "Content-Type", "application/x-protobuf").statusCode())
        .isEqualTo(400);
    try (ProbeDoor guarded = door(Optional.of("s3cret"))) {
      String type = "application/x-protobuf";
      assertThat(post(guarded, question, "Content-Type", type).statusCode()).isEqualTo(401);
      assertThat(
              post(guarded, question, "Content-Type", type, "Authorization", "Bearer s3cret")
                  .statusCode())
          .isEqualTo(200);
    }
  }
}
