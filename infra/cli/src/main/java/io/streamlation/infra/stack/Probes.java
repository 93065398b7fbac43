package io.streamlation.infra.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamlation.infra.stack.Component.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Questions over HTTP that tell whether a process works. */
final class Probes {
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  private Probes() {}

  /** Ready when the address answers 200. */
  static Probe answersOk(String url) {
    return () -> ask(url).error();
  }

  /** Ready when a job of the cluster runs with all its tasks. */
  static Probe flinkJobRuns(String restUrl) {
    return () -> {
      Answer answer = ask(restUrl + "/jobs/overview");
      if (answer.error().isPresent()) {
        return answer.error();
      }
      try {
        JsonNode jobs = StackState.JSON.readTree(answer.body()).path("jobs");
        String seen = "no job is submitted yet";
        for (JsonNode job : jobs) {
          JsonNode tasks = job.path("tasks");
          seen =
              "the job is "
                  + job.path("state").asText()
                  + ", "
                  + tasks.path("running").asInt()
                  + " of "
                  + tasks.path("total").asInt()
                  + " tasks run";
          if (job.path("state").asText().equals("RUNNING")
              && tasks.path("running").asInt() == tasks.path("total").asInt()) {
            return Optional.empty();
          }
        }
        return Optional.of(seen);
      } catch (IOException e) {
        return Optional.of(restUrl + " answers something that is not Flink's: " + e.getMessage());
      }
    };
  }

  private record Answer(Optional<String> error, String body) {}

  private static Answer ask(String url) {
    try {
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200
          ? new Answer(Optional.empty(), response.body())
          : new Answer(Optional.of(url + " answers " + response.statusCode()), "");
    } catch (IOException e) {
      return new Answer(Optional.of(url + " does not answer yet"), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(Optional.of(url + " was not waited for"), "");
    }
  }
}
