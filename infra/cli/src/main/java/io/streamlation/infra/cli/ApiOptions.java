package io.streamlation.infra.cli;

import io.streamlation.infra.client.ApiAway;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.stack.StackState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which control-api to speak to: the one of the stack that runs here, or another. */
final class ApiOptions {
  @Mixin DataOption where;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "Address of control-api. Default: that of the stack running on --data.")
  String api;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Holds the owner's token. Default: <data>/owner-token.")
  Path tokenFile;

  ControlClient client() {
    String url =
        api != null
            ? api.replaceFirst("/+$", "")
            : StackState.readRunning(where.folder())
                .map(StackState::apiUrl)
                .orElseThrow(
                    () ->
                        new ApiAway(
                            "no stack runs on "
                                + where.data()
                                + ": start one with `./streamlation up`, or name another with --api"));
    Path file = tokenFile != null ? tokenFile : where.folder().ownerToken();
    try {
      return new ControlClient(url, Files.readString(file).strip());
    } catch (IOException e) {
      throw new ApiAway("the owner's token cannot be read from " + file + ": " + e.getMessage(), e);
    }
  }
}
