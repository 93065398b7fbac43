package io.streamlation.infra.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The start script runs it itself; it is here to be found in the help. */
@Command(
    name = "test",
    description =
        "Everything that guards a change: format, lint, unit, harness, MiniCluster, database,"
            + " end-to-end. Further arguments go to Maven (`./mvnw verify`).",
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    System.err.println("streamlation: `./streamlation test` is run by the start script");
    return ExitCode.USAGE;
  }
}
