package io.streamlation.ingest.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.dash.DashLimits;
import io.streamlation.ingest.source.dash.DashSource;
import io.streamlation.ingest.source.hls.HlsLimits;
import io.streamlation.ingest.source.hls.HlsSource;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every forbidden address at every place where a stream can name one. Each ends the channel with
 * words of the operator's; a canary on loopback, whose port is allowed, hears nobody.
 */
@Timeout(60)
class HostileAddressTest {
  private static final String HEAD = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n";
  private static final AtomicInteger CASES = new AtomicInteger();

  private static Canary canary;
  private static Origin origin;
  private static CheckedHttp http;

  @BeforeAll
  static void open() throws IOException {
    canary = new Canary("127.0.0.1", "127.0.0.2", "::1");
    origin = new Origin();
    http =
        new CheckedHttp(
            new AddressCheck(
                Set.of("http", "https"),
                Set.of(80, 443, canary.port()),
                Set.of(new HostPort("127.0.0.1", origin.port())),
                HostileAddressTest::numbersOf),
            new CheckedHttp.Limits(
                Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(5), 3),
            Clock.systemUTC());
  }

  @AfterAll
  static void nobodyCame() throws Exception {
    http.close();
    origin.close();
    assertThat(canary.calls()).as("calls at the canary in %s cases", CASES.get()).isZero();
    // It would have heard.
    new Socket("127.0.0.1", canary.port()).close();
    long limit = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (canary.calls() == 0 && System.nanoTime() < limit) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(canary.calls()).isEqualTo(1);
    canary.close();
    System.out.println("hostile addresses: " + CASES.get() + " cases, canary calls: 0");
  }

  private static List<InetAddress> numbersOf(String host) throws UnknownHostException {
    List<String> numbers =
        switch (host) {
          case "localhost", "sub.localhost" -> List.of("127.0.0.1", "::1");
          case "inside.example", "inside.example." -> List.of("10.1.2.3");
          case "inside6.example" -> List.of("::1");
          case "metadata.example" -> List.of("169.254.169.254");
          case "half.example" -> List.of("93.184.216.34", "10.0.0.1");
          case "127.0.0.1" -> List.of(host); // the origin, which is allowed
          default -> throw new UnknownHostException(host);
        };
    List<InetAddress> addresses = new ArrayList<>();
    for (String number : numbers) {
      addresses.add(InetAddress.getByName(number));
    }
    return addresses;
  }

  /** Where a stream names another address, and how the origin is dressed for it. */
  enum Where {
    SUBMITTED,
    REDIRECT {
      @Override
      void dress(String to) {
        origin.answer("/live.m3u8", Origin.redirect(to));
      }
    },
    VARIANT {
      @Override
      void dress(String to) {
        origin.serve("/live.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n" + to + "\n");
      }
    },
    RENDITION {
      @Override
      void dress(String to) {
        String sound = "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"a\",URI=\"" + to + "\"\n";
        origin.serve(
            "/live.m3u8",
            "#EXTM3U\n" + sound + "#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"a\"\n1.m3u8\n");
      }
    },
    REDIRECT_OF_A_VARIANT {
      @Override
      void dress(String to) {
        origin.serve("/live.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nmoved\n");
        origin.answer("/moved", Origin.redirect(to));
      }
    },
    SEGMENT {
      @Override
      void dress(String to) {
        origin.serve("/live.m3u8", HEAD + "#EXTINF:2,\n" + to + "\n");
      }
    },
    REDIRECT_OF_A_SEGMENT {
      @Override
      void dress(String to) {
        origin.serve("/live.m3u8", HEAD + "#EXTINF:2,\nmoved\n");
        origin.answer("/moved", Origin.redirect(to));
      }
    },
    INITIALISATION {
      @Override
      void dress(String to) {
        origin.serve("/live.m3u8", HEAD + "#EXT-X-MAP:URI=\"" + to + "\"\n#EXTINF:2,\n0.ts\n");
      }
    },
    KEY {
      @Override
      void dress(String to) {
        origin.serve(
            "/live.m3u8",
            HEAD + "#EXT-X-KEY:METHOD=AES-128,URI=\"" + to + "\"\n#EXTINF:2,\n0.ts\n");
      }
    },
    REDIRECT_OF_A_KEY {
      @Override
      void dress(String to) {
        origin.serve(
            "/live.m3u8", HEAD + "#EXT-X-KEY:METHOD=AES-128,URI=\"moved\"\n#EXTINF:2,\n0.ts\n");
        origin.answer("/moved", Origin.redirect(to));
      }
    },
    RELOAD {
      @Override
      void dress(String to) {
        origin.serve("/live.m3u8", HEAD + "#EXTINF:2,\n0.ts\n");
      }

      @Override
      void dressAgain(String to) {
        origin.serve("/live.m3u8", HEAD + "#EXTINF:2,\n0.ts\n#EXTINF:2,\n" + to + "\n");
      }
    };

    void dress(String to) {}

    /** After the first segment was taken. */
    void dressAgain(String to) {}
  }

  static List<ForbiddenPlaces.Place> places() {
    return ForbiddenPlaces.all();
  }

  @ParameterizedTest
  @MethodSource("places")
  void isNeverGoneTo(ForbiddenPlaces.Place place) {
    String to = place.at(canary.port());
    // Taken from where it was found, this one has a scheme; at submit it has none.
    String why = to.startsWith("//") ? "is refused" : place.why();
    for (Where where : Where.values()) {
      SourceTrouble trouble = troubleOf(where, to);
      assertThat(trouble.code()).as("%s: %s", where, trouble).isEqualTo("address-refused");
      assertThat(trouble).as(where.name()).hasMessageContaining(why);
      assertThat(trouble).hasMessageNotContaining("geheim");
      assertThat(trouble.party()).isEqualTo(Party.PARTY_SOURCE);
      assertThat(trouble.hope()).isEqualTo(SourceTrouble.Hope.NONE);
      assertThat(trouble.action()).contains("address of the open network");
      CASES.incrementAndGet();
    }
    assertThat(canary.calls()).isZero();
  }

  private static SourceTrouble troubleOf(Where where, String to) {
    origin.serve("/0.ts", "x").serve("/key", new byte[16]);
    where.dress(to);
    AtomicLong nanos = new AtomicLong();
    HlsSource source =
        new HlsSource(
            where == Where.SUBMITTED ? to : origin.url("/live.m3u8"),
            AudioWish.ofSpeech("en"),
            http,
            new HlsLimits(1 << 20, 8 << 20, true),
            new Metrics(new PrometheusRegistry()),
            nanos::get);
    try {
      if (where == Where.RELOAD) {
        assertThat(source.next()).isInstanceOf(Piece.Media.class);
        where.dressAgain(to);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
      }
      Piece piece = source.next();
      throw new AssertionError(where + ": taken as " + piece);
    } catch (SourceTrouble trouble) {
      return trouble;
    } finally {
      source.close();
    }
  }

  /** In a manifest, as the base of everything and as the name of the segments. */
  @ParameterizedTest
  @MethodSource("places")
  void isNeverGoneToForAManifest(ForbiddenPlaces.Place place) {
    String to = place.at(canary.port());
    if (to.startsWith("//") || to.contains("$")) {
      return; // the same as with its scheme; a sign of the template's own
    }
    String mpd =
        "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\""
            + " mediaPresentationDuration=\"PT10S\">%s<Period><AdaptationSet contentType=\"audio\""
            + " mimeType=\"audio/mp4\"><SegmentTemplate timescale=\"1\" duration=\"2\" media=\"%s\"/>"
            + "<Representation id=\"a\" bandwidth=\"1\" codecs=\"mp4a.40.2\"/></AdaptationSet></Period></MPD>";
    for (String manifest :
        List.of(
            mpd.formatted("<BaseURL>" + to + "</BaseURL>", "$Number$.m4s"),
            mpd.formatted("", to + "$Number$"))) {
      origin.serve("/live.mpd", manifest);
      DashSource source =
          new DashSource(
              origin.url("/live.mpd"),
              AudioWish.ofSpeech("en"),
              http,
              new DashLimits(1 << 20, 1 << 20, true),
              new Metrics(new PrometheusRegistry()),
              Clock.systemUTC(),
              System::nanoTime);
      assertThat(catchThrowable(source::next))
          .as(manifest)
          .isInstanceOfSatisfying(
              SourceTrouble.class, t -> assertThat(t.code()).isEqualTo("address-refused"))
          .hasMessageContaining("refused");
      source.close();
      CASES.incrementAndGet();
    }
    assertThat(canary.calls()).isZero();
  }

  static Stream<String> unspeakable() {
    return Stream.of(
        "",
        " ",
        "-i /etc/passwd",
        "--config=x",
        "/etc/passwd",
        "../../etc/passwd",
        "|id",
        "$(id)",
        "http://",
        "http:",
        "://open.example/",
        "http://open.example\r\nHost: 127.0.0.1/",
        "http://open.example/\r\nX: y",
        "http://open.example/\nX: y",
        "http://open.example/\tx",
        "http://open\u0000.example/",
        "http://open.example/\u007f",
        "\nhttp://open.example/",
        "http://exämple.com/",
        "http://\uff11\uff12\uff17.0.0.1/a",
        "http://127\u30020\u30020\u30021/a",
        "http://\u24db\u24de\u24d2\u24d0\u24db/a",
        "http://open.example/\u202egnp.exe",
        "http://[::1/",
        "http://[127.0.0.1]/",
        "http://::1/",
        "http://open.example/" + "a".repeat(5_000),
        "http://" + "a".repeat(300) + ".example/",
        "http://" + "a.".repeat(200) + "example/",
        "http://open.example/%zz",
        "http://a b.example/");
  }

  @ParameterizedTest
  @MethodSource("unspeakable")
  void isNoAddressAtAll(String address) {
    SourceTrouble trouble = troubleOf(Where.SUBMITTED, address);
    assertThat(trouble.code()).isEqualTo("address-refused");
    assertThat(trouble.getMessage())
        .contains("refused")
        .doesNotContainPattern("\\p{Cntrl}")
        .hasSizeLessThan(500);
    CASES.incrementAndGet();
  }

  @Test
  void aNameThatChangesItsMindBetweenTwoLoadsIsCaughtAtTheSecond() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    AddressCheck check =
        new AddressCheck(
            Set.of("http"),
            Set.of(80, canary.port()),
            Set.of(),
            host ->
                List.of(
                    InetAddress.getByName(
                        lookups.getAndIncrement() == 0 ? "93.184.216.34" : "127.0.0.1")));
    assertThat(check.resolve("fickle.example", canary.port())).hasSize(1);
    try (CheckedHttp fickle =
        new CheckedHttp(
            check,
            new CheckedHttp.Limits(
                Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(5), 3),
            Clock.systemUTC())) {
      HlsSource source =
          new HlsSource(
              "http://fickle.example:" + canary.port() + "/live.m3u8",
              AudioWish.ofSpeech("en"),
              fickle,
              new HlsLimits(1 << 20, 8 << 20, true),
              new Metrics(new PrometheusRegistry()),
              System::nanoTime);
      assertThat(catchThrowable(source::next))
          .isInstanceOf(SourceTrouble.class)
          .hasMessageContaining("it leads to 127.0.0.1, which is loopback");
    }
    CASES.incrementAndGet();
  }
}
