package io.streamlation.infra.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamlation.infra.client.ControlClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A standalone Flink cluster of processes on this machine, as {@code infra/flink/config.yaml} says
 * they are started; spoken to over REST alone.
 */
final class FlinkCluster implements AutoCloseable {
  static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  static final String TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  static final List<String> TASK_MANAGER_FLAGS =
      List.of("-Xmx640m", "-XX:MaxDirectMemorySize=320m", "-XX:MaxMetaspaceSize=256m");
  private static final List<String> JOB_MANAGER_FLAGS =
      List.of("-Xmx448m", "--add-opens=java.base/java.util=ALL-UNNAMED");
  private static final String HOST = "127.0.0.1";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path root;
  private final Path home;
  private final int restPort;
  private final int rpcPort;
  private final int firstMetricsPort;
  private final Map<String, Process> processes = new TreeMap<>();

  FlinkCluster(Path root, Path home, int restPort, int rpcPort, int firstMetricsPort)
      throws IOException {
    this.root = root;
    this.home = Files.createDirectories(home);
    this.restPort = restPort;
    this.rpcPort = rpcPort;
    this.firstMetricsPort = firstMetricsPort;
  }

  /** A JobManager that waits for a job. */
  void startJobManager() throws IOException {
    start("jobmanager", JOB_MANAGER_FLAGS, JOB_MANAGER, List.of());
  }

  /** A JobManager that brings the job along. */
  void startJobManagerWithJob(List<String> jobArguments) throws IOException {
    start("jobmanager", JOB_MANAGER_FLAGS, "io.streamlation.flink.job.JobCluster", jobArguments);
  }

  void startTaskManager(int number) throws IOException {
    start(
        "taskmanager-" + number,
        TASK_MANAGER_FLAGS,
        TASK_MANAGER,
        List.of("-Dtaskmanager.resource-id=taskmanager-" + number));
  }

  private void start(String name, List<String> flags, String mainClass, List<String> arguments)
      throws IOException {
    Path folder = Files.createDirectories(home.resolve(name));
    List<String> command = new ArrayList<>();
    // Ends with this JVM even if that is killed.
    command.addAll(List.of("setpriv", "--pdeathsig", "KILL"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            root.resolve("flink-jobs/target/flink-jobs.jar")
                + ":"
                + root.resolve("flink-jobs/target/lib")
                + "/*",
            mainClass,
            "--configDir",
            root.resolve("infra/flink").toString(),
            "-Drest.port=" + restPort,
            "-Djobmanager.rpc.port=" + rpcPort,
            "-Dmetrics.reporter.prometheus.port="
                + firstMetricsPort
                + "-"
                + (firstMetricsPort + 9)));
    command.addAll(arguments);
    processes.put(
        name,
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve(name + ".log").toFile()))
            .start());
  }

  /** As kill -9 does. */
  void kill(String name) {
    Process process = processes.remove(name);
    process.destroyForcibly();
    process.onExit().join();
  }

  boolean lives(String name) {
    return processes.get(name).isAlive();
  }

  /** Slots of the TaskManagers that the JobManager knows; -1 while it does not answer. */
  int slots() {
    try {
      return get("/overview").path("slots-total").asInt(-1);
    } catch (UncheckedIOException e) {
      return -1;
    }
  }

  /** TaskManagers that have work. */
  long busyTaskManagers() {
    long busy = 0;
    for (JsonNode taskManager : get("/taskmanagers").path("taskmanagers")) {
      if (taskManager.path("freeSlots").asInt() < taskManager.path("slotsNumber").asInt()) {
        busy++;
      }
    }
    return busy;
  }

  /** Uploads the jar and runs it. */
  String submit(Path jar, String mainClass, List<String> arguments) throws IOException {
    String boundary = "----a-jar";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                + jar.getFileName()
                + "\"\r\nContent-Type: application/java-archive\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(Files.readAllBytes(jar));
    body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    String uploaded =
        send(
                "POST",
                "/jars/upload",
                "multipart/form-data; boundary=" + boundary,
                BodyPublishers.ofByteArray(body.toByteArray()))
            .path("filename")
            .asText();
    ObjectNode run = ControlClient.JSON.createObjectNode();
    run.put("entryClass", mainClass);
    arguments.forEach(run.putArray("programArgsList")::add);
    return send(
            "POST",
            "/jars/" + Path.of(uploaded).getFileName() + "/run",
            "application/json",
            BodyPublishers.ofString(run.toString()))
        .path("jobid")
        .asText();
  }

  /** Whether the one job that is not over runs, with all its tasks. */
  boolean jobRuns() {
    try {
      for (JsonNode job : get("/jobs/overview").path("jobs")) {
        JsonNode tasks = job.path("tasks");
        if (job.path("state").asText().equals("RUNNING")
            && tasks.path("running").asInt() == tasks.path("total").asInt()) {
          return true;
        }
      }
      return false;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  String runningJob() {
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      if (job.path("state").asText().equals("RUNNING")) {
        return job.path("jid").asText();
      }
    }
    throw new AssertionError("no job runs: " + get("/jobs/overview"));
  }

  int parallelismOf(String job) {
    int most = 0;
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      most = Math.max(most, vertex.path("parallelism").asInt());
    }
    return most;
  }

  long completedCheckpoints(String job) {
    return get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asLong();
  }

  /** Stops the job with a savepoint and says where that is. */
  Path stopWithSavepoint(String job, Path folder) {
    ObjectNode wish = ControlClient.JSON.createObjectNode();
    wish.put("targetDirectory", folder.toUri().toString());
    wish.put("drain", false);
    String trigger =
        send(
                "POST",
                "/jobs/" + job + "/stop",
                "application/json",
                BodyPublishers.ofString(wish.toString()))
            .path("request-id")
            .asText();
    Waiting.until(
        Duration.ofSeconds(60),
        () -> "the savepoint is written\n" + logTails(),
        () -> savepoint(job, trigger).path("status").path("id").asText().equals("COMPLETED"));
    JsonNode operation = savepoint(job, trigger).path("operation");
    assertThat(operation.has("location")).as(operation.toPrettyString()).isTrue();
    Waiting.until(
        Duration.ofSeconds(30),
        () -> "the job has ended",
        () -> get("/jobs/" + job).path("state").asText().equals("FINISHED"));
    return Path.of(URI.create(operation.path("location").asText()));
  }

  private JsonNode savepoint(String job, String trigger) {
    return get("/jobs/" + job + "/savepoints/" + trigger);
  }

  /** Every metrics page of this machine's range that answers, by port. */
  Map<Integer, String> metricsPages() {
    Map<Integer, String> pages = new TreeMap<>();
    for (int port = firstMetricsPort; port < firstMetricsPort + 10; port++) {
      try {
        pages.put(
            port,
            HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + port + "/metrics"))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                    BodyHandlers.ofString())
                .body());
      } catch (IOException e) {
        continue; // nobody there
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return pages;
      }
    }
    return pages;
  }

  private JsonNode get(String path) {
    return send("GET", path, "application/json", BodyPublishers.noBody());
  }

  private JsonNode send(String method, String path, String contentType, BodyPublisher body) {
    try {
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + restPort + path))
                  .header("Content-Type", contentType)
                  .timeout(Duration.ofSeconds(60))
                  .method(method, body)
                  .build(),
              BodyHandlers.ofString());
      assertThat(response.statusCode())
          .as("%s %s: %s", method, path, response.body())
          .isLessThan(300);
      return ControlClient.JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What one needs to see when it fails: the folder is gone afterwards. */
  String logTails() {
    StringBuilder tails = new StringBuilder();
    try (Stream<Path> logs = Files.list(home)) {
      for (Path log : logs.filter(p -> p.toString().endsWith(".log")).toList()) {
        List<String> lines = Files.readAllLines(log);
        tails.append("---- ").append(log.getFileName()).append('\n');
        lines
            .subList(Math.max(0, lines.size() - 12), lines.size())
            .forEach(l -> tails.append(l, 0, Math.min(1_500, l.length())).append('\n'));
      }
    } catch (IOException e) {
      tails.append("no logs: ").append(e);
    }
    return tails.toString();
  }

  @Override
  public void close() {
    processes.values().forEach(Process::destroy);
    for (Process process : processes.values()) {
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
    processes.clear();
  }
}
