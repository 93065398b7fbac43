package io.streamlation.infra.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.demo.Demo;
import io.streamlation.infra.demo.DemoReport;
import io.streamlation.infra.demo.RecordingDemo;
import io.streamlation.infra.stack.Port;
import io.streamlation.infra.stack.RunFolder;
import io.streamlation.infra.stack.Stack;
import io.streamlation.infra.stack.StackSettings;
import io.streamlation.infra.stack.StackState;
import io.streamlation.infra.stack.StackState.Phase;
import io.streamlation.infra.stack.StackTrouble;
import io.streamlation.infra.stack.Supervisor;
import io.streamlation.infra.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description =
        "Puts a spoken English news bulletin on air as a live HLS channel on this machine, opens a"
            + " session for it through the public API, and shows captions arriving in English and"
            + " Spanish, here and on a page. Starts the stack, or uses the one that runs. Ctrl-C"
            + " stops everything it started.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String SPOKEN = "en";

  @Mixin StackOptions options;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "A bulletin of N seconds; afterwards the account is made and all is stopped. Exit code 0"
              + " only if captions came, translations came, and the ledger balances.")
  Integer seconds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides every word and sample of the bulletin. Default: a new one, printed.")
  Long seed;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes the account as JSON (with --seconds).")
  Path report;

  @Option(
      names = "--source",
      paramLabel = "FILE_OR_URL",
      description =
          "Instead of the bulletin: a recording, played as if it were live, or an HLS address. Ends"
              + " when it ends, and compares what was said live with an offline run over the same"
              + " recording. Use it with --pack lite; news-tiny understands the bulletin only.")
  String source;

  @Option(
      names = "--transcript",
      paramLabel = "FILE",
      description = "What is said in the --source, as text: the word error rate is told.")
  Path transcript;

  @Override
  public Integer call() throws Exception {
    Terminal terminal = Terminal.ofThisProcess();
    if (source == null && transcript != null) {
      return usage("--transcript needs --source");
    }
    if (source != null && (seconds != null || seed != null)) {
      return usage("--source has its own length and words: no --seconds, no --seed");
    }
    if (source != null
        && !source.contains("://")
        && !(Files.isRegularFile(Path.of(source)) && Files.isReadable(Path.of(source)))) {
      return usage("--source " + source + " is neither an address nor a file that can be read");
    }
    if (transcript != null && !Files.isReadable(transcript)) {
      return usage("--transcript " + transcript + " cannot be read");
    }
    if (seconds != null && seconds < 1) {
      return usage("--seconds must be 1 or more, is " + seconds);
    }
    if (report != null && seconds == null && source == null) {
      return usage("--report needs --seconds: without it the bulletin does not end");
    }
    long chosen = seed != null ? seed : new SecureRandom().nextInt(1_000_000);
    Optional<StackState> running = StackState.readRunning(options.where.folder());
    StackSettings plain = options.settings();
    String origin = Port.HOST + ":" + plain.port(Port.DEMO);
    StackSettings settings = options.settings(List.of(origin));
    if (running.isPresent() && !running.get().allowSources().contains(origin)) {
      throw new StackTrouble(
          "the stack that runs does not admit the demo's origin as a source: `./streamlation down`,"
              + " then `./streamlation up --allow-source "
              + origin
              + "` (or `demo` alone, which starts its own)");
    }
    Cleanup cleanup = new Cleanup();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (!cleanup.hasBegun()) {
                    terminal.line("Stopping everything.");
                  }
                  cleanup.run();
                },
                "stop-everything"));
    try {
      return run(terminal, settings, running, chosen, cleanup);
    } finally {
      cleanup.run();
    }
  }

  private int run(
      Terminal terminal,
      StackSettings settings,
      Optional<StackState> running,
      long chosen,
      Cleanup cleanup)
      throws Exception {
    StackState stack =
        running.isPresent() ? running.get() : startStack(terminal, settings, cleanup);
    RunFolder folder = settings.runFolder();
    ControlClient client =
        new ControlClient(stack.apiUrl(), Files.readString(folder.ownerToken()).strip());
    if (source != null) {
      return caption(terminal, client, settings, cleanup);
    }
    Demo demo =
        Demo.start(
            terminal,
            client,
            folder,
            chosen,
            Optional.ofNullable(seconds).map(Duration::ofSeconds),
            settings.port(Port.DEMO),
            Clock.systemUTC());
    cleanup.add(demo::close);
    terminal.line("");
    terminal.line("  seed              " + chosen);
    terminal.line("  on air at         " + demo.playlistUrl());
    terminal.line("  session           " + demo.sessionId());
    terminal.line("  page              " + client.pageUrl() + "   (works once, for 10 minutes)");
    terminal.line("  Flink dashboard   " + stack.dashboardUrl());
    terminal.line("");
    if (seconds == null) {
      terminal.line("Ctrl-C stops everything.");
      terminal.line("");
    }
    demo.awaitEndOfBulletin();
    if (cleanup.hasBegun()) {
      return ExitCode.INTERRUPTED;
    }
    DemoReport account = demo.account();
    terminal.line("");
    account.summary().forEach(terminal::line);
    if (report != null) {
      write(account.json());
      terminal.line("report      " + report);
    }
    return account.isGood() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private static StackState startStack(Terminal terminal, StackSettings settings, Cleanup cleanup)
      throws InterruptedException {
    terminal.line("Starting the stack on " + settings.data() + ".");
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
    return state;
  }

  private int caption(
      Terminal terminal, ControlClient client, StackSettings settings, Cleanup cleanup)
      throws Exception {
    RecordingDemo demo =
        RecordingDemo.start(terminal, client, settings, source, SPOKEN, Clock.systemUTC());
    cleanup.add(demo::close);
    terminal.line("");
    terminal.line("  source            " + source);
    terminal.line("  session           " + demo.sessionId());
    terminal.line("  page              " + client.pageUrl() + "   (works once, for 10 minutes)");
    terminal.line("");
    demo.awaitEnd();
    if (cleanup.hasBegun()) {
      return ExitCode.INTERRUPTED;
    }
    ObjectNode account = demo.account(Optional.ofNullable(transcript));
    terminal.line("");
    RecordingDemo.summary(account).forEach(terminal::line);
    if (report != null) {
      write(account);
      terminal.line("report      " + report);
    }
    return RecordingDemo.isGood(account) ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private void write(ObjectNode account) throws IOException {
    Path parent = report.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Files.writeString(report, account.toPrettyString() + "\n");
  }

  private static int usage(String complaint) {
    System.err.println("streamlation: " + complaint);
    return ExitCode.USAGE;
  }
}
