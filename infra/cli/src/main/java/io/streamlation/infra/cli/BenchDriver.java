package io.streamlation.infra.cli;

import io.streamlation.infra.stack.KafkaBroker;
import io.streamlation.infra.stack.Port;
import io.streamlation.infra.stack.Ports;
import io.streamlation.infra.stack.Stack;
import io.streamlation.infra.stack.StackSettings;
import io.streamlation.infra.stack.StackState;
import io.streamlation.infra.stack.StackState.ComponentState;
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
import java.util.stream.Stream;

/** Runs a driver of the bench module beside servers of its own, beside any stack. */
final class BenchDriver {
  private static final int PORTS_APART = 400;
  private static final int OFFSETS_TO_TRY = 20;

  private final String name;

  /**
   * @param name of the folder that is its own
   */
  BenchDriver(String name) {
    this.name = name;
  }

  /** Beside a broker. */
  int run(String driver, Map<String, String> told, Path report)
      throws IOException, InterruptedException {
    StackSettings settings = settings();
    try (Supervisor broker = Stack.brokerAlone(settings)) {
      begin(settings, broker);
      return drive(settings, driver, told, report);
    }
  }

  /**
   * Beside control-api, its database and a broker.
   *
   * @param otherwise arguments of control-api that are others than usual
   */
  int runBesideApi(
      String driver, Map<String, String> otherwise, Map<String, String> told, Path report)
      throws IOException, InterruptedException {
    StackSettings settings = settings();
    try (Supervisor servers = Stack.apiAlone(settings, otherwise)) {
      Map<String, String> all = new LinkedHashMap<>(told);
      for (ComponentState server : begin(settings, servers).components()) {
        all.put("pid." + server.name(), Long.toString(server.pid()));
      }
      all.put("api", settings.apiUrl());
      all.put("token", settings.runFolder().ownerToken().toString());
      all.put("rehosted", settings.rehostFolder().toString());
      return drive(settings, driver, all, report);
    }
  }

  Path folder() {
    return DataOption.root().resolve(".streamlation/bench").resolve(name);
  }

  private StackSettings settings() {
    return StackSettings.of(
        DataOption.root(),
        folder(),
        Optional.empty(),
        Map.of("port.offset", Integer.toString(freeOffset())));
  }

  private static StackState begin(StackSettings settings, Supervisor servers)
      throws IOException, InterruptedException {
    SuperviseCommand.logInto(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(servers::close, "stop-the-servers"));
    servers.start();
    StackState state =
        new StackWatch(Terminal.ofThisProcess())
            .untilReady(() -> Optional.of(servers.state()), () -> false)
            .orElseThrow();
    if (state.phase() != Phase.READY) {
      throw new StackTrouble(
          state.failure() == null ? "the servers were stopped" : state.failure());
    }
    return state;
  }

  private static int drive(
      StackSettings settings, String driver, Map<String, String> told, Path report)
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
            "folder=" + settings.data().resolve("work"),
            "bridge=" + String.join("\n", Stack.bridgeCommand(settings))));
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
      if (Stream.of(Port.KAFKA, Port.KAFKA_CONTROLLER, Port.POSTGRES, Port.CONTROL)
          .noneMatch(port -> Ports.isTaken(port.usual() + offset))) {
        return offset;
      }
    }
    throw new StackTrouble("no free ports for a broker were found near " + Port.KAFKA.usual());
  }
}
