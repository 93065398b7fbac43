package io.streamlation.bench.bridge;

import io.streamlation.bench.peer.Place;
import io.streamlation.bench.peer.Signal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A real bridge, begun as the stack begins it. */
public final class BridgeProcess implements AutoCloseable {
  private static final int SECONDS_TO_START = 60;
  private static final int SECONDS_TO_END = 15;

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpRequest metrics;
  private final Process process;

  /**
   * @param command the stack's start line without arguments
   * @param group those that share sessions name the same
   * @param admitted {@code host:port} of every peer
   */
  public BridgeProcess(
      String bootstrap,
      List<String> command,
      Path folder,
      String group,
      Collection<String> admitted,
      String... further)
      throws IOException, InterruptedException {
    int port = Place.freePorts(1).get(0);
    metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    List<String> line = new ArrayList<>(command);
    line.addAll(
        List.of(
            "kafka.bootstrap=" + bootstrap,
            "kafka.group=" + group,
            "metrics.port=" + port,
            "probe.port=0",
            "allow.source=" + String.join(",", admitted)));
    line.addAll(List.of(further));
    Files.createDirectories(folder);
    Path log = folder.resolve("bridge.log");
    process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    awaitAnswer(log);
  }

  /** Of a bridge that shares with nobody. */
  public static String groupOfItsOwn() {
    return "bench-" + UUID.randomUUID();
  }

  private void awaitAnswer(Path log) throws IOException, InterruptedException {
    for (int tenth = 0; tenth < SECONDS_TO_START * 10 && process.isAlive(); tenth++) {
      try {
        metrics();
        return;
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    process.destroyForcibly();
    throw new IllegalStateException("the bridge did not start; see " + log);
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** What it tells Prometheus: each sample's name with its labels, and its value. */
  public Map<String, Double> metrics() throws IOException, InterruptedException {
    Map<String, Double> samples = new HashMap<>();
    http.send(metrics, HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            });
    return samples;
  }

  /** Channels that have ended take their children with them. */
  public void awaitNoChildren() throws InterruptedException {
    for (int tenth = 0; process.descendants().findAny().isPresent() && tenth < 200; tenth++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** It stands still; its children do not, but nobody takes what they bring. */
  public void freeze() throws IOException, InterruptedException {
    Signal.send(process.toHandle(), "STOP");
  }

  public void thaw() throws IOException, InterruptedException {
    Signal.send(process.toHandle(), "CONT");
  }

  /** SIGTERM, and time to hand over what it has. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
