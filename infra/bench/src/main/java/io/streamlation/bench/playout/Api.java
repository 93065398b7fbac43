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

  /** One that nobody takes in: what it says comes from the bench. */
  String create(String name, String mode) throws IOException, InterruptedException {
    return ask(
            "POST",
            "/api/v1/sessions",
            """
            {"name": "%s", "source": {"protocol": "hls", "url": "https://origin.example/live/master.m3u8"},
             "sourceLanguage": "en", "targets": [{"language": "es"}, {"language": "fr"}, {"language": "de"}],
             "playout": {"mode": "%s"}}
            """
                .formatted(name, mode))
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
