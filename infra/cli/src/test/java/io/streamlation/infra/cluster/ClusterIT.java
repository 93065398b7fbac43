package io.streamlation.infra.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamlation.bulletin.Progress;
import io.streamlation.bulletin.sound.BulletinTape;
import io.streamlation.bulletin.sound.ESpeak;
import io.streamlation.contracts.CaptionIds;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.stack.Backoff;
import io.streamlation.infra.stack.Component;
import io.streamlation.infra.stack.KafkaBroker;
import io.streamlation.infra.stack.Port;
import io.streamlation.infra.stack.Ports;
import io.streamlation.infra.stack.Stack;
import io.streamlation.infra.stack.StackSettings;
import io.streamlation.infra.stack.StackState.Phase;
import io.streamlation.infra.stack.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job on a standalone cluster: a JobManager and two TaskManagers beside the stack's broker,
 * database, API and bridge. Several channels are on air; whatever happens to the cluster, their
 * finals are those of a run in which nothing happened. {@code ./streamlation test cluster}
 */
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
  private static final List<Long> SEEDS = List.of(31L, 32L, 33L);
  private static final Duration ON_TAPE = Duration.ofSeconds(20);
  private static final Duration COMES_UP = Duration.ofSeconds(180);
  private static final Duration BOOKS_CLOSE = Duration.ofSeconds(60);
  private static final String JOB = "io.streamlation.flink.job.StreamlationJob";
  private static final int SLOTS_OF_A_TASK_MANAGER = 2;

  @TempDir static Path data;
  private static StackSettings settings;
  private static Supervisor stack;
  private static ControlClient client;
  private static FlinkCluster cluster;
  private static final List<Path> TAPES = new ArrayList<>();
  private static final List<List<String>> UNDISTURBED = new ArrayList<>();

  @BeforeAll
  static void startEverything() throws Exception {
    Path root = Path.of(System.getProperty("streamlation.root")).toAbsolutePath().normalize();
    int offset = freeOffset();
    settings =
        StackSettings.of(
            root, data, Optional.empty(), Map.of("port.offset", String.valueOf(offset)));
    List<Component> withoutFlink =
        Stack.describe(settings).stream().filter(c -> !c.name().equals("flink-jobs")).toList();
    stack = new Supervisor(withoutFlink, settings, Backoff.USUAL, Clock.systemUTC());
    stack.start();
    cluster =
        new FlinkCluster(
            root,
            data.resolve("cluster"),
            settings.port(Port.FLINK),
            settings.port(Port.DEMO),
            settings.port(Port.FLINK_METRICS));
    cluster.startJobManager();
    cluster.startTaskManager(1);
    cluster.startTaskManager(2);
    for (long seed : SEEDS) {
      Path tape = settings.fileRoot().resolve("bulletin-" + seed + ".wav");
      BulletinTape.record(seed, ON_TAPE, new ESpeak(), tape, Progress.SILENT);
      TAPES.add(tape);
    }
    Waiting.until(COMES_UP, () -> "the stack is up", () -> stack.state().phase() != Phase.STARTING);
    assertThat(stack.state().phase()).as(stack.state().failure()).isEqualTo(Phase.READY);
    client =
        new ControlClient(
            settings.apiUrl(), Files.readString(settings.runFolder().ownerToken()).strip());
    awaitSlots(2 * SLOTS_OF_A_TASK_MANAGER);
  }

  @AfterAll
  static void stopEverything() {
    if (cluster != null) {
      cluster.close();
    }
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  @Order(1)
  void severalChannelsAreCaptionedByASubmittedJob() throws Exception {
    submit(2);
    assertThat(cluster.busyTaskManagers()).as("work is spread over both").isEqualTo(2);
    List<String> sessions = openAll();
    awaitBalance(sessions);
    for (String session : sessions) {
      List<String> finals = finals(session);
      assertThat(finals).hasSizeGreaterThan(2).doesNotHaveDuplicates();
      UNDISTURBED.add(finals);
    }
    assertThat(UNDISTURBED).doesNotHaveDuplicates();
  }

  @Test
  @Order(2)
  void everyProcessOfOneMachineShowsItsFiguresAndTheModels() {
    Map<Integer, String> pages = cluster.metricsPages();
    assertThat(pages).as("a JobManager and two TaskManagers, a port each").hasSize(3);
    assertThat(pages.values().stream().filter(p -> p.contains("flink_jobmanager_job_"))).hasSize(1);
    assertThat(loadsOfModels(pages)).as("by both TaskManagers, once each").hasSize(2);
    assertThat(loadsOfModels(pages).values()).allSatisfy(l -> assertThat(l).containsOnly("1.0"));
  }

  @Test
  @Order(3)
  void aTaskManagerKilledUnderLoadChangesNoFinal() throws Exception {
    List<String> sessions = openAll();
    awaitFinalsOf(sessions);
    long before = finalsOf(sessions);
    long killedAt = System.nanoTime();
    cluster.kill("taskmanager-2");
    Waiting.until(
        COMES_UP,
        () -> "the JobManager has noticed\n" + cluster.logTails(),
        () -> cluster.slots() == SLOTS_OF_A_TASK_MANAGER);
    Waiting.until(COMES_UP, () -> "the job runs again\n" + cluster.logTails(), cluster::jobRuns);
    Duration running = Duration.ofNanos(System.nanoTime() - killedAt);
    Waiting.until(COMES_UP, () -> "a further final is stored", () -> finalsOf(sessions) > before);
    Duration captioning = Duration.ofNanos(System.nanoTime() - killedAt);
    say(
        "TaskManager killed -9: all tasks ran again after %d ms, the next final was stored after %d ms"
            .formatted(running.toMillis(), captioning.toMillis()));
    awaitBalance(sessions);
    assertSameFinals(sessions);
    assertThat(loadsOfModels(cluster.metricsPages()).values())
        .as("the survivor did not load its models again")
        .singleElement()
        .satisfies(l -> assertThat(l).containsOnly("1.0"));
    cluster.startTaskManager(2);
    awaitSlots(2 * SLOTS_OF_A_TASK_MANAGER);
  }

  @Test
  @Order(4)
  void rescaledFromSavepointsUnderLoadChangesNoFinal() throws Exception {
    List<String> sessions = openAll();
    for (int parallelism : List.of(4, 1)) {
      long before = finalsOf(sessions);
      Waiting.until(COMES_UP, () -> "a further final is stored", () -> finalsOf(sessions) > before);
      long stoppedAt = System.nanoTime();
      Path savepoint = cluster.stopWithSavepoint(cluster.runningJob(), checkpoints());
      String job = submit(parallelism);
      assertThat(cluster.parallelismOf(job)).isEqualTo(parallelism);
      say(
          "rescaled to %d from %s in %d ms"
              .formatted(
                  parallelism,
                  savepoint.getFileName(),
                  Duration.ofNanos(System.nanoTime() - stoppedAt).toMillis()));
    }
    awaitBalance(sessions);
    assertSameFinals(sessions);
  }

  @Test
  @Order(5)
  void aJobManagerThatBringsTheJobComesBackWithIt() throws Exception {
    cluster.stopWithSavepoint(cluster.runningJob(), checkpoints());
    cluster.kill("jobmanager");
    cluster.startJobManagerWithJob(arguments(2));
    Waiting.until(COMES_UP, () -> "the job runs\n" + cluster.logTails(), cluster::jobRuns);
    List<String> sessions = openAll();
    awaitFinalsOf(sessions);
    String job = cluster.runningJob();
    Waiting.until(
        COMES_UP, () -> "a checkpoint is complete", () -> cluster.completedCheckpoints(job) > 0);
    long killedAt = System.nanoTime();
    cluster.kill("jobmanager");
    cluster.startJobManagerWithJob(arguments(2));
    Waiting.until(COMES_UP, () -> "the job runs again\n" + cluster.logTails(), cluster::jobRuns);
    say(
        "JobManager killed -9 and started: all tasks ran again after %d ms"
            .formatted(Duration.ofNanos(System.nanoTime() - killedAt).toMillis()));
    awaitBalance(sessions);
    assertSameFinals(sessions);
  }

  /** How often each pack was loaded, by the port of the process. */
  private static Map<Integer, List<String>> loadsOfModels(Map<Integer, String> pages) {
    Map<Integer, List<String>> loads = new TreeMap<>();
    pages.forEach(
        (port, page) ->
            page.lines()
                .filter(line -> line.startsWith("streamlation_engine_loads_total{"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .forEach(n -> loads.computeIfAbsent(port, p -> new ArrayList<>()).add(n)));
    return loads;
  }

  private static String submit(int parallelism) throws IOException {
    String job =
        cluster.submit(
            settings.root().resolve("flink-jobs/target/flink-jobs.jar"),
            JOB,
            arguments(parallelism));
    Waiting.until(COMES_UP, () -> "the job runs\n" + cluster.logTails(), cluster::jobRuns);
    return job;
  }

  private static List<String> arguments(int parallelism) {
    return List.of(
        "kafka.bootstrap=" + KafkaBroker.bootstrap(settings),
        "parallelism=" + parallelism,
        "checkpoints.dir=" + checkpoints(),
        "checkpoints.every=1s",
        "models.dir=" + settings.root().resolve("models/packs"));
  }

  private static Path checkpoints() {
    return settings.runFolder().checkpoints();
  }

  private static List<String> openAll() {
    return TAPES.stream()
        .map(
            tape ->
                client
                    .create(
                        new ControlClient.NewSession(
                            Optional.of("tape"),
                            "file",
                            settings.fileRoot().relativize(tape).toString(),
                            "en",
                            List.of("es"),
                            Optional.empty()))
                    .path("id")
                    .asText())
        .toList();
  }

  private static void awaitFinalsOf(List<String> sessions) {
    for (String session : sessions) {
      Waiting.until(
          ON_TAPE,
          () -> "a caption of " + session + " is final\n" + cluster.logTails(),
          () -> !cues(session, "en").isEmpty());
    }
  }

  private static void awaitBalance(List<String> sessions) {
    for (String session : sessions) {
      Waiting.until(
          ON_TAPE.plus(BOOKS_CLOSE),
          () ->
              "the ledger of "
                  + session
                  + " balances: "
                  + client.ledger(session).toPrettyString()
                  + cluster.logTails(),
          () -> client.ledger(session).path("balanced").asBoolean());
      assertThat(client.ledger(session).path("unaccountedSamples").asLong()).isZero();
    }
  }

  private static void assertSameFinals(List<String> sessions) {
    for (int i = 0; i < sessions.size(); i++) {
      assertThat(finals(sessions.get(i))).isEqualTo(UNDISTURBED.get(i));
    }
  }

  private static long finalsOf(List<String> sessions) {
    return sessions.stream().mapToLong(s -> cues(s, "en").size()).sum();
  }

  private static List<String> finals(String session) {
    return Stream.concat(cues(session, "en").stream(), cues(session, "es").stream()).toList();
  }

  /** The stored finals: where, when and what; the session and its epoch are left out of the ids. */
  private static List<String> cues(String session, String language) {
    List<String> cues = new ArrayList<>();
    for (JsonNode cue : client.captions(session, language).path("cues")) {
      cues.add(
          "%s %s %d-%d %s"
              .formatted(
                  language,
                  CaptionIds.withoutSession(cue.path("id").asText()).replaceFirst("^\\d+\\.", ""),
                  cue.path("startMs").asLong(),
                  cue.path("endMs").asLong(),
                  cue.path("text").asText()));
    }
    return cues;
  }

  private static void awaitSlots(int slots) {
    Waiting.until(
        COMES_UP,
        () -> slots + " slots are there\n" + cluster.logTails(),
        () -> cluster.slots() == slots);
  }

  private static void say(String measured) {
    System.out.println("measured: " + measured);
  }

  private static int freeOffset() {
    return IntStream.iterate(2_300, n -> n < 30_000, n -> n + 137)
        .filter(n -> Stream.of(Port.values()).noneMatch(p -> Ports.isTaken(p.usual() + n)))
        .findFirst()
        .orElseThrow();
  }
}
