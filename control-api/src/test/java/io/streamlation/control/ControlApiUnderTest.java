package io.streamlation.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The process as it runs, on a free port, with a real broker and a database of its own. */
public final class ControlApiUnderTest implements AutoCloseable {
  private static final AtomicInteger GROUP = new AtomicInteger();
  public static final String NEWS =
      """
      {"name": "News", "source": {"protocol": "hls", "url": "http://127.0.0.1:18090/live/master.m3u8"},
       "sourceLanguage": "en", "targets": [{"language": "es"}]}
      """;
  public static final JsonMapper JSON = JsonMapper.builder().build();

  private final RealKafka kafka = RealKafka.start();
  private final String databaseUrl;
  private final Path folder;
  private final String group = "control-api-" + GROUP.incrementAndGet();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> moreSettings;
  private ConfigurableApplicationContext context;
  private String token;

  private ControlApiUnderTest(String databaseUrl, List<String> moreSettings) {
    this.databaseUrl = databaseUrl;
    this.moreSettings = moreSettings;
    try {
      this.folder = Files.createTempDirectory("control-api");
      folder.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ControlApiUnderTest shared;

  /** One process for all tests that leave nothing behind but sessions of their own. */
  public static synchronized ControlApiUnderTest shared() {
    if (shared == null) {
      shared = start("--streamlation.allow-source=127.0.0.1:18090");
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  public static ControlApiUnderTest start(String... moreSettings) {
    ControlApiUnderTest api =
        new ControlApiUnderTest(RealPostgres.newDatabase(), List.of(moreSettings));
    api.up();
    return api;
  }

  /** Starts, or starts again on the same data. */
  public void up() {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--spring.datasource.url=" + databaseUrl,
                "--spring.main.register-shutdown-hook=false",
                "--logging.structured.format.console=",
                "--streamlation.kafka.bootstrap=" + kafka.bootstrap(),
                "--streamlation.kafka.group=" + group,
                "--streamlation.kafka.retry-after=200ms",
                "--streamlation.models-dir=" + Path.of("../models/packs").toAbsolutePath(),
                "--streamlation.push.secret-file=" + streamKeySecret(),
                "--streamlation.push.rtmp-address=rtmp://push.example:1935/live",
                "--streamlation.push.srt-host=push.example",
                "--streamlation.push.srt-last-port=19701",
                "--streamlation.owner-token-file=" + tokenFile()));
    settings.addAll(moreSettings);
    context = SpringApplication.run(ControlApi.class, settings.toArray(String[]::new));
    try {
      token = Files.readString(tokenFile()).strip();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public void down() {
    context.close();
  }

  /** What stream keys are derived from here. */
  public Path streamKeySecret() {
    try {
      return Files.writeString(folder.resolve("stream-key-secret"), "0123456789abcdef0123\n");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public Path tokenFile() {
    return folder.resolve("owner-token");
  }

  public RealKafka kafka() {
    return kafka;
  }

  public String token() {
    return token;
  }

  public int port() {
    return ((WebServerApplicationContext) context).getWebServer().getPort();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** An answer, with its body read as JSON where it is. */
  public record Answer(int status, HttpResponse<String> response) {
    public JsonNode json() {
      return JSON.readTree(response.body());
    }

    public String body() {
      return response.body();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer post(String path, String body, String... headers) {
    return send(
        withHeaders(request(path), headers).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  public Answer patch(String path, String body, String... headers) {
    return send(
        withHeaders(request(path), headers)
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
  }

  /** A session of the demo's channel, English into Spanish; its id. */
  public UUID createSession() {
    Answer created = post("/api/v1/sessions", NEWS);
    if (created.status() != 201) {
      throw new IllegalStateException(created.body());
    }
    return UUID.fromString(created.json().path("id").asString());
  }

  /** With the owner's token and a JSON content type. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url(path)))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  public HttpRequest.Builder anonymous(String path) {
    return HttpRequest.newBuilder(URI.create(url(path)))
        .timeout(Duration.ofSeconds(20))
        .header("Content-Type", "application/json");
  }

  private static HttpRequest.Builder withHeaders(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }

  public Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A body that nobody kept. */
  public record Bytes(int status, long count) {}

  /** Reads the body and throws it away. */
  public Bytes bytes(String path) {
    try {
      HttpResponse<InputStream> response =
          http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return new Bytes(response.statusCode(), body.transferTo(OutputStream.nullOutputStream()));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    down();
    RealKafka.deleteAll(folder);
  }
}
