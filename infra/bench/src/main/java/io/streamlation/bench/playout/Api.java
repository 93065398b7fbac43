package io.streamlation.bench.playout;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What its owner asks control-api for. */
final class Api {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI at;
  private final String token;

  Api(String at, Path tokenFile) throws IOException {
    this.at = URI.create(at);
    this.token = Files.readString(tokenFile).strip();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(at.getHost(), at.getPort());
  }

  private JsonElement ask(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(at.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(
          "%s %s was answered %d: %s".formatted(method, path, answer.statusCode(), answer.body()));
    }
    return JsonParser.parseString(answer.body().isEmpty() ? "{}" : answer.body());
  }

  /**
   * One that nobody takes in: what it says comes from the bench.
   *
   * @param windowSeconds how much of the past stays playable
   */
  String create(String name, int windowSeconds) throws IOException, InterruptedException {
    return ask(
            "POST",
            "/api/v1/sessions",
            """
            {"name": "%s", "source": {"protocol": "hls", "url": "https://origin.example/live/master.m3u8"},
             "sourceLanguage": "en", "targets": [{"language": "es"}, {"language": "fr"}, {"language": "de"}],
             "playout": {"mode": "rehost", "windowSeconds": %d}}
            """
                .formatted(name, windowSeconds))
        .getAsJsonObject()
        .get("id")
        .getAsString();
  }

  /** Whatever goes on. */
  void stopAll() throws IOException, InterruptedException {
    String cursor = "";
    while (true) {
      JsonObject page = ask("GET", "/api/v1/sessions?limit=200" + cursor, "").getAsJsonObject();
      for (JsonElement item : page.getAsJsonArray("items")) {
        JsonObject session = item.getAsJsonObject();
        if (!session
            .getAsJsonObject("desired")
            .get("state")
            .getAsString()
            .equalsIgnoreCase("stopped")) {
          stop(session.get("id").getAsString());
        }
      }
      if (page.get("nextCursor") == null || page.get("nextCursor").isJsonNull()) {
        return;
      }
      cursor = "&cursor=" + page.get("nextCursor").getAsString();
    }
  }

  private void stop(String session) throws IOException, InterruptedException {
    ask("POST", "/api/v1/sessions/" + session + "/stop", "");
  }

  /** Where its players begin. */
  String share(String session) throws IOException, InterruptedException {
    JsonObject made =
        ask("POST", "/api/v1/sessions/" + session + "/shares", "{\"audience\": \"bench\"}")
            .getAsJsonObject();
    return "/play/" + made.get("token").getAsString() + "/";
  }

  /** Opens one live socket. */
  String ticket() throws IOException, InterruptedException {
    return ask("POST", "/api/v1/ws-tickets", "").getAsJsonObject().get("ticket").getAsString();
  }

  /** The largest reading of a gauge; 0 = it tells none. */
  double gauge(String name) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(at.resolve("/actuator/prometheus"))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(30))
                .build(),
            BodyHandlers.ofString());
    return answer
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .max()
        .orElse(0);
  }

  /** Answered when entry {@code number} is listed, or at the latest when the server gives up. */
  CompletableFuture<HttpResponse<String>> awaitEntry(String captions, long number) {
    return http.sendAsync(
        HttpRequest.newBuilder(at.resolve(captions + "index.m3u8?_HLS_msn=" + number))
            .timeout(Duration.ofSeconds(30))
            .build(),
        BodyHandlers.ofString());
  }

  /** As a player would; the answer whatever it is. */
  HttpResponse<byte[]> fetch(InetSocketAddress server, String path, boolean gzip)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://" + server.getHostString() + ":" + server.getPort() + path))
            .timeout(Duration.ofSeconds(30));
    if (gzip) {
      request.header("Accept-Encoding", "gzip");
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }
}
