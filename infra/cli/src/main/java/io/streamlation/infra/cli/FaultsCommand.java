package io.streamlation.infra.cli;

import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.faults.FaultReport;
import io.streamlation.infra.faults.FaultRun;
import io.streamlation.infra.stack.Port;
import io.streamlation.infra.stack.Stack;
import io.streamlation.infra.stack.StackSettings;
import io.streamlation.infra.stack.StackState;
import io.streamlation.infra.stack.StackState.Phase;
import io.streamlation.infra.stack.StackTrouble;
import io.streamlation.infra.stack.Supervisor;
import io.streamlation.infra.terminal.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "faults",
    description =
        "Starts a stack of its own, puts three channels on air, and strikes: processes are killed,"
            + " origins misbehave, records are corrupt, the disk is full. After each: on air again by"
            + " itself, gaps declared, nothing lost or doubled, finals as in an undisturbed run. Exit"
            + " code 0 only if all that holds for all.",
    subcommands = IngestFaultsCommand.class,
    mixinStandardHelpOptions = true)
final class FaultsCommand implements Callable<Integer> {
  private static final int CHANNELS = 3;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "FAULT",
      description = "Only these; --list names them.")
  List<String> only = List.of();

  @Option(names = "--list", description = "Says which faults there are.")
  boolean list;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides sound, moments and victims. Default: ${DEFAULT-VALUE}.",
      defaultValue = "2026")
  long seed;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Each fault so often. Default: ${DEFAULT-VALUE}.",
      defaultValue = "2")
  int rounds;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes table and operator's messages as Markdown.")
  Path report;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "A folder for this run alone; what a run before left in it is deleted. Default:"
              + " .streamlation/faults in the repository.")
  Path data;

  @Option(
      names = "--port-offset",
      paramLabel = "N",
      description = "Moves every port by N. Default: ${DEFAULT-VALUE}, beside a stack that runs.",
      defaultValue = "3000")
  int portOffset;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.ofThisProcess();
    if (list) {
      FaultRun.catalogue().forEach(terminal::line);
      return ExitCode.OK;
    }
    List<String> unknown = new ArrayList<>(only);
    unknown.removeAll(FaultRun.names());
    if (!unknown.isEmpty() || rounds < 1) {
      System.err.println(
          rounds < 1
              ? "streamlation: --rounds must be 1 or more"
              : "streamlation: there is no fault " + unknown + "; `faults --list` names them");
      return ExitCode.USAGE;
    }
    Cleanup cleanup = new Cleanup();
    Runtime.getRuntime().addShutdownHook(new Thread(cleanup::run, "stop-everything"));
    try {
      return run(terminal, cleanup);
    } finally {
      cleanup.run();
    }
  }

  private int run(Terminal terminal, Cleanup cleanup) throws Exception {
    List<String> chosen = only.isEmpty() ? FaultRun.names() : only;
    Path home = data != null ? data : DataOption.root().resolve(".streamlation/faults");
    Path stackFolder = home.resolve("stack");
    List<Integer> ports = freePorts();
    StackSettings settings =
        StackSettings.of(
            DataOption.root(),
            stackFolder,
            Optional.empty(),
            Map.of(
                "port.offset",
                Integer.toString(portOffset),
                "source.start",
                "first",
                "allow.source",
                ports.stream().map(p -> Port.HOST + ":" + p).collect(Collectors.joining(","))));
    if (StackState.readRunning(settings.runFolder()).isPresent()) {
      throw new StackTrouble("faults are being struck on " + home + " already");
    }
    io.streamlation.infra.stack.Down.purge(settings.runFolder());
    Optional<AutoCloseable> disk = Optional.empty();
    if (FaultRun.needsDisk(chosen)) {
      AutoCloseable mounted = FaultRun.mountDisk(stackFolder);
      cleanup.add(() -> close(mounted));
      disk = Optional.of(mounted);
    }
    terminal.line("Starting a stack on " + stackFolder + ".");
    SuperviseCommand.logInto(settings);
    Supervisor supervisor = Stack.supervisor(settings);
    cleanup.add(supervisor::close);
    supervisor.start();
    StackState state =
        new StackWatch(terminal)
            .untilReady(() -> Optional.of(supervisor.state()), () -> false)
            .orElseThrow();
    if (state.phase() != Phase.READY) {
      throw new StackTrouble(state.failure() == null ? "the stack was stopped" : state.failure());
    }
    ControlClient client =
        new ControlClient(
            state.apiUrl(), Files.readString(settings.runFolder().ownerToken()).strip());
    terminal.line("Three channels go on air, seed " + seed + ": " + String.join(", ", chosen));
    FaultRun run =
        new FaultRun(
            terminal,
            supervisor,
            settings,
            client,
            disk,
            seed,
            ports,
            home.resolve("air"),
            Clock.systemUTC());
    cleanup.add(run::close);
    FaultReport account = run.run(chosen, rounds);
    terminal.line("");
    account.table().forEach(terminal::line);
    account.measures().forEach(terminal::line);
    account.wrong().forEach(w -> terminal.line("BAD " + w));
    account.rows().stream()
        .flatMap(
            r -> r.complaints().stream().map(c -> r.cells().split("\\|")[1].strip() + ": " + c))
        .forEach(c -> terminal.line("BAD " + c));
    if (report != null) {
      Files.createDirectories(report.toAbsolutePath().getParent());
      Files.write(report, account.lines());
    }
    return account.isGood() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private static void close(AutoCloseable what) {
    try {
      what.close();
    } catch (Exception e) {
      System.err.println("streamlation: " + e.getMessage());
    }
  }

  /** The stack must know them before the channels are there. */
  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> open = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    try {
      for (int i = 0; i < CHANNELS; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        open.add(socket);
        ports.add(socket.getLocalPort());
      }
    } finally {
      for (ServerSocket socket : open) {
        socket.close();
      }
    }
    return ports;
  }
}
