package io.streamlation.infra.cli;

import io.streamlation.infra.stack.Down;
import io.streamlation.infra.stack.StackState;
import io.streamlation.infra.terminal.Terminal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "down",
    description = "Stops the stack in reverse order and returns when no process is left.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  @Mixin DataOption where;

  @Option(
      names = "--purge",
      description =
          "Then deletes what it kept: topics, transcripts, checkpoints, logs, owner token, password."
              + " Tools and settings stay.")
  boolean purge;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.ofThisProcess();
    Optional<StackState> running = StackState.readRunning(where.folder());
    if (running.isPresent()) {
      terminal.line("Stopping the stack on " + where.data() + ".");
      Down.stop(
          running.get(),
          () -> StackState.read(where.folder()),
          name -> terminal.line("  ✓ " + name + " is down"));
    } else {
      terminal.line("No stack runs on " + where.data() + ".");
    }
    if (purge) {
      Down.purge(where.folder());
      terminal.line("Deleted topics, transcripts, checkpoints, logs and secrets.");
    }
    return ExitCode.OK;
  }
}
