package io.streamlation.ingest.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamlation.ingest.support.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckedHttpTest {
  private static final CheckedHttp.Limits LIMITS =
      new CheckedHttp.Limits(
          Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMillis(1500), 2);

  private Origin origin;
  private Origin inside;
  private CheckedHttp http;

  @BeforeEach
  void open() throws IOException {
    origin = new Origin();
    inside = new Origin();
    inside.serve("/secret", "secret");
    http = http(HostLookup.ofTheSystem(), new HostPort("127.0.0.1", origin.port()));
  }

  @AfterEach
  void close() {
    http.close();
    origin.close();
    inside.close();
  }

  private CheckedHttp http(HostLookup lookup, HostPort... allowed) {
    return new CheckedHttp(
        new AddressCheck(
            Set.of("http"), Set.of(80, origin.port(), inside.port()), Set.of(allowed), lookup),
        LIMITS,
        Clock.systemUTC());
  }

  private Fetched get(CheckedHttp http, String url, long mostBytes) throws Exception {
    return http.get(http.check().admit(url), mostBytes, Optional.empty(), new Errand());
  }

  @Test
  void fetchesWhatIsAllowed() throws Exception {
    origin.serve("/a", "hello");
    assertThat(get(http, origin.url("/a"), 100).bytes()).asString().isEqualTo("hello");
  }

  @Test
  void aRedirectInsideIsRefusedAndNeverAskedFor() {
    origin.answer("/a", Origin.redirect(inside.url("/secret")));
    assertThatThrownBy(() -> get(http, origin.url("/a"), 100)).isInstanceOf(AddressRefused.class);
    assertThat(inside.asked()).isEmpty();
  }

  @Test
  void aRedirectToAFileIsRefused() {
    origin.answer("/a", Origin.redirect("file:///etc/passwd"));
    assertThatThrownBy(() -> get(http, origin.url("/a"), 100)).isInstanceOf(AddressRefused.class);
  }

  @Test
  void redirectsAreFollowedUpToALimit() throws Exception {
    origin.serve("/end", "here");
    origin.answer("/1", Origin.redirect("/end")).answer("/2", Origin.redirect("/1"));
    origin.answer("/3", Origin.redirect("/2")).answer("/self", Origin.redirect("/self"));
    Fetched fetched = get(http, origin.url("/2"), 100);
    assertThat(fetched.bytes()).asString().isEqualTo("here");
    assertThat(fetched.from()).isEqualTo(URI.create(origin.url("/end")));
    assertThatThrownBy(() -> get(http, origin.url("/3"), 100)).isInstanceOf(BadAnswer.class);
    assertThatThrownBy(() -> get(http, origin.url("/self"), 100)).isInstanceOf(BadAnswer.class);
  }

  @Test
  void aNameThatChangesItsMindIsCaughtWhenConnecting() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    InetAddress open = InetAddress.getByName("93.184.216.34");
    InetAddress closed = InetAddress.getByName("127.0.0.1");
    HostLookup fickle = host -> List.of(lookups.getAndIncrement() == 0 ? open : closed);
    try (CheckedHttp http = http(fickle)) {
      assertThat(http.check().resolve("rebinding.example", inside.port())).containsExactly(open);
      assertThatThrownBy(
              () -> get(http, "http://rebinding.example:" + inside.port() + "/secret", 100))
          .isInstanceOf(AddressRefused.class);
    }
    assertThat(lookups).hasValue(2);
    assertThat(inside.asked()).isEmpty();
  }

  @Test
  void connectsToTheNumberThatWasCheckedAndNoOther() throws Exception {
    origin.answer(
        "/a",
        exchange ->
            Origin.bytes(
                    exchange.getRequestHeaders().getFirst("Host").getBytes(StandardCharsets.UTF_8))
                .give(exchange));
    HostLookup lab = host -> List.of(InetAddress.getByName("127.0.0.1"));
    try (CheckedHttp http = http(lab, new HostPort("encoder.lab", origin.port()))) {
      Fetched fetched = get(http, "http://encoder.lab:" + origin.port() + "/a", 100);
      assertThat(fetched.bytes()).asString().isEqualTo("encoder.lab:" + origin.port());
    }
  }

  @Test
  void tooLargeIsRefusedWithAndWithoutALength() {
    origin.serve("/told", new byte[1001]);
    origin.answer(
        "/untold",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[1001]);
        });
    assertThatThrownBy(() -> get(http, origin.url("/told"), 1000)).isInstanceOf(BadAnswer.class);
    assertThatThrownBy(() -> get(http, origin.url("/untold"), 1000)).isInstanceOf(BadAnswer.class);
  }

  @Test
  void whatIsNotWantedIsNotReadToItsEnd() throws Exception {
    for (int status : List.of(200, 302, 500)) {
      AtomicInteger written = new AtomicInteger();
      CountDownLatch hungUp = new CountDownLatch(1);
      origin.answer(
          "/endless",
          exchange -> {
            exchange.getResponseHeaders().set("Location", "/small");
            exchange.sendResponseHeaders(status, 2_000_000_000);
            try {
              while (true) {
                exchange.getResponseBody().write(new byte[1 << 16]);
                written.addAndGet(1 << 16);
              }
            } catch (IOException e) {
              hungUp.countDown();
            }
          });
      origin.serve("/small", "here");
      if (status == 302) {
        assertThat(get(http, origin.url("/endless"), 1000).bytes()).asString().isEqualTo("here");
      } else {
        assertThatThrownBy(() -> get(http, origin.url("/endless"), 1000))
            .isInstanceOfSatisfying(BadAnswer.class, e -> assertThat(e.status()).isEqualTo(status));
      }
      assertThat(hungUp.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(written.get()).as("what fits into the kernel's buffers").isLessThan(32 << 20);
    }
  }

  @Test
  void aBodyThatDripsIsCutOff() {
    CountDownLatch cut = new CountDownLatch(1);
    origin.answer(
        "/drip",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          try {
            for (int i = 0; i < 1000; i++) {
              exchange.getResponseBody().write(1);
              exchange.getResponseBody().flush();
              LockSupport.parkNanos(50_000_000);
            }
          } catch (IOException e) {
            cut.countDown();
          }
        });
    assertThatThrownBy(() -> get(http, origin.url("/drip"), 10_000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not arrive within");
  }

  @Test
  void aStatusIsToldAsItIs() {
    origin.answer("/gone", Origin.status(410));
    assertThatThrownBy(() -> get(http, origin.url("/gone"), 100))
        .isInstanceOfSatisfying(BadAnswer.class, e -> assertThat(e.status()).isEqualTo(410));
  }

  @Test
  void aPartIsAPartWhetherTheOriginKnowsRangesOrNot() throws Exception {
    byte[] alphabet = "abcdefghij".getBytes(StandardCharsets.UTF_8);
    origin.serve("/ranges", alphabet);
    origin.answer(
        "/whole",
        exchange -> {
          exchange.sendResponseHeaders(200, alphabet.length);
          exchange.getResponseBody().write(alphabet);
        });
    for (String path : List.of("/ranges", "/whole")) {
      Fetched part =
          http.get(
              http.check().admit(origin.url(path)),
              100,
              Optional.of(new ByteSpan(3, 4)),
              new Errand());
      assertThat(part.bytes()).as(path).asString().isEqualTo("defg");
    }
    assertThatThrownBy(
            () ->
                http.get(
                    http.check().admit(origin.url("/ranges")),
                    100,
                    Optional.of(new ByteSpan(8, 4)),
                    new Errand()))
        .isInstanceOf(BadAnswer.class);
  }

  @Test
  void anErrandCalledOffFetchesNoMore() {
    origin.serve("/a", "hello");
    Errand errand = new Errand();
    errand.callOff();
    assertThatThrownBy(
            () -> http.get(http.check().admit(origin.url("/a")), 100, Optional.empty(), errand))
        .isInstanceOf(IOException.class);
    assertThat(origin.asked()).isEmpty();
  }
}
