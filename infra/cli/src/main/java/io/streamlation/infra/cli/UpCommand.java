package io.streamlation.infra.cli;

import io.streamlation.infra.stack.RunFolder;
import io.streamlation.infra.stack.StackSettings;
import io.streamlation.infra.stack.StackState;
import io.streamlation.infra.stack.StackState.Phase;
import io.streamlation.infra.stack.StackTrouble;
import io.streamlation.infra.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "up",
    description =
        "Starts the stack (PostgreSQL, Kafka, control-api, Flink with the job, ingest-bridge) and"
            + " returns when it is ready. It goes on in the background until `down`.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  @Mixin StackOptions options;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.ofThisProcess();
    StackSettings settings = options.settings();
    RunFolder folder = settings.runFolder();
    Optional<StackState> running = StackState.readRunning(folder);
    if (running.isPresent()) {
      terminal.line("The stack already runs on " + folder.data() + ".");
      tellAddresses(terminal, running.get(), settings);
      return ExitCode.OK;
    }
    terminal.line("Starting the stack on " + folder.data() + ".");
    folder.create();
    Path said = folder.log("supervisor.out");
    Process supervisor = detach(said);
    // Ctrl-C before it is ready takes it back.
    Thread takeBack = new Thread(supervisor::destroy);
    Runtime.getRuntime().addShutdownHook(takeBack);
    Optional<StackState> state =
        new StackWatch(terminal)
            .untilReady(
                () -> StackState.read(folder).filter(s -> s.supervisorPid() == supervisor.pid()),
                () -> !supervisor.isAlive());
    Runtime.getRuntime().removeShutdownHook(takeBack);
    if (state.isEmpty() || state.get().phase() != Phase.READY) {
      String why = state.map(StackState::failure).orElse(null);
      throw new StackTrouble(why != null ? why : lastSaid(said));
    }
    tellAddresses(terminal, state.get(), settings);
    return ExitCode.OK;
  }

  private Process detach(Path said) throws IOException {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(ThisProgram.startLine());
    command.add("supervise");
    command.addAll(options.asArguments());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
        .start();
  }

  private static String lastSaid(Path said) throws IOException {
    String text = Files.readString(said).strip();
    return text.isEmpty()
        ? "the supervisor ended without a word; see " + said.resolveSibling("supervisor.log")
        : text.replaceFirst("^streamlation: ", "");
  }

  static void tellAddresses(Terminal terminal, StackState state, StackSettings settings) {
    terminal.line("");
    terminal.line(
        "  pages and API     "
            + state.apiUrl()
            + "   (owner token: "
            + settings.runFolder().ownerToken()
            + ")");
    terminal.line("  Flink dashboard   " + state.dashboardUrl());
    terminal.line("  logs              " + settings.runFolder().logs());
    terminal.line("");
    terminal.line("Next: ./streamlation session create --source URL --language en --target es");
  }
}
