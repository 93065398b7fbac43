package io.streamlation.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackFetcherTest {
  private static final byte[] YAML = PackStoreTest.yaml("hello.txt").getBytes(UTF_8);

  @TempDir private Path root;
  private HttpServer server;
  private final List<String> ranges = new ArrayList<>();
  private byte[] file = "hello".getBytes(UTF_8);
  private int cutAfterBytes = Integer.MAX_VALUE;
  private boolean knowsRanges = true;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/echo/pack.yaml", exchange -> answer(exchange, YAML, 0, 200));
    server.createContext("/echo/hello.txt", this::giveFile);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void bringsAPackIntoTheStore() throws Exception {
    PackManifest pack = fetch();

    assertThat(pack.folder()).isEqualTo(store().root().resolve("echo"));
    assertThat(PackStore.verify(pack, PackProgress.NONE)).isEmpty();
    assertThat(store().list()).hasSize(1);
  }

  @Test
  void goesOnWhereItWasCutOff() throws Exception {
    cutAfterBytes = 3;
    assertThatThrownBy(this::fetch).isInstanceOf(IOException.class);
    assertThat(store().list()).isEmpty();

    cutAfterBytes = Integer.MAX_VALUE;
    fetch();

    assertThat(ranges).containsExactly("none", "bytes=3-");
    assertThat(Files.readString(root.resolve("echo/hello.txt"))).isEqualTo("hello");
  }

  @Test
  void startsAgainWhereTheServerKnowsNoRanges() throws Exception {
    knowsRanges = false;
    cutAfterBytes = 3;
    assertThatThrownBy(this::fetch).isInstanceOf(IOException.class);

    cutAfterBytes = Integer.MAX_VALUE;
    fetch();

    assertThat(Files.readString(root.resolve("echo/hello.txt"))).isEqualTo("hello");
  }

  @Test
  void refusesAFileThatIsNotWhatWasPromised() throws Exception {
    file = "hallo".getBytes(UTF_8);

    assertThatThrownBy(this::fetch)
        .isInstanceOf(PackException.class)
        .hasMessageContaining("hello.txt: expected 5 bytes with SHA-256 2cf24dba");
    assertThat(store().list()).isEmpty();

    file = "hello".getBytes(UTF_8);
    fetch();
    assertThat(ranges).as("nothing of the wrong file was kept").containsExactly("none", "none");
  }

  @Test
  void refusesAnotherManifest() {
    assertThatThrownBy(
            () -> fetcher().fetch(source(), "echo", "0".repeat(64), store(), PackProgress.NONE))
        .isInstanceOf(PackException.class)
        .hasMessageContaining("is not the manifest that was promised");
  }

  @Test
  void saysThatAnotherFetchIsRunning() throws Exception {
    Files.createDirectories(root.resolve(".fetch"));
    try (FileChannel channel =
            FileChannel.open(
                root.resolve(".fetch/echo.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(this::fetch).hasMessageContaining("another fetch of it is running");
    }
  }

  @Test
  void replacesAnOlderVersion() throws Exception {
    Path old = Files.createDirectory(root.resolve("echo"));
    Files.writeString(old.resolve("stale.txt"), "old");

    fetch();

    assertThat(old.resolve("stale.txt")).doesNotExist();
    assertThat(old.resolve("hello.txt")).exists();
  }

  private PackManifest fetch() throws IOException, InterruptedException {
    var digest = Digests.sha256();
    digest.update(YAML);
    return fetcher().fetch(source(), "echo", Digests.hex(digest), store(), PackProgress.NONE);
  }

  private static PackFetcher fetcher() {
    return new PackFetcher(HttpClient.newHttpClient());
  }

  private PackStore store() {
    return new PackStore(root);
  }

  private URI source() {
    return URI.create("http://127.0.0.1:%d/echo/".formatted(server.getAddress().getPort()));
  }

  private void giveFile(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range == null ? "none" : range);
    boolean partial = range != null && knowsRanges;
    int from = partial ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
    answer(exchange, file, from, partial ? 206 : 200);
  }

  private void answer(HttpExchange exchange, byte[] body, int from, int status) throws IOException {
    byte[] rest = Arrays.copyOfRange(body, from, body.length);
    exchange.sendResponseHeaders(status, rest.length);
    try (exchange) {
      if (body.length == file.length && rest.length > cutAfterBytes) {
        exchange.getResponseBody().write(rest, 0, cutAfterBytes);
        exchange.getResponseBody().flush();
        throw new IOException("cut off by the test");
      }
      exchange.getResponseBody().write(rest);
    }
  }
}
