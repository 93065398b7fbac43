package io.streamlation.ingest.hostile;

import static io.streamlation.ingest.hostile.Forge.ascii;
import static io.streamlation.ingest.hostile.Forge.noise;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.HostLookup;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.hls.HlsLimits;
import io.streamlation.ingest.source.hls.HlsSource;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Playlists, keys and bodies that nobody needs, and what the operator reads of each. */
@Timeout(60)
class HostilePlaylistTest {
  private static final String HEAD = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n";
  private static final String UNREADABLE = "hls-playlist-unreadable";
  private static final long PLAYLIST_BYTES = 8 << 20;
  private static final long SEGMENT_BYTES = 1 << 20;

  private static Origin origin;
  private static CheckedHttp http;

  @BeforeAll
  static void open() throws IOException {
    origin = new Origin();
    http =
        new CheckedHttp(
            new AddressCheck(
                Set.of("http"),
                Set.of(80),
                Set.of(new HostPort("127.0.0.1", origin.port())),
                HostLookup.ofTheSystem()),
            new CheckedHttp.Limits(
                Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofMillis(1500), 3),
            Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    http.close();
    origin.close();
  }

  @BeforeEach
  void forget() {
    origin.asked().clear();
  }

  /**
   * @param dress how the origin is prepared; the stream is at /live.m3u8
   * @param words in what the operator reads
   */
  private record Case(String name, Consumer<Origin> dress, String code, String words) {
    Case coded(String other) {
      return new Case(name, dress, other, words);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Case list(String name, String playlist, String code, String words) {
    return list(name, ascii(playlist), code, words);
  }

  private static Case list(String name, byte[] playlist, String code, String words) {
    return new Case(name, o -> o.serve("/live.m3u8", playlist), code, words);
  }

  private static Case unreadable(String name, String playlist, String words) {
    return list(name, playlist, UNREADABLE, words);
  }

  private static Case segmentsList(String name, String lines, String words) {
    return unreadable(name, HEAD + lines, words);
  }

  private static Case key(String name, String attributes, byte[] key, String code, String words) {
    return new Case(
        name,
        o ->
            o.serve("/key", key)
                .serve("/0.ts", new byte[32])
                .serve("/live.m3u8", HEAD + "#EXT-X-KEY:" + attributes + "\n#EXTINF:2,\n0.ts\n"),
        code,
        words);
  }

  private static Case answer(String name, Origin.Answer answer, String code, String words) {
    return new Case(name, o -> o.answer("/live.m3u8", answer), code, words);
  }

  private static Case segment(String name, Origin.Answer answer, String code, String words) {
    return new Case(
        name,
        o -> o.serve("/live.m3u8", HEAD + "#EXTINF:2,\n0.ts\n").answer("/0.ts", answer),
        code,
        words);
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    nesting(cases);
    sizes(cases);
    numbers(cases);
    otherThings(cases);
    keys(cases);
    bodies(cases);
    return cases.stream();
  }

  private static void nesting(List<Case> cases) {
    String inside = "is a multivariant playlist inside another";
    cases.add(unreadable("itself", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlive.m3u8\n", inside));
    cases.add(
        new Case(
            "another that names it",
            o ->
                o.serve("/live.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nb.m3u8\n")
                    .serve("/b.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlive.m3u8\n"),
            UNREADABLE,
            inside));
    cases.add(
        answer(
            "a redirect to itself",
            Origin.redirect("/live.m3u8"),
            "hls-playlist-302",
            "redirects more than 3 times"));
    cases.add(
        new Case(
            "a ring of redirects",
            o ->
                o.answer("/live.m3u8", Origin.redirect("/ring"))
                    .answer("/ring", Origin.redirect("/live.m3u8")),
            "hls-playlist-302",
            "redirects more than 3 times"));
    cases.add(
        answer(
            "a redirect to nowhere",
            Origin.status(302),
            "hls-playlist-302",
            "redirects without saying where"));
    cases.add(
        unreadable("a stream without sound", picture(), "names no variant with audio")
            .coded("hls-no-audio"));
  }

  private static String picture() {
    return "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS=\"avc1.42e00a\"\na.m3u8\n";
  }

  private static void sizes(List<Case> cases) {
    cases.add(
        segmentsList(
            "60,000 segments", "#EXTINF:2,\na\n".repeat(60_000), "more than 50000 segments"));
    cases.add(
        list(
            "a million segments",
            HEAD + "#EXTINF:2,\na\n".repeat(1_000_000),
            "hls-playlist-200",
            "is larger than the 8388608 bytes allowed"));
    cases.add(
        answer(
            "a line of 100 MB",
            exchange -> {
              exchange.sendResponseHeaders(200, 100_000_000);
              exchange.getResponseBody().write(ascii(HEAD));
            },
            "hls-playlist-200",
            "is larger than the 8388608 bytes allowed"));
    cases.add(
        answer(
            "a line without an end",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              OutputStream body = exchange.getResponseBody();
              byte[] part = ascii("#".repeat(1 << 16));
              body.write(ascii(HEAD));
              for (int i = 0; i < 2_000; i++) {
                body.write(part);
              }
            },
            "hls-playlist-200",
            "is larger than the 8388608 bytes allowed"));
    cases.add(segmentsList("a line of 17 kB", "#" + "x".repeat(17_000), "line of more than 16384"));
    cases.add(segmentsList("a million lines", "#\n".repeat(1_000_000), "more than 500000 lines"));
    cases.add(
        unreadable(
            "5,000 variants",
            "#EXTM3U\n" + "#EXT-X-STREAM-INF:BANDWIDTH=1\na\n".repeat(5_000),
            "more than 1000 variants"));
  }

  private static void numbers(List<Case> cases) {
    String none = "it is no media playlist";
    for (String sequence :
        List.of("9223372036854775808", "9223372036854775807", "-1", "1e9", "0x10", "")) {
      String lines = "#EXT-X-MEDIA-SEQUENCE:" + sequence + "\n#EXTINF:2,\na\n";
      cases.add(segmentsList("sequence \"" + sequence + "\"", lines, none));
    }
    for (String seconds : List.of("1e300", "-2", "NaN", "Infinity", "-0x1p1", "3601", "", "two")) {
      cases.add(
          segmentsList(
              "a segment of \"" + seconds + "\" s", "#EXTINF:" + seconds + ",\na\n", none));
    }
    for (String target : List.of("999999999999", "9223372036854775808", "x")) {
      cases.add(
          unreadable(
              "target duration " + target,
              "#EXTM3U\n#EXT-X-TARGETDURATION:" + target + "\n#EXTINF:2,\na\n",
              none));
    }
    cases.add(unreadable("no target duration", "#EXTM3U\n#EXTINF:2,\na\n", none));
    for (String range :
        List.of(
            "-5@1",
            "5@-1",
            "0@0",
            "9223372036854775807@9223372036854775807",
            "9223372036854775808@0",
            "x")) {
      cases.add(
          segmentsList(
              "byte range " + range, "#EXTINF:2,\n#EXT-X-BYTERANGE:" + range + "\na\n", none));
    }
    for (String date : List.of("yesterday", "2026-99-99T00:00:00Z", "9".repeat(5_000))) {
      cases.add(
          segmentsList(
              "the date " + date.substring(0, Math.min(20, date.length())),
              "#EXT-X-PROGRAM-DATE-TIME:" + date + "\n#EXTINF:2,\na\n",
              none));
    }
    cases.add(
        segmentsList(
            "discontinuity sequence 2^63",
            "#EXT-X-DISCONTINUITY-SEQUENCE:9223372036854775808\n#EXTINF:2,\na\n",
            none));
    cases.add(
        unreadable(
            "a bandwidth of 10^20",
            "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=99999999999999999999\na\n",
            "it is no multivariant playlist"));
  }

  private static void otherThings(List<Case> cases) {
    String other = "does not begin with #EXTM3U";
    cases.add(unreadable("nothing", "", other));
    cases.add(unreadable("a page", "<html><body>Not found</body></html>", other));
    cases.add(unreadable("JSON", "{\"error\": \"token\"}", other));
    cases.add(
        unreadable(
            "an MPD with an external entity",
            "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                + "<MPD>&e;</MPD>",
            other));
    cases.add(list("noise", noise(5_000), UNREADABLE, other));
    cases.add(list("UTF-16", (HEAD + "a\n").getBytes(StandardCharsets.UTF_16), UNREADABLE, other));
    cases.add(list("zeros", new byte[5_000], UNREADABLE, other));
    cases.add(unreadable("spaces before it", "   " + HEAD, other));
    cases.add(
        list(
            "a NUL in an address",
            HEAD + "#EXTINF:2,\na\0b.ts\n",
            "address-refused",
            "holds a control character"));
    cases.add(
        list(
            "an address of 10 kB",
            HEAD + "#EXTINF:2,\n" + "a".repeat(10_000) + "\n",
            "address-refused",
            "an address of 10000 characters is refused"));
    cases.add(
        list(
            "one's own machine's file",
            HEAD + "#EXTINF:2,\nfile:///etc/passwd\n",
            "address-refused",
            "its scheme is \"file\""));
  }

  private static void keys(List<Case> cases) {
    String aes = "METHOD=AES-128,URI=\"key\"";
    String not16 = "bytes, not 16";
    cases.add(key("a key of no bytes", aes, new byte[0], "hls-segment-undecipherable", not16));
    cases.add(key("a key of 15 bytes", aes, new byte[15], "hls-segment-undecipherable", not16));
    cases.add(
        key("a key of 17 bytes", aes, new byte[17], "hls-segment-200", "larger than the 16 bytes"));
    cases.add(
        key(
            "a key of 2 MB",
            aes,
            new byte[2 << 20],
            "hls-segment-200",
            "larger than the 16 bytes"));
    cases.add(
        key(
            "a vector that is none",
            aes + ",IV=0xZZ",
            new byte[16],
            "hls-segment-undecipherable",
            "is no 128-bit number"));
    cases.add(
        key(
            "a vector of 200 digits",
            aes + ",IV=0x" + "1".repeat(200),
            new byte[16],
            "hls-segment-undecipherable",
            "is no 128-bit number"));
    cases.add(
        key(
            "the wrong key",
            aes,
            new byte[16],
            "hls-segment-undecipherable",
            "segment 0 cannot be had"));
    for (String method : List.of("SAMPLE-AES", "SAMPLE-AES-CTR")) {
      cases.add(
          key(
              method,
              "METHOD=" + method + ",URI=\"key\"",
              new byte[16],
              "hls-encryption-unknown",
              "only AES-128 can be read"));
    }
    cases.add(
        key("ROT13", "METHOD=ROT13,URI=\"key\"", new byte[16], UNREADABLE, "no media playlist"));
    cases.add(
        new Case(
            "a key that is not there",
            o ->
                o.answer("/key", Origin.status(404))
                    .serve("/0.ts", new byte[32])
                    .serve("/live.m3u8", HEAD + "#EXT-X-KEY:" + aes + "\n#EXTINF:2,\n0.ts\n"),
            "hls-segment-404",
            "answers 404"));
  }

  private static void bodies(List<Case> cases) {
    for (int status : List.of(204, 400, 401, 403, 404, 410, 451, 500, 503, 599)) {
      cases.add(
          answer(
              "status " + status,
              Origin.status(status),
              "hls-playlist-" + status,
              "answers " + status));
    }
    cases.add(
        segment(
            "a segment of 2 MB",
            Origin.bytes(new byte[2 << 20]),
            "hls-segment-200",
            "is larger than the 1048576 bytes allowed"));
    cases.add(
        segment(
            "a segment without an end",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              byte[] part = new byte[1 << 16];
              for (int i = 0; i < 1_000; i++) {
                exchange.getResponseBody().write(part);
              }
            },
            "hls-segment-200",
            "is larger than the 1048576 bytes allowed"));
    cases.add(
        segment(
            "a segment shorter than it says",
            exchange -> {
              exchange.sendResponseHeaders(200, 1_000);
              exchange.getResponseBody().write(new byte[10]);
            },
            "hls-segment-unreachable",
            "segment 0 cannot be had"));
    cases.add(
        answer(
            "a body that never comes",
            exchange -> {
              exchange.sendResponseHeaders(200, 1_000);
              HostilePlaylistTest.hold(exchange.getResponseBody());
            },
            "hls-playlist-unreachable",
            "the playlist cannot be had"));
    cases.add(
        new Case(
            "a part beyond the end",
            o ->
                o.serve("/live.m3u8", HEAD + "#EXTINF:2,\n#EXT-X-BYTERANGE:100@50\n0.ts\n")
                    .answer(
                        "/0.ts",
                        exchange -> {
                          exchange.sendResponseHeaders(200, 60);
                          exchange.getResponseBody().write(new byte[60]);
                        }),
            "hls-segment-200",
            "gave 10 bytes of the 100 asked for"));
    cases.add(
        new Case(
            "an initialisation that is too large",
            o ->
                o.serve("/live.m3u8", HEAD + "#EXT-X-MAP:URI=\"i\"\n#EXTINF:2,\n0.ts\n")
                    .serve("/i", new byte[2 << 20]),
            "hls-segment-200",
            "is larger than the 1048576 bytes allowed"));
  }

  /** Until whoever asked has gone. */
  private static void hold(OutputStream body) throws IOException {
    body.flush();
    try {
      Thread.currentThread().join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HlsSource source(AtomicLong nanos) {
    return new HlsSource(
        origin.url("/live.m3u8"),
        AudioWish.ofSpeech("en"),
        http,
        new HlsLimits(PLAYLIST_BYTES, SEGMENT_BYTES, true),
        new Metrics(new PrometheusRegistry()),
        nanos::get);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRefusedInWords(Case hostile) {
    hostile.dress.accept(origin);
    HlsSource source = source(new AtomicLong());
    try {
      Piece piece = source.next();
      throw new AssertionError("taken as " + piece);
    } catch (SourceTrouble trouble) {
      assertThat(trouble.code()).as(trouble.getMessage()).isEqualTo(hostile.code);
      assertThat(trouble).hasMessageContaining(hostile.words);
      assertThat(trouble.getMessage().length()).isLessThan(1_000);
      assertThat(trouble.party()).isEqualTo(Party.PARTY_SOURCE);
      assertThat(trouble.action()).isNotBlank();
    } finally {
      source.close();
    }
    assertThat(origin.asked()).as("it is not asked again and again").hasSizeLessThan(6);
  }

  @Test
  void numbersThatGoBackAreANewNumberingAndNotALoop() throws Exception {
    origin.serve("/0.ts", "x").serve("/old.ts", "z");
    origin.serve("/live.m3u8", HEAD + "#EXT-X-MEDIA-SEQUENCE:1000\n#EXTINF:2,\n0.ts\n");
    AtomicLong nanos = new AtomicLong();
    HlsSource source = source(nanos);
    assertThat(source.next()).isInstanceOf(Piece.Media.class);
    origin.serve(
        "/live.m3u8", HEAD + "#EXT-X-MEDIA-SEQUENCE:3\n#EXTINF:2,\nold.ts\n#EXT-X-ENDLIST\n");
    List<String> pieces = new ArrayList<>();
    while (pieces.size() < 100 && !pieces.contains("Ended")) {
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      pieces.add(source.next().getClass().getSimpleName());
    }
    assertThat(pieces).containsOnlyOnce("Media").contains("Ended");
  }
}
