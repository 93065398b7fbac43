package io.streamlation.infra.stack;

import io.streamlation.infra.stack.Component.StartLine;
import io.streamlation.infra.stack.StackSettings.Heap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the whole stack on one machine consists of. */
public final class Stack {
  private static final Duration STOP_WITHIN = Duration.ofSeconds(12);

  private final StackSettings settings;

  /** Arguments of control-api that are others than usual, by what stands before the {@code =}. */
  private final Map<String, String> otherwise;

  private Stack(StackSettings settings) {
    this(settings, Map.of());
  }

  private Stack(StackSettings settings, Map<String, String> otherwise) {
    this.settings = settings;
    this.otherwise = otherwise;
  }

  /** In the order in which they are started; they are stopped in reverse. */
  public static List<Component> describe(StackSettings settings) {
    Stack stack = new Stack(settings);
    List<Component> components = new ArrayList<>();
    components.add(new PostgresServer(settings).component());
    components.add(new KafkaBroker(settings).component());
    components.add(stack.controlApi());
    components.add(stack.flinkJobs());
    components.add(stack.ingestBridge());
    if (settings.push()) {
      components.add(new RtmpServer(settings).component());
    }
    return List.copyOf(components);
  }

  public static Supervisor supervisor(StackSettings settings) {
    return new Supervisor(describe(settings), settings, Backoff.USUAL, java.time.Clock.systemUTC());
  }

  /** Only what a benchmark of the job needs. */
  public static Supervisor brokerAlone(StackSettings settings) {
    return new Supervisor(
        List.of(new KafkaBroker(settings).component()),
        settings,
        Backoff.USUAL,
        java.time.Clock.systemUTC());
  }

  /**
   * What a benchmark of control-api needs: itself, as it is always begun, and what it stands on.
   */
  public static Supervisor apiAlone(StackSettings settings, Map<String, String> otherwise) {
    return new Supervisor(
        List.of(
            new PostgresServer(settings).component(),
            new KafkaBroker(settings).component(),
            new Stack(settings, otherwise).controlApi()),
        settings,
        Backoff.USUAL,
        java.time.Clock.systemUTC());
  }

  /** How the bridge is begun, without its arguments: benchmarks measure what is run. */
  public static List<String> bridgeCommand(StackSettings settings) {
    List<String> command =
        new ArrayList<>(
            new Stack(settings)
                .command(
                    "ingest-bridge",
                    "io.streamlation.ingest.IngestBridge",
                    Heap.BRIDGE,
                    List.of(JavaProcess.QUICK_START)));
    command.add("kafka.session.timeout=" + KafkaBroker.BRIDGE_SESSION_SECONDS + "s");
    return command;
  }

  private Component controlApi() {
    return new Component(
        "control-api",
        settings.apiUrl(),
        Set.of("kafka", "postgres"),
        List.of(Port.CONTROL),
        () ->
            java(
                "control-api",
                "io.streamlation.control.ControlApi",
                Heap.CONTROL,
                List.of(),
                other(
                    pushing(
                        List.of(
                            "--streamlation.push.secret-file=" + RtmpServer.secret(settings),
                            "--streamlation.push.rtmp-address=" + RtmpServer.address(settings),
                            "--streamlation.push.srt-host=" + settings.pushHost()),
                        "--server.port=" + settings.port(Port.CONTROL),
                        "--spring.datasource.url=" + PostgresServer.jdbcUrl(settings),
                        "--spring.datasource.username=" + PostgresServer.ROLE,
                        "--streamlation.kafka.bootstrap=" + KafkaBroker.bootstrap(settings),
                        "--streamlation.owner-token-file=" + settings.runFolder().ownerToken(),
                        "--streamlation.ui-dir=" + settings.root().resolve("ui/out"),
                        "--streamlation.models-dir=" + settings.modelsDir(),
                        "--streamlation.packs=" + String.join(",", settings.packs()),
                        "--streamlation.allow-source=" + String.join(",", settings.allowSources()),
                        "--streamlation.disk.paths=" + settings.data(),
                        "--streamlation.playout.rehost-folder=" + settings.rehostFolder(),
                        "--streamlation.bridge.probe-url=http://"
                            + Port.HOST
                            + ":"
                            + settings.port(Port.BRIDGE_PROBE))),
                Map.of("SPRING_DATASOURCE_PASSWORD", PostgresServer.password(settings))),
        Probes.answersOk(settings.apiUrl() + "/actuator/health/readiness"),
        Duration.ofSeconds(120),
        "TERM",
        STOP_WITHIN);
  }

  private Component flinkJobs() {
    return new Component(
        "flink-jobs",
        settings.dashboardUrl(),
        Set.of("kafka"),
        List.of(Port.FLINK, Port.FLINK_METRICS, Port.ENGINES_METRICS),
        () ->
            java(
                "flink-jobs",
                "io.streamlation.flink.job.StreamlationJob",
                Heap.FLINK,
                List.of("-XX:MaxDirectMemorySize=384m"),
                List.of(
                    "kafka.bootstrap=" + KafkaBroker.bootstrap(settings),
                    "checkpoints.dir=" + settings.runFolder().checkpoints(),
                    "dashboard.port=" + settings.port(Port.FLINK),
                    "metrics.port=" + settings.port(Port.ENGINES_METRICS),
                    "flink.metrics.port=" + settings.port(Port.FLINK_METRICS),
                    "models.dir=" + settings.modelsDir(),
                    "engine.pack=" + String.join(",", settings.packs())),
                Map.of()),
        Probes.flinkJobRuns(settings.dashboardUrl()),
        Duration.ofSeconds(120),
        "TERM",
        STOP_WITHIN);
  }

  private Component ingestBridge() {
    return new Component(
        "ingest-bridge",
        Port.HOST + ":" + settings.port(Port.BRIDGE_METRICS),
        Set.of("kafka"),
        settings.push()
            ? List.of(Port.BRIDGE_METRICS, Port.BRIDGE_PROBE, Port.BRIDGE_GATE)
            : List.of(Port.BRIDGE_METRICS, Port.BRIDGE_PROBE),
        () ->
            startLine(
                bridgeCommand(settings),
                pushing(
                    List.of(
                        "push.secret.file=" + RtmpServer.secret(settings),
                        "push.gate.port=" + settings.port(Port.BRIDGE_GATE),
                        "push.rtmp.port=" + settings.port(Port.RTMP),
                        "push.srt.host=" + settings.pushHost()),
                    "kafka.bootstrap=" + KafkaBroker.bootstrap(settings),
                    "metrics.port=" + settings.port(Port.BRIDGE_METRICS),
                    "probe.port=" + settings.port(Port.BRIDGE_PROBE),
                    "file.root=" + settings.fileRoot(),
                    "rehost.folder=" + settings.rehostFolder(),
                    "source.start=" + settings.sourceStart(),
                    "allow.source=" + String.join(",", settings.allowSources())),
                Map.of()),
        Probes.answersOk(
            "http://" + Port.HOST + ":" + settings.port(Port.BRIDGE_METRICS) + "/metrics"),
        Duration.ofSeconds(60),
        "TERM",
        STOP_WITHIN);
  }

  /** These arguments, and those that pushing needs where it is on. */
  private List<String> pushing(List<String> whereItIsOn, String... always) {
    List<String> arguments = new ArrayList<>(List.of(always));
    if (settings.push()) {
      arguments.addAll(whereItIsOn);
    }
    return arguments;
  }

  private List<String> other(List<String> arguments) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      all.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    all.putAll(otherwise);
    return all.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList();
  }

  private StartLine java(
      String module,
      String mainClass,
      Heap heap,
      List<String> flags,
      List<String> arguments,
      Map<String, String> environment) {
    return startLine(command(module, mainClass, heap, flags), arguments, environment);
  }

  private static StartLine startLine(
      List<String> begin, List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>(begin);
    command.addAll(arguments);
    return new StartLine(List.of(), command, environment);
  }

  private List<String> command(String module, String mainClass, Heap heap, List<String> flags) {
    Path folder = settings.root().resolve(module);
    if (!Files.exists(folder.resolve("target").resolve(module + ".jar"))) {
      throw new StackTrouble(
          module + " is not built: `./streamlation up` builds it, or `./mvnw package -DskipTests`");
    }
    List<String> command =
        new ArrayList<>(
            JavaProcess.command(settings.heapMb(heap), flags, JavaProcess.classPathOf(folder)));
    command.add(mainClass);
    return command;
  }
}
