package io.streamlation.flink.job;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.streamlation.flink.engine.Engines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.client.program.StreamContextEnvironment;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the job. Started as a program it is its own cluster, and when the job ends, for whatever
 * reason, so does the process: whoever watches it starts it again. Called by a cluster, or by
 * Flink's client, it hands the job over. Either way the job goes on from the newest complete
 * checkpoint or savepoint.
 */
public final class StreamlationJob {
  private static final Logger LOG = LoggerFactory.getLogger(StreamlationJob.class);
  private static final long SECONDS_TO_STOP = 8;

  private StreamlationJob() {}

  public static void main(String[] args) throws Exception {
    if (isCalledByACluster()) {
      submit(JobSettings.of(args)); // the process is the JobManager's: not ours to end
    } else {
      System.exit(runAsProgram(args));
    }
  }

  private static boolean isCalledByACluster() {
    return StreamExecutionEnvironment.getExecutionEnvironment() instanceof StreamContextEnvironment;
  }

  private static int runAsProgram(String[] args) {
    try {
      return runHere(JobSettings.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      LOG.error("The settings are refused: {}", e.getMessage());
      return 2;
    } catch (Exception e) {
      LOG.error("The job has ended, and this process with it.", e);
      return 1;
    }
  }

  private static void submit(JobSettings settings) throws Exception {
    Optional<Path> place = startingPoint(settings.checkpoints());
    LOG.info("The job is handed over; it {}.", goesOnFrom(place));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(FlinkConfiguration.job(settings, place));
    compose(env, settings);
    env.execute();
  }

  private static int runHere(JobSettings settings) throws Exception {
    refuseTakenPorts(settings.ports());
    Broker.await(settings.kafkaBootstrap());
    Files.createDirectories(settings.checkpoints().dir());
    Optional<Path> place = startingPoint(settings.checkpoints());
    // Held for as long as the process lives, so that a restart of the job loads no model again.
    try (Engines engines = Engines.acquire(settings.engine());
        HTTPServer metrics = serveEngineMetrics(settings.ports())) {
      LOG.info(
          "Engines run on {}; their figures are at http://{}:{}/metrics.",
          engines.device(),
          settings.ports().address(),
          metrics.getPort());
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(
              FlinkConfiguration.local(settings, place));
      compose(env, settings);
      JobClient job = env.executeAsync();
      LOG.info(
          "The job runs; it {}. Its dashboard is at http://{}:{}/.",
          goesOnFrom(place),
          settings.ports().address(),
          settings.ports().dashboard());
      return await(job);
    } finally {
      EngineModels.letGo();
    }
  }

  private static void compose(StreamExecutionEnvironment env, JobSettings settings) {
    env.setParallelism(settings.parallelism());
    KafkaDoors doors = new KafkaDoors(settings.kafkaBootstrap());
    Composition composition =
        new Composition(
            settings.rooms(),
            EngineModels.recogniser(settings.engine(), settings.tier()),
            EngineModels.translator(settings.engine()),
            EngineModels.synthesiser(settings.engine()));
    doors.write(composition.of(doors.audio(env), doors.sessions(env)));
  }

  private static String goesOnFrom(Optional<Path> place) {
    return place
        .map(p -> "goes on from " + p)
        .orElse("begins with the earliest records that Kafka has");
  }

  private static Optional<Path> startingPoint(JobSettings.Checkpointing settings) {
    RetainedCheckpoints retained = new RetainedCheckpoints(settings.dir());
    retained.forgetOldJobs();
    return settings.startFrom() == JobSettings.StartFrom.CHECKPOINT
        ? retained.newestComplete()
        : Optional.empty();
  }

  private static HTTPServer serveEngineMetrics(JobSettings.Ports ports) throws IOException {
    JvmMetrics.builder().register();
    return HTTPServer.builder()
        .inetAddress(InetAddress.getByName(ports.address()))
        .port(ports.engineMetrics())
        .buildAndStart();
  }

  private static int await(JobClient job) throws Exception {
    Thread stopper = new Thread(() -> stop(job), "stop");
    Runtime.getRuntime().addShutdownHook(stopper);
    try {
      job.getJobExecutionResult().get();
      return 0;
    } catch (CancellationException e) {
      return 0;
    }
  }

  /** The last checkpoint stays; what came after it will be worked on again. */
  private static void stop(JobClient job) {
    try {
      job.cancel().get(SECONDS_TO_STOP, TimeUnit.SECONDS);
      LOG.info("The job is stopped and will go on from its last checkpoint.");
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("The job was over or did not stop in time; its last checkpoint stands.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void refuseTakenPorts(JobSettings.Ports ports) {
    Map<String, Integer> wanted = new LinkedHashMap<>();
    wanted.put("dashboard.port", ports.dashboard());
    wanted.put("flink.metrics.port", ports.flinkMetrics());
    wanted.put("metrics.port", ports.engineMetrics());
    List<String> complaints = new ArrayList<>();
    wanted.forEach(
        (setting, port) -> {
          try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(ports.address(), port));
          } catch (IOException e) {
            complaints.add(
                "%s=%d: cannot listen on %s:%d (%s); stop what listens there or set %s"
                    .formatted(setting, port, ports.address(), port, e.getMessage(), setting));
          }
        });
    if (!complaints.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), complaints));
    }
  }
}
