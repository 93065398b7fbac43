package io.streamlation.infra.cli;

import io.streamlation.infra.stack.KafkaBroker;
import io.streamlation.infra.stack.Port;
import io.streamlation.infra.stack.Ports;
import io.streamlation.infra.stack.Stack;
import io.streamlation.infra.stack.StackSettings;
import io.streamlation.infra.stack.StackState;
import io.streamlation.infra.stack.StackState.Phase;
import io.streamlation.infra.stack.StackTrouble;
import io.streamlation.infra.stack.Supervisor;
import io.streamlation.infra.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    description = "Measures, and prints what it found beside a peer in the same run.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BenchCommand.Road.class, BenchCommand.Ingest.class, HelpCommand.class},
    mixinStandardHelpOptions = true)
final class BenchCommand {
  private BenchCommand() {}

  @Command(
      name = "road",
      description =
          "What the road costs when models take no time: lag, processor and memory per channel of"
              + " the whole job with scripted models, beside a bare Kafka-Flink-Kafka hop. Starts"
              + " a broker of its own beside any stack; nothing else should run on the machine.",
      mixinStandardHelpOptions = true)
  static final class Road implements Callable<Integer> {
    @Option(
        names = "--channels",
        paramLabel = "N,N,…",
        split = ",",
        defaultValue = "1,10,50,200",
        description = "How many at once, one run each. Default: ${DEFAULT-VALUE}.")
    List<Integer> channels;

    @Option(
        names = "--seconds",
        paramLabel = "N",
        defaultValue = "20",
        description = "Of each run; the first four are not counted. Default: ${DEFAULT-VALUE}.")
    int seconds;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "5",
        description = "The table shows their medians. Default: ${DEFAULT-VALUE}.")
    int rounds;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "A setting of the job, for both roads: what does it cost? Repeatable.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(
        names = "--report",
        paramLabel = "FILE",
        description = "Every round's figures, as JSON.")
    Path report;

    @Override
    public Integer call() throws Exception {
      if (seconds < 10 || rounds < 1 || channels.stream().anyMatch(n -> n < 1)) {
        System.err.println(
            "streamlation: --seconds must be 10 or more, --rounds and every number of --channels 1"
                + " or more");
        return ExitCode.USAGE;
      }
      Map<String, String> told = new LinkedHashMap<>();
      told.put("channels", joined(channels));
      told.put("seconds", Integer.toString(seconds));
      told.put("rounds", Integer.toString(rounds));
      set.forEach((key, value) -> told.put("job." + key, value));
      return WithABroker.drive("road", "io.streamlation.bench.road.RoadBench", told, report);
    }
  }

  @Command(
      name = "ingest",
      description =
          "What a channel costs to take in: processor and memory of a real bridge and its decoders"
              + " for each protocol, beside as many ffmpeg programs that decode the same, and how"
              + " old sound is when it can be read from Kafka. Starts a broker and a bridge of its"
              + " own beside any stack; nothing else should run on the machine.",
      mixinStandardHelpOptions = true)
  static final class Ingest implements Callable<Integer> {
    private static final Set<String> PROTOCOLS = Set.of("hls", "dash", "rtmp", "srt");

    @Option(
        names = "--protocols",
        paramLabel = "NAME,…",
        split = ",",
        defaultValue = "hls,dash,rtmp,srt",
        description = "Of hls, dash, rtmp, srt. Default: ${DEFAULT-VALUE}.")
    List<String> protocols;

    @Option(
        names = "--channels",
        paramLabel = "N,N,…",
        split = ",",
        defaultValue = "1,10,50,100",
        description = "How many at once, one run each. Default: ${DEFAULT-VALUE}.")
    List<Integer> channels;

    @Option(
        names = "--seconds",
        paramLabel = "N",
        defaultValue = "30",
        description = "Of each run, after a warm-up. Default: ${DEFAULT-VALUE}.")
    int seconds;

    @Option(names = "--report", paramLabel = "FILE", description = "The table, in a file too.")
    Path report;

    @Override
    public Integer call() throws Exception {
      if (seconds < 10
          || channels.stream().anyMatch(n -> n < 1)
          || !PROTOCOLS.containsAll(protocols)) {
        System.err.println(
            "streamlation: --seconds must be 10 or more, every number of --channels 1 or more,"
                + " --protocols of hls, dash, rtmp, srt");
        return ExitCode.USAGE;
      }
      Map<String, String> told = new LinkedHashMap<>();
      told.put("bridge", DataOption.root().resolve("ingest-bridge").toString());
      told.put("protocols", String.join(",", protocols));
      told.put("channels", joined(channels));
      told.put("seconds", Integer.toString(seconds));
      return WithABroker.drive("ingest", "io.streamlation.bench.ingest.IngestBench", told, report);
    }
  }

  private static String joined(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** Runs a driver of the bench module beside a broker of its own. */
  private static final class WithABroker {
    private static final int PORTS_APART = 400;
    private static final int OFFSETS_TO_TRY = 20;

    static int drive(String name, String driver, Map<String, String> told, Path report)
        throws IOException, InterruptedException {
      Path folder = DataOption.root().resolve(".streamlation/bench");
      StackSettings settings =
          StackSettings.of(
              DataOption.root(),
              folder,
              Optional.empty(),
              Map.of("port.offset", Integer.toString(freeOffset())));
      Terminal terminal = Terminal.ofThisProcess();
      SuperviseCommand.logInto(settings);
      try (Supervisor broker = Stack.brokerAlone(settings)) {
        Thread stopper = new Thread(broker::close, "stop-the-broker");
        Runtime.getRuntime().addShutdownHook(stopper);
        broker.start();
        StackState state =
            new StackWatch(terminal)
                .untilReady(() -> Optional.of(broker.state()), () -> false)
                .orElseThrow();
        if (state.phase() != Phase.READY) {
          throw new StackTrouble(
              state.failure() == null ? "the broker was stopped" : state.failure());
        }
        return drive(settings, name, driver, told, report);
      }
    }

    private static int drive(
        StackSettings settings, String name, String driver, Map<String, String> told, Path report)
        throws IOException, InterruptedException {
      Path module = settings.root().resolve("infra/bench/target");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-Xmx384m",
              "-XX:+UseSerialGC",
              "-cp",
              module.resolve("bench.jar") + ":" + module.resolve("lib") + "/*",
              driver,
              "bootstrap=" + KafkaBroker.bootstrap(settings),
              "folder=" + settings.data().resolve(name)));
      told.forEach((key, value) -> command.add(key + "=" + value));
      if (report != null) {
        command.add("report=" + report.toAbsolutePath());
      }
      Process process = new ProcessBuilder(command).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-the-driver"));
      return switch (process.waitFor()) {
        case 0 -> ExitCode.OK;
        case 1 -> ExitCode.CHECK_FAILED;
        default -> ExitCode.CANNOT_START; // it has said why
      };
    }

    private static int freeOffset() {
      for (int i = 1; i <= OFFSETS_TO_TRY; i++) {
        int offset = i * PORTS_APART;
        if (!Ports.isTaken(Port.KAFKA.usual() + offset)
            && !Ports.isTaken(Port.KAFKA_CONTROLLER.usual() + offset)) {
          return offset;
        }
      }
      throw new StackTrouble(
          "no two free ports for a broker were found near " + Port.KAFKA.usual());
    }
  }
}
