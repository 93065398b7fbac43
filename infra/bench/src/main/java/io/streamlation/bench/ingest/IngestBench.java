package io.streamlation.bench.ingest;

import io.streamlation.bench.ingest.ProcessTree.Use;
import io.streamlation.bulletin.air.BundledFfmpeg;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.Source.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Arguments: {@code bootstrap=H:P folder=DIR bridge=DIR protocols=hls,rtmp channels=1,10,50
 * seconds=20 [report=FILE]}. {@code bridge} is the module's folder, built.
 */
public final class IngestBench {
  /** Connecting, the origin's window that comes as a burst, and the compiler. */
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  private static final int SECONDS_TO_START = 60;
  private static final int SECONDS_TO_HEAR_ALL = 60;

  private final String bootstrap;
  private final Path folder;
  private final Path bridgeHome;
  private final List<Protocol> protocols;
  private final List<Integer> sizes;
  private final Duration length;

  private IngestBench(Map<String, String> settings) {
    this.bootstrap = settings.get("bootstrap");
    this.folder = Path.of(settings.get("folder"));
    this.bridgeHome = Path.of(settings.get("bridge"));
    this.protocols =
        Arrays.stream(settings.get("protocols").split(","))
            .map(name -> Protocol.valueOf("PROTOCOL_" + name.toUpperCase(Locale.ROOT)))
            .toList();
    this.sizes =
        Arrays.stream(settings.get("channels").split(",")).map(Integer::valueOf).sorted().toList();
    this.length = Duration.ofSeconds(Long.parseLong(settings.get("seconds")));
  }

  public static void main(String[] args) throws Exception {
    Map<String, String> settings = new HashMap<>();
    for (String arg : args) {
      settings.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
    IngestTable table = new IngestTable();
    try {
      new IngestBench(settings).run(table);
    } catch (IllegalStateException e) {
      System.err.println("streamlation: " + e.getMessage());
      System.exit(2);
      return;
    }
    System.out.println();
    table.lines().forEach(System.out::println);
    if (settings.containsKey("report")) {
      Path report = Path.of(settings.get("report")).toAbsolutePath();
      Files.createDirectories(report.getParent());
      Files.writeString(report, String.join("\n", table.lines()) + "\n");
      System.out.println("report  " + report);
    }
    System.exit(table.isWhole() ? 0 : 1);
  }

  private void run(IngestTable table) throws Exception {
    long seconds = 2 * (SECONDS_TO_HEAR_ALL + WARM_UP.toSeconds() + length.toSeconds());
    say("making a programme of %d s", seconds);
    Path programme = OnAir.programme(folder, seconds);
    int most = sizes.get(sizes.size() - 1);
    for (Protocol protocol : protocols) {
      List<Integer> ports = freePorts(most);
      Process bridge = startBridge(most, ports);
      try (Ear ear = new Ear(bootstrap)) {
        for (int size : sizes) {
          table.add(measure(protocol, size, programme, ports, bridge, ear));
        }
      } finally {
        end(bridge);
      }
    }
  }

  private IngestTable.Row measure(
      Protocol protocol, int size, Path programme, List<Integer> ports, Process bridge, Ear ear)
      throws Exception {
    String name = protocol.name().replace("PROTOCOL_", "").toLowerCase(Locale.ROOT);
    Path air = folder.resolve("air-" + name + "-" + size);
    List<String> sessions =
        IntStream.range(0, size).mapToObj(i -> UUID.randomUUID().toString()).toList();
    Use ours;
    Ear.Heard heard;
    try (OnAir onAir =
        new OnAir(protocol, programme, air.resolve("ours"), ports.subList(0, size))) {
      wish(sessions, protocol, onAir, SessionPlan.Desired.DESIRED_ON_AIR);
      awaitAll(sessions, ear);
      TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
      ear.heard();
      List<ProcessHandle> root = List.of(bridge.toHandle());
      Use before = ProcessTree.of(root);
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
      Use after = ProcessTree.of(root);
      heard = ear.heard();
      ours = new Use(after.cpuNanos() - before.cpuNanos(), after.pssBytes());
      wish(sessions, protocol, onAir, SessionPlan.Desired.DESIRED_STOPPED);
      awaitNoChildren(bridge);
    }
    Optional<Use> peers =
        peers(protocol, size, programme, air.resolve("peers"), ports.subList(0, size));
    double window = length.toSeconds();
    Ear.Heard of = heard;
    double[] shares =
        sessions.stream()
            .mapToDouble(
                s -> AudioFormat.secondsOfSamples(of.soundSamples().getOrDefault(s, 0L)) / window)
            .toArray();
    IngestTable.Row row =
        new IngestTable.Row(
            name,
            size,
            ours.cpuNanos() / 1e9 / window,
            peers.map(use -> use.cpuNanos() / 1e9 / window).orElse(Double.NaN),
            ours.pssBytes(),
            peers.map(Use::pssBytes).orElse(0L),
            heard.ageMs().getValueAtPercentile(50),
            heard.ageMs().getValueAtPercentile(99),
            Arrays.stream(shares).average().orElse(0),
            Arrays.stream(shares).min().orElse(0),
            AudioFormat.secondsOfSamples(
                heard.gapSamples().values().stream().mapToLong(Long::longValue).sum()));
    say(
        "%s, %d channels: bridge %.2f %% of a core%s; %.2f s of sound a second",
        name,
        size,
        100 * row.ours(),
        row.hasPeers()
            ? String.format(
                Locale.ROOT, ", ffmpeg %.2f %%, ratio %.2f", 100 * row.peers(), row.ratio())
            : "",
        row.soundShare());
    return row;
  }

  /**
   * The same number of programs that do nothing else than decode the same; empty if they did not
   * live through it, as FFmpeg does not with live DASH beyond its window.
   */
  private Optional<Use> peers(
      Protocol protocol, int size, Path programme, Path air, List<Integer> ports) throws Exception {
    List<Process> programs = new ArrayList<>();
    try (OnAir onAir = new OnAir(protocol, programme, air, ports)) {
      TimeUnit.SECONDS.sleep(1);
      for (int i = 0; i < size; i++) {
        programs.add(
            BundledFfmpeg.command(
                    List.of(
                        "-loglevel",
                        "error",
                        "-nostdin",
                        "-y",
                        "-threads",
                        "1",
                        "-i",
                        onAir.address(i),
                        "-map",
                        "0:a:0",
                        "-filter_threads",
                        "1",
                        "-ac",
                        "1",
                        "-ar",
                        "16000",
                        "-c:a",
                        "pcm_s16le",
                        "-f",
                        "s16le",
                        "/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
      }
      TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
      List<ProcessHandle> roots = programs.stream().map(Process::toHandle).toList();
      Use before = ProcessTree.of(roots);
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
      Use after = ProcessTree.of(roots);
      long ended = programs.stream().filter(p -> !p.isAlive()).count();
      if (ended > 0) {
        say("%d of %d peers ended by themselves: there is nothing to compare with", ended, size);
        return Optional.empty();
      }
      return Optional.of(new Use(after.cpuNanos() - before.cpuNanos(), after.pssBytes()));
    } finally {
      programs.forEach(Process::destroyForcibly);
    }
  }

  private void wish(
      List<String> sessions, Protocol protocol, OnAir onAir, SessionPlan.Desired desired) {
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < sessions.size(); i++) {
        SessionPlan plan =
            SessionPlan.newBuilder()
                .setSessionId(sessions.get(i))
                .setRevision(desired == SessionPlan.Desired.DESIRED_ON_AIR ? 1 : 2)
                .setDesired(desired)
                .setSource(Source.newBuilder().setProtocol(protocol).setUrl(onAir.address(i)))
                .setSourceLanguage("en")
                .setPlannedAtMs(System.currentTimeMillis())
                .build();
        producer.send(
            new ProducerRecord<>(Topics.SESSIONS.topicName(), sessions.get(i), plan.toByteArray()));
      }
    }
  }

  private static void awaitAll(List<String> sessions, Ear ear) throws InterruptedException {
    Map<String, Long> heard = new HashMap<>();
    for (int second = 0; !heard.keySet().containsAll(sessions); second++) {
      if (second > SECONDS_TO_HEAR_ALL) {
        throw new IllegalStateException(
            "only %d of %d channels were heard within %d s; see bridge.log"
                .formatted(heard.size(), sessions.size(), SECONDS_TO_HEAR_ALL));
      }
      TimeUnit.SECONDS.sleep(1);
      heard.putAll(ear.heard().soundSamples());
    }
  }

  private static void awaitNoChildren(Process bridge) throws InterruptedException {
    for (int tenth = 0; bridge.descendants().findAny().isPresent() && tenth < 200; tenth++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private Process startBridge(int most, List<Integer> ports)
      throws IOException, InterruptedException {
    int metrics = freePorts(1).get(0);
    Path target = bridgeHome.resolve("target");
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                target.resolve("ingest-bridge.jar") + ":" + target.resolve("lib") + "/*",
                "io.streamlation.ingest.IngestBridge",
                "kafka.bootstrap=" + bootstrap,
                "kafka.group=bench-" + UUID.randomUUID(),
                "channels.max=" + most,
                "metrics.port=" + metrics,
                "probe.port=0",
                "allow.source="
                    + ports.stream().map(p -> "127.0.0.1:" + p).collect(Collectors.joining(","))));
    Files.createDirectories(folder);
    Path log = folder.resolve("bridge.log");
    Process bridge =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(bridge::destroyForcibly));
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest question =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metrics + "/metrics")).build();
    for (int tenth = 0; tenth < SECONDS_TO_START * 10 && bridge.isAlive(); tenth++) {
      try {
        if (http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return bridge;
        }
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    bridge.destroyForcibly();
    throw new IllegalStateException("the bridge did not start; see " + log);
  }

  private static void end(Process bridge) throws InterruptedException {
    bridge.destroy();
    if (!bridge.waitFor(15, TimeUnit.SECONDS)) {
      bridge.destroyForcibly();
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
