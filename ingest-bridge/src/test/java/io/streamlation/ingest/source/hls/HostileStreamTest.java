package io.streamlation.ingest.source.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream whose playlists lead where nobody may go: never asked for, and said in words. */
class HostileStreamTest {
  private static final String HEAD = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n";

  private Origin origin;
  private Origin inside;
  private CheckedHttp http;

  @BeforeEach
  void open() throws IOException {
    origin = new Origin();
    inside = new Origin();
    inside.serve("/secret", "secret");
    http =
        new CheckedHttp(
            new AddressCheck(
                Set.of("http"),
                Set.of(80, inside.port()),
                Set.of(new HostPort("127.0.0.1", origin.port())),
                HostLookup.ofTheSystem()),
            new CheckedHttp.Limits(
                Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(5), 3),
            Clock.systemUTC());
  }

  @AfterEach
  void close() {
    http.close();
    origin.close();
    inside.close();
  }

  private HlsSource source() {
    return new HlsSource(
        origin.url("/live.m3u8"),
        AudioWish.ofSpeech("en"),
        http,
        new HlsLimits(1 << 20, 8 << 20, true),
        new Metrics(new PrometheusRegistry()),
        System::nanoTime);
  }

  static Stream<String> forbidden() {
    return Stream.of(
        "file:///etc/passwd",
        "concat:a.ts|b.ts",
        "subfile,,start,0,end,9,,:/etc/passwd",
        "data:audio/aac;base64,AAAA",
        "pipe:0",
        "ftp://example.com/a",
        "INSIDE/secret",
        "//127.0.0.1:1/a",
        "//localhost/a",
        "http://2130706433/a",
        "http://0x7f.1/a",
        "http://0177.0.0.1/a",
        "http://127.0.0.1./a",
        "http://[::1]/a",
        "http://[::]/a",
        "http://[::ffff:127.0.0.1]/a",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/a",
        "http://user:secret@example.com/a",
        "http://\uff11\uff12\uff17.0.0.1/a",
        "http://example.com:22/a");
  }

  private void refuses(String code, String... lists) {
    for (int i = 0; i < lists.length; i++) {
      origin.serve(i == 0 ? "/live.m3u8" : "/" + i + ".m3u8", lists[i]);
    }
    HlsSource source = source();
    assertThatThrownBy(source::next)
        .isInstanceOfSatisfying(
            SourceTrouble.class,
            trouble -> {
              assertThat(trouble.code()).isEqualTo(code);
              assertThat(trouble).hasMessageNotContaining("user:secret");
            });
    assertThat(inside.asked()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("forbidden")
  void noReferenceLeadsThere(String reference) {
    String to = reference.replace("INSIDE", inside.url(""));
    origin.serve("/0.ts", "x");
    origin.serve("/key", new byte[16]);
    refuses("address-refused", HEAD + "#EXTINF:2,\n" + to + "\n");
    refuses("address-refused", HEAD + "#EXT-X-MAP:URI=\"" + to + "\"\n#EXTINF:2,\n0.ts\n");
    refuses(
        "address-refused",
        HEAD + "#EXT-X-KEY:METHOD=AES-128,URI=\"" + to + "\"\n#EXTINF:2,\n0.ts\n");
    refuses("address-refused", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n" + to + "\n");
    refuses(
        "address-refused",
        "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"a\",URI=\""
            + to
            + "\"\n#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"a\"\n1.m3u8\n");
  }

  @ParameterizedTest
  @MethodSource("forbidden")
  void noRedirectLeadsThere(String reference) {
    String to = reference.replace("INSIDE", inside.url(""));
    if (to.chars().anyMatch(c -> c > 0x7f)) {
      return; // cannot be said in a header
    }
    origin.answer("/live.m3u8", Origin.redirect(to));
    HlsSource source = source();
    assertThatThrownBy(source::next)
        .isInstanceOfSatisfying(
            SourceTrouble.class, t -> assertThat(t.code()).isEqualTo("address-refused"));
    assertThat(inside.asked()).isEmpty();
  }

  @Test
  void aPlaylistThatNamesItselfIsNotFollowedForEver() {
    refuses("hls-playlist-unreadable", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlive.m3u8\n");
    assertThat(origin.asked()).hasSize(2);
  }

  @Test
  void aRedirectToItselfEnds() {
    origin.answer("/live.m3u8", Origin.redirect("/live.m3u8"));
    HlsSource source = source();
    assertThatThrownBy(source::next).isInstanceOf(SourceTrouble.class);
    assertThat(origin.asked()).hasSize(4);
  }

  @Test
  void aPlaylistThatIsTooLargeIsNotRead() {
    refuses("hls-playlist-200", HEAD + "#".repeat(2 << 20));
  }

  @ParameterizedTest
  @CsvSource({
    "/key-short, 15, hls-segment-undecipherable",
    "/key-long, 17, hls-segment-200",
    "/key-none, 0, hls-segment-undecipherable",
  })
  void aKeyOfAnotherLengthIsNone(String path, int bytes, String code) {
    origin.serve(path, new byte[bytes]).serve("/0.ts", new byte[32]);
    refuses(code, HEAD + "#EXT-X-KEY:METHOD=AES-128,URI=\"" + path + "\"\n#EXTINF:2,\n0.ts\n");
  }

  @ParameterizedTest
  @CsvSource({"SAMPLE-AES", "SAMPLE-AES-CTR"})
  void rightsManagementIsToldAsSuch(String method) {
    origin.serve("/key", new byte[16]).serve("/0.ts", new byte[32]);
    refuses(
        "hls-encryption-unknown",
        HEAD + "#EXT-X-KEY:METHOD=" + method + ",URI=\"key\"\n#EXTINF:2,\n0.ts\n");
  }

  @Test
  void numbersThatGoBackAreANewNumberingAndNotALoop() throws Exception {
    origin.serve("/0.ts", "x").serve("/1.ts", "y").serve("/old.ts", "z");
    origin.serve("/live.m3u8", HEAD + "#EXT-X-MEDIA-SEQUENCE:1000\n#EXTINF:2,\n0.ts\n");
    HlsSource source = source();
    assertThat(source.next()).isInstanceOf(Piece.Media.class);
    origin.serve(
        "/live.m3u8", HEAD + "#EXT-X-MEDIA-SEQUENCE:3\n#EXTINF:2,\nold.ts\n#EXT-X-ENDLIST\n");
    int media = 0;
    for (int i = 0; i < 100; i++) {
      Piece piece = source.next();
      if (piece instanceof Piece.Media) {
        media++;
      } else if (piece instanceof Piece.Ended) {
        break;
      } else if (piece instanceof Piece.Later later) {
        java.util.concurrent.locks.LockSupport.parkNanos(
            Math.min(50_000_000, later.pause().toNanos()));
      }
    }
    assertThat(media).isEqualTo(1);
  }
}
