package io.streamlation.control.playout;

import static io.streamlation.control.Said.caption;
import static io.streamlation.control.Said.say;
import static io.streamlation.control.Said.segment;
import static io.streamlation.control.Said.tally;
import static io.streamlation.control.Said.translation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamlation.contracts.hls.PlaylistRules;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.control.ControlApiUnderTest;
import io.streamlation.control.ControlApiUnderTest.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** From segments and finals on Kafka to what a player fetches, through the running process. */
@ExtendWith(OutputCaptureExtension.class)
class PlayoutTest {
  private static final String ORIGIN = "http://127.0.0.1:18090/live/master.m3u8";
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final long LONG_AGO_MS = Duration.ofMinutes(1).toMillis();

  @TempDir static Path copies;
  private static ScriptedOrigin origin;
  private static ControlApiUnderTest api;

  private final UUID session = api.createSession();

  @BeforeAll
  static void start() throws IOException {
    origin = new ScriptedOrigin();
    origin.texts.put(
        ORIGIN,
        """
        #EXTM3U
        #EXT-X-STREAM-INF:BANDWIDTH=3000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720
        hi/index.m3u8?sig=abc
        """);
    origin.texts.put(
        "http://127.0.0.1:18090/live/hi/index.m3u8",
        """
        #EXTM3U
        #EXT-X-TARGETDURATION:6
        #EXT-X-PROGRAM-DATE-TIME:2026-11-18T10:40:00.000Z
        #EXTINF:6,
        100.ts
        """);
    api =
        ControlApiUnderTest.start(
            "--streamlation.allow-source=127.0.0.1:18090",
            "--streamlation.playout.rehost-folder=" + copies,
            "--streamlation.playout.every=20ms",
            "--streamlation.playout.longest-wait=" + LONGEST_WAIT,
            "--streamlation.bridge.probe-url=" + origin.url());
  }

  @AfterAll
  static void stop() {
    api.close();
    origin.close();
  }

  private String link(UUID id) {
    Answer made = api.post("/api/v1/sessions/" + id + "/shares", "{\"audience\": \"press\"}");
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return "/play/" + made.json().path("token").asString();
  }

  private static Answer fetch(String path) {
    return api.send(api.anonymous(path).GET());
  }

  /** All sound up to there was heard, and is settled in both languages. */
  private void settled(double seconds, long captions) {
    long asOf = Math.round(seconds * 16_000);
    say(tally(session, "settle", asOf, false, Map.of("finals", captions)).build());
    say(tally(session, "translate:es", asOf, false, Map.of("translated", captions)).build());
  }

  private String hello(double atSeconds) {
    Caption hello = caption(session, atSeconds, "Hello & <b>welcome</b>.").build();
    say(hello);
    say(translation(hello, "es", "Hola.").build());
    return hello.getId().replace(session + ".", "");
  }

  private static void awaitCaptions(String link, String language, String number) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(fetch(link + "/captions/" + language + "/index.m3u8").body())
                    .contains(number + ".vtt"));
  }

  @Test
  void captionsStandBesideTheOriginsSegmentsOnceTheyAreSettled() {
    String link = link(session);
    String id = hello(1);
    say(segment(session, 0).build());
    say(segment(session, 1).build());
    settled(12, 1);
    awaitCaptions(link, "es", "101");

    assertThat(fetch(link + "/captions/es/index.m3u8").body())
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:6
            #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=18.0
            #EXT-X-MEDIA-SEQUENCE:100
            #EXT-X-DISCONTINUITY-SEQUENCE:3
            #EXT-X-PROGRAM-DATE-TIME:2026-11-18T11:06:40.000Z
            #EXTINF:6.00000,
            100.vtt
            #EXT-X-PROGRAM-DATE-TIME:2026-11-18T11:06:46.000Z
            #EXTINF:6.00000,
            101.vtt
            """);
    assertThat(fetch(link + "/captions/es/100.vtt").body())
        .isEqualTo(
            """
            WEBVTT
            X-TIMESTAMP-MAP=MPEGTS:8589034592,LOCAL:00:00:00.000

            %s
            00:00:01.000 --> 00:00:02.000
            Hola.

            """
                .formatted(id));
    assertThat(fetch(link + "/captions/en/100.vtt").body())
        .contains("Hello &amp; &lt;b&gt;welcome&lt;/b&gt;.");
    assertThat(fetch(link + "/captions/en/101.vtt").body())
        .isEqualTo("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:8589574592,LOCAL:00:00:06.000\n\n");

    Answer main = fetch(link + "/main.m3u8");
    assertThat(main.header("Content-Type")).isEqualTo("application/vnd.apple.mpegurl");
    assertThat(main.body())
        .contains("http://127.0.0.1:18090/live/hi/index.m3u8?sig=abc")
        .contains("LANGUAGE=\"es\",CHARACTERISTICS=\"public.machine-generated,public.translation\"")
        .contains("NAME=\"English\"")
        .contains("RESOLUTION=1280x720,SUBTITLES=\"streamlation\"");
  }

  @Test
  void aDeadlineListsWhatIsThereAndWhatComesLaterIsLate() {
    String link = link(session);
    long longAgo = System.currentTimeMillis() - LONG_AGO_MS;
    say(segment(session, 0).setArrivedAtMs(longAgo).build());
    awaitCaptions(link, "en", "100");
    String empty = fetch(link + "/captions/en/100.vtt").body();
    assertThat(empty).startsWith("WEBVTT\nX-TIMESTAMP-MAP=").doesNotContain("-->");

    hello(1);
    await()
        .until(() -> api.get("/api/v1/sessions/" + session + "/captions.srt").body().contains("1"));
    say(segment(session, 1).setArrivedAtMs(longAgo).build());
    awaitCaptions(link, "en", "101");
    assertThat(fetch(link + "/captions/en/101.vtt").body())
        .contains("00:00:01.000 --> 00:00:02.000");
    assertThat(fetch(link + "/captions/en/100.vtt").body()).isEqualTo(empty);
    var english =
        api.get("/api/v1/sessions/" + session + "/playout").json().path("languages").get(0);
    assertThat(english.path("late").asInt()).isEqualTo(1);
    assertThat(english.path("onTime").asInt()).isZero();
  }

  @Test
  void aRestartServesTheSameBytes() {
    String link = link(session);
    hello(1);
    say(segment(session, 0).build());
    say(segment(session, 1).build());
    settled(12, 1);
    awaitCaptions(link, "es", "101");
    List<String> paths =
        List.of("/captions/es/index.m3u8", "/captions/es/100.vtt", "/captions/en/101.vtt");
    List<Answer> before = paths.stream().map(path -> fetch(link + path)).toList();

    api.down();
    api.up();
    awaitCaptions(link, "es", "101");
    for (int i = 0; i < paths.size(); i++) {
      Answer after = fetch(link + paths.get(i));
      assertThat(after.body()).isEqualTo(before.get(i).body());
      assertThat(after.header("ETag")).isEqualTo(before.get(i).header("ETag"));
    }
  }

  @Test
  void whatPlayersHaveIsNotSentAgain() {
    String link = link(session);
    say(segment(session, 0).build());
    settled(6, 0);
    awaitCaptions(link, "en", "100");
    String segment = link + "/captions/en/100.vtt";
    Answer first = fetch(segment);
    assertThat(first.header("Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
    assertThat(first.header("Content-Type")).isEqualTo("text/vtt;charset=utf-8");
    assertThat(first.header("Access-Control-Allow-Origin")).isEqualTo("*");
    Answer again =
        api.send(api.anonymous(segment).header("If-None-Match", first.header("ETag")).GET());
    assertThat(again.status()).isEqualTo(304);
    Answer packed = api.send(api.anonymous(segment).header("Accept-Encoding", "gzip").GET());
    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.header("ETag")).isNotEqualTo(first.header("ETag"));
    assertThat(fetch(link + "/captions/en/index.m3u8").header("Cache-Control"))
        .isEqualTo("max-age=1, public");
  }

  @Test
  void aPlaylistCanBeWaitedFor() throws Exception {
    String link = link(session);
    say(segment(session, 0).build());
    settled(6, 0);
    awaitCaptions(link, "en", "100");
    var waiting =
        CompletableFuture.supplyAsync(
            () -> {
              String awaited = link + "/captions/en/index.m3u8?_HLS_msn=101";
              Answer first = fetch(awaited);
              return first.body().contains("101.vtt") ? first : fetch(awaited); // a busy machine
            });
    say(segment(session, 1).build());
    settled(12, 0);
    assertThat(waiting.get().body()).contains("101.vtt");
    assertThat(fetch(link + "/captions/en/index.m3u8?_HLS_msn=900").status()).isEqualTo(400);
    assertThat(fetch(link + "/captions/en/index.m3u8?_HLS_msn=-1").status()).isEqualTo(400);
  }

  @Test
  void whoWaitsInVainGetsWhatThereIsBeforeItGivesUp() {
    String link = link(session);
    say(segment(session, 0).build());
    settled(6, 0);
    awaitCaptions(link, "en", "100");
    Instant began = Instant.now();
    Answer inVain = fetch(link + "/captions/en/index.m3u8?_HLS_msn=101");
    assertThat(Duration.between(began, Instant.now())).isGreaterThanOrEqualTo(LONGEST_WAIT);
    assertThat(inVain.status()).isEqualTo(200);
    assertThat(inVain.body()).endsWith("100.vtt\n");
    assertThat(inVain.header("Cache-Control")).isEqualTo("max-age=1, public");
  }

  @Test
  void aLinkOpensOneChannelUntilItIsRevoked() {
    String link = link(session);
    say(segment(session, 0).build());
    settled(6, 0);
    awaitCaptions(link, "en", "100");
    var shares = api.get("/api/v1/sessions/" + session + "/shares").json().path("items");
    assertThat(shares.get(0).path("audience").asString()).isEqualTo("press");
    assertThat(shares.toString()).doesNotContain(link.substring("/play/".length()));
    UUID other = api.createSession();
    assertThat(
            api.send(
                    api.request(
                            "/api/v1/sessions/"
                                + other
                                + "/shares/"
                                + shares.get(0).path("id").asString())
                        .DELETE())
                .status())
        .isEqualTo(404);
    assertThat(fetch(link(other) + "/captions/en/100.vtt").status()).isEqualTo(503);
    assertThat(
            api.send(
                    api.request(
                            "/api/v1/sessions/"
                                + session
                                + "/shares/"
                                + shares.get(0).path("id").asString())
                        .DELETE())
                .status())
        .isEqualTo(204);
    Answer closed = fetch(link + "/captions/en/100.vtt");
    assertThat(closed.status()).isEqualTo(404);
    assertThat(closed.json().path("detail").asString()).contains("This link opens nothing");
    assertThat(fetch("/play/" + "A".repeat(43) + "/main.m3u8").status()).isEqualTo(404);
    assertThat(fetch("/play/x/main.m3u8").status()).isEqualTo(404);
  }

  @Test
  void tellsThePageOfAPlayerWhatItNeeds() {
    String link = link(session);
    assertThat(fetch(link + "/info").json().path("state").asString()).isEqualTo("waiting");
    say(segment(session, 0).build());
    settled(6, 0);
    awaitCaptions(link, "en", "100");
    var info = fetch(link + "/info").json();
    assertThat(info.path("state").asString()).isEqualTo("live");
    assertThat(info.path("name").asString()).isEqualTo("News");
    assertThat(info.path("holdBackMs").asInt()).isEqualTo(18_000);
    assertThat(info.path("languages").get(1).path("name").asString()).isEqualTo("Español");
    assertThat(info.path("languages").get(1).path("direction").asString()).isEqualTo("ltr");
  }

  private static UUID createRehosted() {
    return UUID.fromString(
        api.post(
                "/api/v1/sessions",
                ControlApiUnderTest.NEWS.replaceFirst(
                    "\\}\\s*$", ", \"playout\": {\"mode\": \"rehost\"}}"))
            .json()
            .path("id")
            .asString());
  }

  private static void sayCopied(UUID copied, String name) {
    SourceSegment.Rehosted.Builder copy =
        SourceSegment.Rehosted.newBuilder()
            .setName(name)
            .setInitialisation("init-1.mp4")
            .setSizeBytes(750_000)
            .setCodecs("avc1.64001f,mp4a.40.2")
            .setWidth(1280)
            .setHeight(720)
            .setFramesPerSecondMilli(25_000);
    say(segment(copied, 0).setMediaSequence(0).setRehosted(copy).build());
    say(tally(copied, "settle", 96_000, false, Map.of()).build());
  }

  private static Answer fetch(String path, String... headers) {
    return api.send(api.anonymous(path).headers(headers).GET());
  }

  private static Answer ask(String method, String path) {
    return api.send(api.anonymous(path).method(method, BodyPublishers.noBody()));
  }

  @Test
  void copiesComeWholeInPartsOrNotAgain() throws IOException {
    UUID copied = createRehosted();
    Path folder = Files.createDirectories(copies.resolve(copied.toString()));
    String bytes = "0123456789".repeat(20_000); // more than is sent without the kernel's help
    Files.writeString(folder.resolve("seg-0.m4s"), bytes);
    String link = link(copied);
    sayCopied(copied, "seg-0.m4s");
    awaitCaptions(link, "en", "0");
    String file = link + "/media/seg-0.m4s";

    Answer whole = fetch(file);
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(bytes);
    assertThat(whole.header("Content-Type")).isEqualTo("video/iso.segment");
    assertThat(whole.header("Accept-Ranges")).isEqualTo("bytes");
    String etag = whole.header("ETag");
    assertThat(fetch(file, "If-None-Match", "\"other\", " + etag).status()).isEqualTo(304);

    Answer end = fetch(file, "Range", "bytes=199995-");
    assertThat(end.status()).isEqualTo(206);
    assertThat(end.body()).isEqualTo("56789");
    assertThat(end.header("Content-Range")).isEqualTo("bytes 199995-199999/200000");
    Answer most = fetch(file, "Range", "bytes=1-150000");
    assertThat(most.status()).isEqualTo(206);
    assertThat(most.body()).isEqualTo(bytes.substring(1, 150_001));
    assertThat(fetch(file, "Range", "bytes=-3").body()).isEqualTo("789");
    assertThat(fetch(file, "Range", "bytes=-3", "If-Range", etag).body()).isEqualTo("789");
    assertThat(fetch(file, "Range", "bytes=-3", "If-Range", "\"old\"").body()).isEqualTo(bytes);
    assertThat(fetch(file, "Range", "bytes=0-1,5-6").body()).isEqualTo(bytes);
    Answer behind = fetch(file, "Range", "bytes=200000-");
    assertThat(behind.status()).isEqualTo(416);
    assertThat(behind.header("Content-Range")).isEqualTo("bytes */200000");

    Answer head = ask("HEAD", file);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("200000");
    assertThat(head.body()).isEmpty();
    Files.delete(folder.resolve("seg-0.m4s"));
    assertThat(fetch(file).status()).isEqualTo(404);
  }

  @Test
  void saysOnEveryAnswerWhoMayReadItAndHow() {
    String link = link(session);
    say(segment(session, 0).build());
    settled(6, 0);
    awaitCaptions(link, "en", "100");
    String playlist = link + "/captions/en/index.m3u8";
    Answer text = fetch(playlist, "Accept-Encoding", "gzip;q=0");
    for (Answer answer :
        List.of(
            text,
            fetch(playlist, "If-None-Match", text.header("ETag")),
            fetch(link + "/nothing"),
            ask("HEAD", playlist),
            ask("POST", playlist),
            ask("OPTIONS", playlist))) {
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    }
    assertThat(text.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(text.header("Content-Encoding")).isEmpty();
    assertThat(ask("HEAD", playlist).header("Content-Length"))
        .isEqualTo(Integer.toString(text.body().length()));
    Answer refused = ask("POST", playlist);
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Allow")).isEqualTo("GET, HEAD");
    assertThat(refused.json().path("type").asString()).isEqualTo("/problems/method-not-allowed");
    Answer nothing = fetch(link + "/nothing");
    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.header("Content-Type")).startsWith("application/problem+json");
    assertThat(nothing.header("Cache-Control")).isEqualTo("no-store");
    Answer before = ask("OPTIONS", playlist);
    assertThat(before.status()).isEqualTo(204);
    assertThat(before.header("Access-Control-Allow-Headers")).isEqualTo("Range, If-None-Match");
  }

  /** Key frames of the first two segments are ten seconds apart, later ones fourteen. */
  @Test
  void promisesWhatTheFirstCopiesNeedAndKeepsToIt() {
    UUID copied = createRehosted();
    String link = link(copied);
    PlaylistRules rules = new PlaylistRules();
    int[] seconds = {10, 10, 14, 10};
    long at = 0;
    long longAgo = System.currentTimeMillis() - LONG_AGO_MS;
    for (int i = 0; i < seconds.length; i++) {
      say(
          segment(copied, 0)
              .setStartSample(at * 16_000)
              .setDurationSamples(seconds[i] * 16_000L)
              .setMediaSequence(i)
              .setDiscontinuitySequence(0)
              .setProgramDateTimeUs(1_795_000_000_000_000L + at * 1_000_000)
              .setArrivedAtMs(longAgo)
              .setRehosted(
                  SourceSegment.Rehosted.newBuilder()
                      .setName("seg-" + i + ".m4s")
                      .setInitialisation("init-0.mp4")
                      .setSizeBytes(750_000))
              .build());
      at += seconds[i];
      // The one of 14 s becomes two entries.
      awaitCaptions(link, "en", "" + (i < 2 ? i : i + 1));
      rules.media("media", fetch(link + "/media/index.m3u8").body());
      rules.media("en", fetch(link + "/captions/en/index.m3u8").body());
    }
    assertThat(rules.complaints()).isEmpty();
    assertThat(fetch(link + "/media/index.m3u8").body())
        .contains("#EXT-X-TARGETDURATION:10\n", "#EXTINF:10.00000,\nseg-3.m4s\n")
        .contains("#EXT-X-GAP\n#EXTINF:7.00000,\ngap-2.m4s\n")
        .doesNotContain("seg-2.m4s");
    assertThat(fetch(link + "/captions/en/3.vtt").status()).isEqualTo(200);
  }

  @Test
  void servesCopiesWithTheirCaptionsAndNothingElseOfTheirFolder(CapturedOutput log)
      throws IOException {
    UUID copied = createRehosted();
    Path folder = Files.createDirectories(copies.resolve(copied.toString()));
    Files.writeString(folder.resolve("seg-0.m4s"), "0123456789");
    Files.writeString(folder.resolve("init-1.mp4"), "init");
    Files.writeString(folder.resolve("not-listed.m4s"), "x");
    Files.writeString(copies.resolve("secret"), "x");
    String link = link(copied);
    sayCopied(copied, "seg-0.m4s");
    awaitCaptions(link, "en", "0");

    assertThat(fetch(link + "/main.m3u8").body())
        .contains(
            "BANDWIDTH=1100000,AVERAGE-BANDWIDTH=1000000,CODECS=\"avc1.64001f,mp4a.40.2\","
                + "RESOLUTION=1280x720,FRAME-RATE=25.000,CLOSED-CAPTIONS=NONE,SUBTITLES=\"streamlation\"\n"
                + "media/index.m3u8\n");
    assertThat(fetch(link + "/media/index.m3u8").body())
        .contains("#EXT-X-MAP:URI=\"init-1.mp4\"\n")
        .contains("#EXTINF:6.00000,\nseg-0.m4s\n");
    Answer range =
        api.send(api.anonymous(link + "/media/seg-0.m4s").header("Range", "bytes=2-4").GET());
    assertThat(range.status()).isEqualTo(206);
    assertThat(range.body()).isEqualTo("234");
    assertThat(fetch(link + "/media/init-1.mp4").header("Cache-Control")).contains("immutable");
    for (String trick :
        List.of(
            "not-listed.m4s",
            "..%2fsecret",
            "..",
            "%2e%2e/secret",
            "seg-0.m4s%00",
            "seg-0.m4s/",
            ";/seg-0.m4s",
            "..\\\\secret".replace("\\", "%5c"))) {
      Answer answer = fetch(link + "/media/" + trick);
      assertThat(answer.status()).as(trick).isIn(400, 404);
      assertThat(answer.body()).as(trick).contains("/problems/");
    }
    assertThat(log.getAll()).doesNotContain(link.substring("/play/".length()));
  }

  @Test
  void breaksNoRuleWhateverTheSourceDoes() {
    String link = link(session);
    PlaylistRules rules = new PlaylistRules();
    long longAgo = System.currentTimeMillis() - LONG_AGO_MS;
    List<SourceSegment.Builder> segments =
        List.of(
            segment(session, 0),
            segment(session, 1),
            segment(session, 1),
            segment(session, 4).setDiscontinuitySequence(4),
            segment(session, 5).setDurationSamples(40 * 16_000).setDiscontinuitySequence(4),
            segment(session, 12).setMediaSequence(0).setDiscontinuitySequence(0),
            segment(session, 13).setMediaSequence(1).setDiscontinuitySequence(0),
            segment(session, 14).setMediaSequence(9_000_000).setDiscontinuitySequence(0),
            segment(session, 15).setInput(1).setMediaSequence(3).clearProgramDateTimeUs(),
            segment(session, 16).setInput(1).setMediaSequence(4).clearProgramDateTimeUs(),
            segment(session, 17).setInput(1).setMediaSequence(5).clearProgramDateTimeUs());
    int heard = 0;
    for (SourceSegment.Builder segment : segments) {
      say(segment.setArrivedAtMs(longAgo).build());
      hello(6 * heard++ + 1);
      await().until(() -> fetch(link + "/captions/en/index.m3u8").status() == 200);
      rules.multivariant("main", fetch(link + "/main.m3u8").body());
      for (String language : List.of("en", "es")) {
        String playlist = link + "/captions/" + language + "/index.m3u8";
        for (PlaylistRules.Segment listed :
            rules.media(language, fetch(playlist).body()).segments()) {
          rules.webVtt(
              language + "/" + listed.uri(),
              fetch(link + "/captions/" + language + "/" + listed.uri()).body());
        }
      }
    }
    awaitCaptions(link, "es", "117");
    rules.beside(
        "languages",
        rules.media("en", fetch(link + "/captions/en/index.m3u8").body()),
        rules.media("es", fetch(link + "/captions/es/index.m3u8").body()));
    assertThat(rules.complaints()).isEmpty();
  }

  @Test
  void nothingLeavesTheCaptionsOfAnEvent() {
    origin.texts.put(
        "http://127.0.0.1:18090/event/index.m3u8",
        """
        #EXTM3U
        #EXT-X-TARGETDURATION:6
        #EXT-X-PLAYLIST-TYPE:EVENT
        #EXT-X-PROGRAM-DATE-TIME:2026-11-18T10:40:00.000Z
        #EXTINF:6,
        100.ts
        """);
    Answer created =
        api.post(
            "/api/v1/sessions",
            ControlApiUnderTest.NEWS
                .replace("live/master.m3u8", "event/index.m3u8")
                .replace("\"targets\"", "\"playout\": {\"windowSeconds\": 30}, \"targets\""));
    UUID event = UUID.fromString(created.json().path("id").asString());
    String link = link(event);
    PlaylistRules rules = new PlaylistRules();
    long longAgo = System.currentTimeMillis() - LONG_AGO_MS;
    for (int i = 0; i < 12; i++) {
      say(segment(event, i).setArrivedAtMs(longAgo).build());
      awaitCaptions(link, "en", String.valueOf(100 + i));
      rules.media("en", fetch(link + "/captions/en/index.m3u8").body());
    }
    assertThat(fetch(link + "/captions/en/index.m3u8").body())
        .contains("#EXT-X-PLAYLIST-TYPE:EVENT\n", "#EXT-X-MEDIA-SEQUENCE:100\n", "111.vtt\n");
    assertThat(rules.complaints()).isEmpty();
  }

  @Test
  void anOriginThatBeginsAnewIsFollowedOnceThereIsEnoughOfIt() {
    String link = link(session);
    PlaylistRules rules = new PlaylistRules();
    long longAgo = System.currentTimeMillis() - LONG_AGO_MS;
    for (int i = 0; i < 4; i++) {
      say(segment(session, i).setArrivedAtMs(longAgo).build());
    }
    awaitCaptions(link, "en", "103");
    String before = fetch(link + "/captions/en/index.m3u8").body();
    rules.media("en", before);
    for (int i = 0; i < 2; i++) {
      say(anew(i).setArrivedAtMs(longAgo).build());
    }
    await().until(() -> fetch(link + "/captions/en/105.vtt").status() == 200);
    assertThat(fetch(link + "/captions/en/index.m3u8").body()).isEqualTo(before);
    say(anew(2).setArrivedAtMs(longAgo).build());
    awaitCaptions(link, "en", "106");
    String after = fetch(link + "/captions/en/index.m3u8").body();
    rules.media("en", after);
    assertThat(after)
        .contains("#EXT-X-MEDIA-SEQUENCE:104\n")
        .doesNotContain("103.vtt")
        .doesNotContain("#EXT-X-DISCONTINUITY\n")
        .doesNotContain("#EXT-X-DISCONTINUITY-SEQUENCE:3\n");
    assertThat(rules.complaints()).isEmpty();
  }

  @Test
  void anOriginThatForgetsADiscontinuityIsNumberedAsPlayersNumberIt() {
    String link = link(session);
    long longAgo = System.currentTimeMillis() - LONG_AGO_MS;
    say(segment(session, 0).setDiscontinuitySequence(0).setArrivedAtMs(longAgo).build());
    for (int i = 1; i < 5; i++) {
      say(segment(session, i).setDiscontinuitySequence(1).setArrivedAtMs(longAgo).build());
    }
    awaitCaptions(link, "en", "104");
    assertThat(fetch(link + "/captions/en/index.m3u8").body())
        .contains("#EXT-X-MEDIA-SEQUENCE:100\n")
        .containsOnlyOnce("#EXT-X-DISCONTINUITY\n");

    say(segment(session, 5).setDiscontinuitySequence(0).setArrivedAtMs(longAgo).build());
    awaitCaptions(link, "en", "105");
    assertThat(fetch(link + "/captions/en/index.m3u8").body())
        .contains("#EXT-X-MEDIA-SEQUENCE:101\n", "101.vtt", "105.vtt")
        .doesNotContain("#EXT-X-DISCONTINUITY\n")
        .doesNotContain("#EXT-X-DISCONTINUITY-SEQUENCE:1\n");
    assertThat(fetch(link + "/captions/en/100.vtt").status()).isEqualTo(200);
  }

  /** Of an origin whose numbers begin anew. */
  private SourceSegment.Builder anew(long number) {
    return segment(session, 4 + number).setMediaSequence(number).setDiscontinuitySequence(0);
  }

  @Test
  void whatIsOverCanStillBeWatched() {
    String link = link(session);
    say(segment(session, 0).build());
    settled(6, 0);
    awaitCaptions(link, "en", "100");
    api.post("/api/v1/sessions/" + session + "/stop", "");
    await()
        .untilAsserted(
            () ->
                assertThat(fetch(link + "/captions/en/index.m3u8").body())
                    .endsWith("100.vtt\n#EXT-X-ENDLIST\n"));
    assertThat(fetch(link + "/info").json().path("state").asString()).isEqualTo("ended");
  }
}
