package io.streamlation.control.probe;

import io.streamlation.contracts.v1.ProbeAnswer;
import io.streamlation.contracts.v1.ProbeRequest;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Asks a bridge. Whatever keeps it from answering is the platform's. */
@Component
class BridgeProbe {
  private static final String TYPE = "application/x-protobuf";
  private static final String LOOK_AT_THE_STACK =
      " An operator looks at ./streamlation status; a source can be accepted without a look.";

  private final ControlSettings.Bridge settings;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  BridgeProbe(ControlSettings settings) {
    this.settings = settings.bridge();
  }

  ProbeAnswer ask(ProbeRequest question) {
    if (settings.probeUrl().isBlank()) {
      throw away("No bridge is named that could look at it (streamlation.bridge.probe-url).");
    }
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(settings.probeUrl()).resolve("/probe"))
              .timeout(settings.probeWithin())
              .header("Content-Type", TYPE)
              .POST(HttpRequest.BodyPublishers.ofByteArray(question.toByteArray()));
      if (!settings.probeSecretFile().isBlank()) {
        request.header(
            "Authorization",
            "Bearer "
                + Files.readString(java.nio.file.Path.of(settings.probeSecretFile())).strip());
      }
      HttpResponse<byte[]> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw away("The bridge answered " + response.statusCode() + " to the question.");
      }
      return ProbeAnswer.parseFrom(response.body());
    } catch (IOException e) {
      throw away("No ingest bridge answers at " + settings.probeUrl() + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away("The question was interrupted.");
    }
  }

  private static Refusal away(String why) {
    return Refusal.of(
        ProblemType.BRIDGE_AWAY,
        "PLATFORM: the source could not be looked at. " + why + LOOK_AT_THE_STACK);
  }
}
