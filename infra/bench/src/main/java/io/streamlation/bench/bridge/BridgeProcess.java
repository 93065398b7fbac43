package io.streamlation.bench.bridge;

import io.streamlation.bench.peer.Place;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SessionPlan.Desired;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.Source.Protocol;
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
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real bridge, begun as the stack begins it, and told by plans what to take in. */
public final class BridgeProcess implements AutoCloseable {
  private static final int SECONDS_TO_START = 60;
  private static final int SECONDS_TO_END = 15;

  private final KafkaProducer<String, byte[]> plans;
  private final Map<String, Long> revisions = new HashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpRequest metrics;
  private final Process process;

  /**
   * @param command the stack's start line without arguments
   * @param admitted {@code host:port} of every peer
   */
  public BridgeProcess(
      String bootstrap,
      List<String> command,
      Path folder,
      Collection<String> admitted,
      String... further)
      throws IOException, InterruptedException {
    int port = Place.freePorts(1).get(0);
    metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    List<String> line = new ArrayList<>(command);
    line.addAll(
        List.of(
            "kafka.bootstrap=" + bootstrap,
            "kafka.group=bench-" + UUID.randomUUID(),
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
    Properties settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    plans = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
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

  public void wish(String session, Protocol protocol, String address, Desired desired) {
    SessionPlan plan =
        SessionPlan.newBuilder()
            .setSessionId(session)
            .setRevision(revisions.merge(session, 1L, Long::sum))
            .setDesired(desired)
            .setSource(Source.newBuilder().setProtocol(protocol).setUrl(address))
            .setSourceLanguage("en")
            .setPlannedAtMs(System.currentTimeMillis())
            .build();
    plans.send(new ProducerRecord<>(Topics.SESSIONS.topicName(), session, plan.toByteArray()));
    plans.flush();
  }

  /** Channels that have ended take their children with them. */
  public void awaitNoChildren() throws InterruptedException {
    for (int tenth = 0; process.descendants().findAny().isPresent() && tenth < 200; tenth++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  @Override
  public void close() throws InterruptedException {
    plans.close();
    process.destroy();
    if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
