package io.streamlation.infra.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** {@code /api/v1} with the owner's token. JSON stays JSON: the API's names are ours. */
public final class ControlClient {
  public static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String baseUrl;
  private final String token;

  /**
   * @param baseUrl {@code http://127.0.0.1:18080}
   */
  public ControlClient(String baseUrl, String token) {
    this.baseUrl = baseUrl;
    this.token = token;
  }

  public String baseUrl() {
    return baseUrl;
  }

  HttpClient http() {
    return http;
  }

  /**
   * What a session should be.
   *
   * @param targets to translate into
   * @param audioTrack which of several sounds is heard; empty = the source's own choice
   * @param backups addresses of the same programme, in the order in which they are tried
   * @param dubs to speak, and to translate into where it is another language: the voice's name, or
   *     empty for the best
   */
  public record NewSession(
      Optional<String> name,
      String protocol,
      String url,
      Optional<String> audioTrack,
      List<String> backups,
      String language,
      List<String> targets,
      Map<String, String> dubs,
      Optional<String> tier) {

    /** The source's own sound. */
    public NewSession(
        Optional<String> name,
        String protocol,
        String url,
        String language,
        List<String> targets,
        Map<String, String> dubs,
        Optional<String> tier) {
      this(name, protocol, url, Optional.empty(), List.of(), language, targets, dubs, tier);
    }

    /** Captions only. */
    public NewSession(
        Optional<String> name,
        String protocol,
        String url,
        String language,
        List<String> targets,
        Optional<String> tier) {
      this(name, protocol, url, language, targets, Map.of(), tier);
    }
  }

  public JsonNode create(NewSession wish) {
    ObjectNode body = JSON.createObjectNode();
    wish.name().ifPresent(n -> body.put("name", n));
    source(body, wish.protocol(), wish.url(), wish.audioTrack(), wish.backups());
    body.put("sourceLanguage", wish.language());
    targets(body, wish.targets(), wish.dubs());
    wish.tier().ifPresent(t -> body.put("tier", t));
    return send(
        request("/api/v1/sessions")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(BodyPublishers.ofString(body.toString())));
  }

  /** All sessions, page after page. */
  public List<JsonNode> sessions() {
    List<JsonNode> all = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = send(request("/api/v1/sessions?limit=100" + cursor).GET());
      page.path("items").forEach(all::add);
      JsonNode next = page.path("nextCursor");
      cursor = next.isTextual() ? "&cursor=" + encode(next.asText()) : "";
    } while (!cursor.isEmpty());
    return all;
  }

  public JsonNode session(String id) {
    return send(request("/api/v1/sessions/" + encode(id)).GET());
  }

  public JsonNode stop(String id) {
    return send(request("/api/v1/sessions/" + encode(id) + "/stop").POST(BodyPublishers.noBody()));
  }

  public JsonNode restart(String id) {
    return send(
        request("/api/v1/sessions/" + encode(id) + "/restart").POST(BodyPublishers.noBody()));
  }

  /** The next stream key of a session that is pushed; the one before is none any more. */
  public JsonNode rotateStreamKey(String id) {
    return send(
        request("/api/v1/sessions/" + encode(id) + "/stream-key").POST(BodyPublishers.noBody()));
  }

  /** What a bridge finds in a source. */
  public JsonNode probe(String protocol, String url, Optional<String> audioTrack, String language) {
    ObjectNode body = JSON.createObjectNode();
    source(body, protocol, url, audioTrack, List.of());
    body.put("sourceLanguage", language);
    return send(
        request("/api/v1/probes")
            .timeout(PROBE_LIMIT)
            .POST(BodyPublishers.ofString(body.toString())));
  }

  /** What is the matter, the worst first. */
  public List<JsonNode> alarms() {
    List<JsonNode> alarms = new ArrayList<>();
    send(request("/api/v1/alarms").GET()).path("items").forEach(alarms::add);
    return alarms;
  }

  public JsonNode changeTargets(String id, List<String> languages, Map<String, String> dubs) {
    ObjectNode body = JSON.createObjectNode();
    targets(body, languages, dubs);
    return send(
        request("/api/v1/sessions/" + encode(id))
            .method("PATCH", BodyPublishers.ofString(body.toString())));
  }

  /** All backups from now on; the channel goes on where it is. */
  public JsonNode changeBackups(String id, List<String> backups) {
    ObjectNode body = JSON.createObjectNode();
    backups.forEach(body.putArray("backupUrls")::add);
    return send(
        request("/api/v1/sessions/" + encode(id))
            .method("PATCH", BodyPublishers.ofString(body.toString())));
  }

  /** The session begins anew with it; empty = the source's own choice. */
  public JsonNode changeAudioTrack(String id, String audioTrack) {
    String body = JSON.createObjectNode().put("audioTrack", audioTrack).toString();
    return send(
        request("/api/v1/sessions/" + encode(id)).method("PATCH", BodyPublishers.ofString(body)));
  }

  private static void source(
      ObjectNode body,
      String protocol,
      String url,
      Optional<String> audioTrack,
      List<String> backups) {
    ObjectNode source = body.putObject("source").put("protocol", protocol);
    if (!protocol.endsWith("-push")) {
      source.put("url", url);
    }
    audioTrack.ifPresent(track -> source.put("audioTrack", track));
    if (!backups.isEmpty()) {
      backups.forEach(source.putArray("backupUrls")::add);
    }
  }

  public JsonNode ledger(String id) {
    return send(request("/api/v1/sessions/" + encode(id) + "/ledger").GET());
  }

  /** The finals so far, as stored. */
  public JsonNode captions(String id, String language) {
    return send(
        request("/api/v1/sessions/" + encode(id) + "/captions.json?language=" + encode(language))
            .GET());
  }

  /** All clips so far, page after page. */
  public List<JsonNode> clips(String id) {
    List<JsonNode> all = new ArrayList<>();
    JsonNode page;
    do {
      long after = all.isEmpty() ? 0 : all.get(all.size() - 1).path("position").asLong();
      page =
          send(request("/api/v1/sessions/" + encode(id) + "/clips?limit=200&after=" + after).GET());
      page.path("items").forEach(all::add);
    } while (page.path("nextAfter").isNumber());
    return all;
  }

  /**
   * A clip's WAV file.
   *
   * @param path as the list of clips names it
   */
  public byte[] sound(String path) {
    HttpRequest request = request(path).header("Accept", "audio/wav").build();
    try {
      HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new ApiRefused(
            "GET " + path,
            response.statusCode(),
            parse(new String(response.body(), StandardCharsets.UTF_8)));
      }
      return response.body();
    } catch (IOException e) {
      throw new ApiAway("control-api did not give the sound of " + path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiAway("interrupted while control-api was asked", e);
    }
  }

  public JsonNode events(String id) {
    return send(request("/api/v1/sessions/" + encode(id) + "/events").GET());
  }

  /** The newest so many, newest first. */
  public JsonNode events(String id, int limit) {
    return send(request("/api/v1/sessions/" + encode(id) + "/events?limit=" + limit).GET());
  }

  /** For the first message of the live socket; single use. */
  String webSocketTicket() {
    return send(request("/api/v1/ws-tickets").POST(BodyPublishers.noBody()))
        .path("ticket")
        .asText();
  }

  /** An address that signs a browser in, once. */
  public String pageUrl() {
    JsonNode code = send(request("/api/v1/browser-codes").POST(BodyPublishers.noBody()));
    return baseUrl + "/#code=" + code.path("code").asText();
  }

  private static void targets(ObjectNode body, List<String> languages, Map<String, String> dubs) {
    var targets = body.putArray("targets");
    languages.stream()
        .filter(language -> !dubs.containsKey(language))
        .forEach(language -> targets.addObject().put("language", language));
    dubs.forEach(
        (language, voice) -> {
          ObjectNode target = targets.addObject().put("language", language).put("dub", true);
          if (!voice.isEmpty()) {
            target.put("voice", voice);
          }
        });
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(baseUrl + path))
        .timeout(LIMIT)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, application/problem+json");
  }

  private JsonNode send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    HttpResponse<String> response;
    try {
      response = http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new ApiAway(
          "control-api does not answer at "
              + baseUrl
              + " ("
              + e
              + "): `./streamlation status` says what runs, `./streamlation up` starts it",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiAway("interrupted while control-api was asked", e);
    }
    JsonNode body = parse(response.body());
    if (response.statusCode() / 100 != 2) {
      throw new ApiRefused(
          request.method() + " " + request.uri().getPath(), response.statusCode(), body);
    }
    return body;
  }

  private static JsonNode parse(String body) {
    try {
      return body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode().put("detail", body);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
