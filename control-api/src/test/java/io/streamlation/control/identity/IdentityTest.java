package io.streamlation.control.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.control.ControlApiUnderTest;
import io.streamlation.control.ControlApiUnderTest.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
  private final ControlApiUnderTest api = ControlApiUnderTest.shared();

  private Answer exchange(String code) {
    return api.send(
        api.anonymous("/api/v1/browser-tokens")
            .POST(BodyPublishers.ofString("{\"code\": \"" + code + "\"}")));
  }

  private String code() {
    Answer code = api.post("/api/v1/browser-codes", "");
    assertThat(code.status()).isEqualTo(201);
    return code.json().path("code").asString();
  }

  private HttpRequest.Builder as(String token, String path) {
    return api.anonymous(path).header("Authorization", "Bearer " + token);
  }

  @Test
  void theOwnersTokenLiesInAFileNobodyElseCanRead() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(api.tokenFile())))
        .isEqualTo("rw-------");
    assertThat(api.token()).hasSize(43); // 256 bits in base64url
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/sessions",
        "/api/v1/languages",
        "/api/v1/nothing",
        "/actuator/prometheus",
        "/actuator/env"
      })
  void nothingIsGivenWithoutAToken(String path) {
    Answer refused = api.send(api.anonymous(path).GET());
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
    assertThat(refused.json().path("type").asString()).isEqualTo("/problems/unauthenticated");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/health",
        "/actuator/health/liveness",
        "/actuator/health/readiness",
        "/v3/api-docs",
        "/problems/not-found"
      })
  void healthAndDescriptionsAreOpen(String path) {
    assertThat(api.send(api.anonymous(path).GET()).status()).isEqualTo(200);
  }

  @Test
  void metricsSpeakOurNames() {
    assertThat(api.get("/actuator/prometheus").body())
        .contains("streamlation_outbox_unpublished", "streamlation_live_clients");
  }

  @Test
  void aBrowserComesInByAOneTimeCodeAndGoesOutAgain() {
    String code = code();
    Answer exchanged = exchange(code);
    assertThat(exchanged.status()).isEqualTo(201);
    String token = exchanged.json().path("token").asString();

    assertThat(api.send(as(token, "/api/v1/sessions").GET()).status()).isEqualTo(200);
    assertThat(exchange(code).status()).as("a code is good once").isEqualTo(401);
    assertThat(api.send(as(token, "/api/v1/browser-codes").POST(BodyPublishers.noBody())).status())
        .as("only the owner lets others in")
        .isEqualTo(403);

    assertThat(api.send(as(token, "/api/v1/browser-tokens/current").DELETE()).status())
        .isEqualTo(204);
    assertThat(api.send(as(token, "/api/v1/sessions").GET()).status()).isEqualTo(401);
  }

  @Test
  void browserTokensOutliveARestartAndSoDoesTheOwners() {
    try (ControlApiUnderTest own = ControlApiUnderTest.start()) {
      String owner = own.token();
      String code = own.post("/api/v1/browser-codes", "").json().path("code").asString();
      String token =
          own.send(
                  own.anonymous("/api/v1/browser-tokens")
                      .POST(BodyPublishers.ofString("{\"code\": \"" + code + "\"}")))
              .json()
              .path("token")
              .asString();
      own.down();
      own.up();
      assertThat(own.token()).isEqualTo(owner);
      assertThat(
              own.send(
                      own.anonymous("/api/v1/sessions")
                          .header("Authorization", "Bearer " + token)
                          .GET())
                  .status())
          .isEqualTo(200);

      Set<Integer> answers = new HashSet<>();
      for (int i = 0; i < 15; i++) {
        answers.add(
            own.send(
                    own.anonymous("/api/v1/sessions")
                        .header("Authorization", "Bearer guess-" + i)
                        .GET())
                .status());
      }
      assertThat(answers).as("guessing is slowed down").containsExactlyInAnyOrder(401, 429);
      assertThat(own.get("/api/v1/sessions").status())
          .as("who knows the token is not held up")
          .isEqualTo(200);
    }
  }
}
