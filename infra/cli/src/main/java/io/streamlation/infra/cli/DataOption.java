package io.streamlation.infra.cli;

import io.streamlation.infra.stack.RunFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which data folder: it is what tells one stack from another. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The stack's data folder. Default: .streamlation in the repository.")
  private Path data;

  Path data() {
    return (data == null ? root().resolve(".streamlation") : data).toAbsolutePath().normalize();
  }

  RunFolder folder() {
    return new RunFolder(data());
  }

  /** The repository; the start script tells. */
  static Path root() {
    return Path.of(System.getProperty("streamlation.root", ".")).toAbsolutePath().normalize();
  }
}
