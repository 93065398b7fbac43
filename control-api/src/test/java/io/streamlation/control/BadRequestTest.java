package io.streamlation.control;

import static io.streamlation.control.ControlApiUnderTest.NEWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.streamlation.control.ControlApiUnderTest.Answer;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Nothing that can be sent to the API makes it fail, and every refusal says what is wrong. */
class BadRequestTest {
  private final ControlApiUnderTest api = ControlApiUnderTest.shared();

  private static void isRefused(Answer answer, int... statuses) {
    List<Integer> allowed = new ArrayList<>();
    for (int status : statuses) {
      allowed.add(status);
    }
    assertThat(answer.status()).as(answer.body()).isIn(allowed);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    JsonNode problem = answer.json();
    assertThat(problem.path("type").asString()).startsWith("/problems/");
    assertThat(problem.path("detail").asString()).isNotBlank();
    assertThat(answer.body()).doesNotContain("\tat ", "io.streamlation", "org.springframework");
  }

  static Stream<String> bombs() {
    return Stream.of(
        "[".repeat(60_000),
        "{\"name\":".repeat(8_000),
        "{\"targets\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}",
        "{\"name\": 1e999999999}",
        "{\"name\": " + "9".repeat(60_000) + "}",
        "{\"name\": -" + "0".repeat(50_000) + "1}",
        "{\"name\": NaN}",
        "{\"name\": Infinity}",
        "{\"name\": 'News'}",
        "{\"source\": {\"protocol\": \"hls\", \"protocol\": \"file\", \"url\": \"x\"}}",
        NEWS + NEWS,
        NEWS + "x",
        "\u0000",
        "null",
        "\"News\"",
        "7",
        "",
        "\ufeff\ufeff" + NEWS,
        "/* comment */" + NEWS);
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("bombs")
  void jsonThatIsABombIsRefused(String body) {
    isRefused(api.post("/api/v1/sessions", body), 400);
  }

  /** What no HTTP client sends, and Tomcat refuses before any of us sees it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/sessions?name=a b\"|{} HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/sessions/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/sessions/<script> HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/..%2f..%2fetc HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/sessions HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET /api/v1/sessions HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET /api/v1/sessions HTTP/1.1\r\nHost: x\r\nNo colon here\r\n\r\n",
        "GET /api/v1/sessions HTTP/1.1\r\n\r\n",
        "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      })
  void whatIsNoHttpIsRefusedInTheSameShape(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", api.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400");
      assertThat(answer).contains("application/problem+json", "\"type\":\"/problems/");
      assertThat(answer).doesNotContain("<html", "Tomcat", "\tat ");
    }
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] latin1 = NEWS.replace("News", "Ne\u00fcs").getBytes(StandardCharsets.ISO_8859_1);
    isRefused(
        api.send(api.request("/api/v1/sessions").POST(BodyPublishers.ofByteArray(latin1))), 400);
  }

  /** What a session shows of itself is not what may be written (mass assignment). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "orgId",
        "createdBy",
        "revision",
        "desired",
        "actual",
        "notYet",
        "createdAt",
        "updatedAt",
        "retentionDays",
        "captionLayout",
        "admin",
        "__proto__",
        "constructor"
      })
  void aFieldThatIsNotOfferedIsRefused(String field) {
    String more = "{\"" + field + "\": null, ";
    Answer created = api.post("/api/v1/sessions", NEWS.replaceFirst("\\{", more));
    isRefused(created, 400);
    assertThat(created.json().at("/errors/0/field").asString()).isEqualTo(field);
    UUID id = api.createSession();
    isRefused(api.patch("/api/v1/sessions/" + id, more + "\"targets\": []}"), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "source", "sourceLanguage", "tier"})
  void whatIsFixedWithTheSessionIsNotChanged(String field) {
    UUID id = api.createSession();
    isRefused(
        api.patch("/api/v1/sessions/" + id, "{\"" + field + "\": \"x\", \"targets\": []}"), 400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name           | \"a\\u0000b\"",
        "name           | \"line\\nbreak\"",
        "name           | \"half \\ud83d\"",
        "name           | \"\\udc00\\ud800\"",
        "name           | \"gpj.\\u202eexe\"",
        "name           | \"a\\u2066b\"",
        "name           | \"a\\u2028b\"",
        "source         | null",
        "source         | {}",
        "source         | {\"protocol\": null, \"url\": \"x\"}",
        "source         | {\"protocol\": \"HLS\", \"url\": \"https://example.org/a\"}",
        "source         | {\"protocol\": \"hls\"}",
        "source         | {\"protocol\": \"hls\", \"url\": \"https://example.org/\\u202e\"}",
        "source         | {\"protocol\": \"hls\", \"url\": \"https://example.org/\\u00fc\"}",
        "source         | {\"protocol\": \"hls\", \"url\": \"http://\\uff11\\uff12\\uff17.0.0.1/\"}",
        "source         | {\"protocol\": \"hls\", \"url\": \"http://127\\u30020\\u30020\\u30021/\"}",
        "source         | {\"protocol\": \"file\", \"url\": \"a\\u0000.wav\"}",
        "source         | {\"protocol\": \"file\", \"url\": \"../../etc/passwd\"}",
        "source         | {\"protocol\": \"file\", \"url\": \"\\ud800\"}",
        "sourceLanguage | null",
        "sourceLanguage | \"\"",
        "sourceLanguage | \"e\"",
        "sourceLanguage | \"en_US\"",
        "sourceLanguage | \"../en\"",
        "sourceLanguage | \"en\\u0000\"",
        "sourceLanguage | \"AUTO\"",
        "targets        | [null]",
        "targets        | [{}]",
        "targets        | [{\"language\": null}]",
        "targets        | [{\"language\": \"es\"}, {\"language\": \"es\"}]",
        "targets        | [{\"language\": \"es-\"}]",
        "targets        | [{\"language\": \"<b>\"}]",
        "tier           | \"huge\"",
        "tier           | \"../tiny\"",
        "tier           | \"TINY\"",
      })
  void aValueThatIsNotAllowedIsRefusedWithItsField(String field, String value) {
    ObjectNode body = (ObjectNode) ControlApiUnderTest.JSON.readTree(NEWS);
    body.set(field, ControlApiUnderTest.JSON.readTree("null"));
    String json = body.toString().replace("\"" + field + "\":null", "\"" + field + "\":" + value);
    Answer refused = api.post("/api/v1/sessions", json);
    isRefused(refused, 422);
    assertThat(refused.json().at("/errors/0/field").asString()).startsWith(field);
  }

  @Test
  void tooManyLanguagesAreRefused() {
    String many = "{\"language\": \"es\"},".repeat(1_000) + "{\"language\": \"es\"}";
    isRefused(api.post("/api/v1/sessions", NEWS.replace("{\"language\": \"es\"}", many)), 422);
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, 415",
    "application/xml, 415",
    "multipart/form-data; boundary=x, 415",
  })
  void aBodyOfAnotherKindIsRefused(String contentType, int status) {
    Answer refused =
        api.send(
            HttpRequest.newBuilder(java.net.URI.create(api.url("/api/v1/sessions")))
                .header("Authorization", "Bearer " + api.token())
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(NEWS)));
    isRefused(refused, status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "W/\"1\"",
        "\"0\"",
        "1",
        "\"1",
        "\"x\"",
        "\"-1\"",
        "\"99999999999999999999\""
      })
  void anIfMatchThatDoesNotMatchChangesNothing(String ifMatch) {
    UUID id = api.createSession();
    Answer answer = api.patch("/api/v1/sessions/" + id, "{\"targets\": []}", "If-Match", ifMatch);
    if (!ifMatch.equals("*")) {
      isRefused(answer, 400, 412);
      assertThat(api.get("/api/v1/sessions/" + id).json().path("targets")).hasSize(1);
    } else {
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "\t", ""})
  void anIdempotencyKeyThatIsNoneIsRefused(String key) {
    isRefused(api.post("/api/v1/sessions", NEWS, "Idempotency-Key", key), 400);
  }

  @Test
  void anEndlessIdempotencyKeyIsRefused() {
    isRefused(api.post("/api/v1/sessions", NEWS, "Idempotency-Key", "k".repeat(256)), 400);
  }

  static Stream<String> cursors() {
    return Stream.of(
            "!",
            base64("'; drop table session; --"),
            base64("\u0000"),
            base64("-1-1-1-1"),
            base64("99999999999999999999"),
            base64("x".repeat(3_000)),
            base64("null"),
            "%00")
        .map(c -> URLEncoder.encode(c, StandardCharsets.UTF_8));
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("cursors")
  void aCursorThatNobodyGaveOutIsRefused(String cursor) {
    isRefused(api.get("/api/v1/sessions?cursor=" + cursor), 400);
    isRefused(api.get("/api/v1/sessions/" + api.createSession() + "/events?cursor=" + cursor), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "201", "2147483648", "1e3", "x"})
  void aLimitThatIsNoneIsRefused(String limit) {
    isRefused(api.get("/api/v1/sessions?limit=" + limit), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "..",
        "%2e%2e",
        "..%2f..%2fetc%2fpasswd",
        "%00",
        "1;a=b",
        "%0d%0aSet-Cookie:%20a=b",
        "0190b1c0-0000-7000-8000-00000000000g",
        "%7Bid%7D",
        "\u0661"
      })
  void anIdThatIsNoneIsRefused(String id) {
    for (String more : List.of("", "/events", "/ledger", "/captions.vtt")) {
      String path = "/api/v1/sessions/" + id + more;
      Answer refused = api.get(path.replace("\u0661", "%D9%A1"));
      if (refused.header("Content-Type").startsWith("text/html")) {
        assertThat(refused.status()).as("refused by the server's own parser").isEqualTo(400);
        assertThat(refused.body()).doesNotContain("Tomcat", "\tat ");
      } else {
        isRefused(refused, 400, 404);
      }
      assertThat(refused.response().headers().firstValue("Set-Cookie")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"es%0d%0aSet-Cookie:%20a=b", "es%22;x=%22", "..%2f..", "%00", "es;drop", "%25"})
  void aLanguageThatIsNoneNamesNoFile(String language) {
    UUID id = api.createSession();
    for (String type : List.of("srt", "vtt", "json")) {
      Answer refused =
          api.get("/api/v1/sessions/" + id + "/captions." + type + "?language=" + language);
      isRefused(refused, 400, 422);
      assertThat(refused.response().headers().firstValue("Set-Cookie")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1:1"})
  void noPageOfAnotherOriginMayReadAnAnswer(String origin) {
    Answer read = api.send(api.request("/api/v1/sessions").header("Origin", origin).GET());
    assertThat(read.response().headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    Answer preflight =
        api.send(
            api.anonymous("/api/v1/sessions")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));
    assertThat(preflight.status()).isGreaterThanOrEqualTo(400);
    assertThat(preflight.response().headers().map().keySet())
        .noneMatch(
            name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-allow"));
  }

  /** As it is checked in; OpenApiTest holds it to what is served. */
  private static JsonNode described() {
    return ControlApiUnderTest.JSON.readTree(Path.of("openapi.json"));
  }

  static Stream<Arguments> operations() {
    List<Arguments> operations = new ArrayList<>();
    JsonNode paths = described().path("paths");
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(o -> operations.add(Arguments.of(o.getKey(), path.getKey()))));
    return operations.stream();
  }

  private static final List<String> HOSTILE_PARAMETERS =
      List.of(
          "%00", "..%2f", "-1", "99999999999999999999", "%F0%9F%98", "x".repeat(2_000), "%7B%7D");

  private static final List<String> HOSTILE_VALUES =
      List.of(
          "null",
          "7",
          "-1",
          "1e308",
          "true",
          "\"\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "[]",
          "{}",
          "[[[]]]",
          "\"" + "x".repeat(5_000) + "\"");

  /** Whatever the description of the API offers is tried: none of it is answered with a 5xx. */
  @ParameterizedTest
  @MethodSource("operations")
  void nothingThatIsOfferedFails(String method, String path) {
    assumeTrue(!path.endsWith("/browser-tokens"), "its attempts are counted; IdentityTest has it");
    String verb = method.toUpperCase(java.util.Locale.ROOT);
    JsonNode described = described();
    JsonNode operation = described.path("paths").path(path).path(method);
    for (String hostile : HOSTILE_PARAMETERS) {
      survives(
          verb,
          path.replaceAll("\\{[^}]+}", java.util.regex.Matcher.quoteReplacement(hostile)),
          "");
      for (JsonNode parameter : operation.path("parameters")) {
        if (parameter.path("in").asString().equals("query")) {
          String known = path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
          survives(verb, known + "?" + parameter.path("name").asString() + "=" + hostile, "");
        }
      }
    }
    for (String body : hostileBodies(described, operation)) {
      survives(verb, path.replaceAll("\\{[^}]+}", UUID.randomUUID().toString()), body);
    }
  }

  private void survives(String verb, String path, String body) {
    Answer answer = api.send(api.request(path).method(verb, BodyPublishers.ofString(body)));
    String asked = verb + " " + path + " " + body;
    if (answer.status() == 503) {
      // Right in all its fields, and no bridge runs in this test that could look at the source.
      assertThat(answer.body()).as(asked).contains("bridge-away");
    } else {
      assertThat(answer.status()).as(asked).isLessThan(500);
    }
    if (answer.status() >= 400) {
      assertThat(answer.body()).doesNotContain("\tat ", "org.springframework");
    }
  }

  /** A body that is right in all its fields but one, for each field and each wrong value. */
  private static List<String> hostileBodies(JsonNode described, JsonNode operation) {
    String reference =
        operation.at("/requestBody/content/application~1json/schema/$ref").asString("");
    if (reference.isEmpty()) {
      return List.of();
    }
    List<String> bodies = new ArrayList<>(HOSTILE_VALUES);
    Map<String, String> good = new LinkedHashMap<>();
    JsonNode news = ControlApiUnderTest.JSON.readTree(NEWS);
    JsonNode fields = described.at(reference.substring(1)).path("properties");
    for (String field : fields.propertyNames()) {
      good.put(field, news.path(field).isMissingNode() ? "null" : news.path(field).toString());
    }
    for (String field : fields.propertyNames()) {
      for (String hostile : HOSTILE_VALUES) {
        bodies.add(body(good, field, hostile));
      }
      JsonNode nested = described.at(fields.path(field).path("$ref").asString("#").substring(1));
      for (String inner : nested.path("properties").propertyNames()) {
        for (String hostile : HOSTILE_VALUES) {
          bodies.add(body(good, field, "{\"" + inner + "\": " + hostile + "}"));
        }
      }
    }
    return bodies;
  }

  private static String body(Map<String, String> good, String field, String value) {
    Map<String, String> fields = new LinkedHashMap<>(good);
    fields.put(field, value);
    List<String> written = new ArrayList<>();
    fields.forEach((name, json) -> written.add("\"" + name + "\": " + json));
    return "{" + String.join(", ", written) + "}";
  }

  @Test
  void allTheseAreWhatAGoodRequestIsNot() {
    assertThat(api.post("/api/v1/sessions", NEWS).status()).isEqualTo(201);
    Answer arabic = api.post("/api/v1/sessions", NEWS.replace("News", "الأخبار 📰 \\u200f2026"));
    assertThat(arabic.status()).isEqualTo(201);
    assertThat(arabic.json().path("name").asString()).startsWith("الأخبار 📰");
  }
}
