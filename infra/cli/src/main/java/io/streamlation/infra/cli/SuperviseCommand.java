package io.streamlation.infra.cli;

import io.streamlation.infra.stack.Stack;
import io.streamlation.infra.stack.StackSettings;
import io.streamlation.infra.stack.StackState;
import io.streamlation.infra.stack.StackState.Phase;
import io.streamlation.infra.stack.Supervisor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What {@code up} leaves in the background. */
@Command(
    name = "supervise",
    hidden = true,
    description = "Starts the stack and watches it until it is asked to end (SIGTERM).",
    mixinStandardHelpOptions = true)
final class SuperviseCommand implements Callable<Integer> {
  @Mixin StackOptions options;

  @Override
  public Integer call() throws Exception {
    StackSettings settings = options.settings();
    logInto(settings);
    Supervisor supervisor = Stack.supervisor(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(supervisor::close, "stop-the-stack"));
    supervisor.start();
    StackState end = supervisor.awaitEnd();
    return end.phase() == Phase.FAILED ? ExitCode.CANNOT_START : ExitCode.OK;
  }

  /** Before the first logger is made. */
  static void logInto(StackSettings settings) {
    settings.runFolder().create();
    System.setProperty(
        "streamlation.supervisor.log", settings.runFolder().log("supervisor").toString());
  }
}
