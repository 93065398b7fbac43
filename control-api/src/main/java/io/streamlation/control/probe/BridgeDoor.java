package io.streamlation.control.probe;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.streamlation.contracts.v1.PlaylistAnswer;
import io.streamlation.contracts.v1.PlaylistRequest;
import io.streamlation.control.ControlSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Asks a bridge: it alone goes to addresses that users name. */
@Component
public class BridgeDoor {
  private static final String TYPE = "application/x-protobuf";

  private final ControlSettings.Bridge settings;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  BridgeDoor(ControlSettings settings) {
    this.settings = settings.bridge();
  }

  /** No bridge answered, and why. */
  public static final class Away extends Exception {
    private static final long serialVersionUID = 1L;

    Away(String why) {
      super(why);
    }
  }

  public PlaylistAnswer playlist(PlaylistRequest question) throws Away {
    return ask("/playlist", question, PlaylistAnswer.parser());
  }

  <T extends Message> T ask(String path, Message question, Parser<T> answer) throws Away {
    if (settings.probeUrl().isBlank()) {
      throw new Away("No bridge is named that could look at it (streamlation.bridge.probe-url).");
    }
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(settings.probeUrl()).resolve(path))
              .timeout(settings.probeWithin())
              .header("Content-Type", TYPE)
              .POST(HttpRequest.BodyPublishers.ofByteArray(question.toByteArray()));
      if (!settings.probeSecretFile().isBlank()) {
        request.header(
            "Authorization",
            "Bearer " + Files.readString(Path.of(settings.probeSecretFile())).strip());
      }
      HttpResponse<byte[]> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new Away("The bridge answered " + response.statusCode() + " to the question.");
      }
      return answer.parseFrom(response.body());
    } catch (IOException e) {
      throw new Away("No ingest bridge answers at " + settings.probeUrl() + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Away("The question was interrupted.");
    }
  }
}
