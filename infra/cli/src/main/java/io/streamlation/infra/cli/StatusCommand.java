package io.streamlation.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamlation.infra.client.ApiAway;
import io.streamlation.infra.client.ApiRefused;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.stack.StackState;
import io.streamlation.infra.stack.StackState.ComponentState;
import io.streamlation.infra.stack.StackState.Phase;
import io.streamlation.infra.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description =
        "What runs: each process with its state, how often it was restarted, its memory and log."
            + " Exit code 0 when all is ready, 1 when something is not, 3 when no stack runs.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin DataOption where;

  @Option(names = "--json", description = "For programs.")
  boolean json;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.ofThisProcess();
    Optional<StackState> running = StackState.readRunning(where.folder());
    if (running.isEmpty()) {
      terminal.line(
          json
              ? StackState.JSON.writeValueAsString(Map.of("phase", "STOPPED"))
              : "No stack runs on " + where.data() + ". `./streamlation up` starts one.");
      return ExitCode.NOT_RUNNING;
    }
    StackState state = running.get();
    if (json) {
      terminal.line(StackState.JSON.writeValueAsString(state));
    } else {
      terminal.line(
          "%-14s %-12s %-9s %8s %8s %8s  %s"
              .formatted("COMPONENT", "STATE", "SINCE", "RESTARTS", "MEMORY", "PID", "ADDRESS"));
      state.components().forEach(c -> terminal.line(row(c)));
      terminal.line("");
      alarms(terminal, state);
      terminal.line("logs: " + where.folder().logs());
    }
    return state.phase() == Phase.READY && state.components().stream().allMatch(this::isReady)
        ? ExitCode.OK
        : ExitCode.CHECK_FAILED;
  }

  /** What is the matter, as control-api says; that it does not answer is in the table above. */
  private void alarms(Terminal terminal, StackState state) {
    try {
      String token = Files.readString(where.folder().ownerToken()).strip();
      List<JsonNode> alarms = new ControlClient(state.apiUrl(), token).alarms();
      alarms.forEach(a -> terminal.line(Alarms.line(a)));
      terminal.line(alarms.isEmpty() ? "no alarms" : "");
    } catch (IOException | ApiAway | ApiRefused e) {
      terminal.line("alarms cannot be read: " + e.getMessage());
    }
  }

  private boolean isReady(ComponentState c) {
    return c.life() == StackState.Life.READY;
  }

  private static String row(ComponentState c) {
    String memory = c.pid() == 0 ? "-" : c.residentBytes() / (1 << 20) + " MB";
    return "%-14s %-12s %-9s %8d %8s %8s  %s%s"
        .formatted(
            c.name(),
            c.life().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
            ago(Duration.between(c.since(), Instant.now())),
            c.restarts(),
            memory,
            c.pid() == 0 ? "-" : c.pid(),
            c.address(),
            inBrackets(c));
  }

  /** What is missing now; of a process that is well again, what became of the one before. */
  private static String inBrackets(ComponentState c) {
    String said = c.note().isEmpty() && !c.lastEnd().isEmpty() ? "last: " + c.lastEnd() : c.note();
    return said.isEmpty() ? "" : "  (" + said + ")";
  }

  private static String ago(Duration d) {
    if (d.toHours() > 0) {
      return "%d h %02d m".formatted(d.toHours(), d.toMinutesPart());
    }
    return d.toMinutes() > 0
        ? "%d m %02d s".formatted(d.toMinutes(), d.toSecondsPart())
        : d.toSeconds() + " s";
  }
}
