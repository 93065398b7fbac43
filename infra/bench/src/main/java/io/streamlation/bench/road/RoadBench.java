package io.streamlation.bench.road;

import io.streamlation.bench.bridge.Driver;
import io.streamlation.bench.bridge.Told;
import io.streamlation.contracts.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/**
 * Drives both roads, round by round, and prints what they cost. Arguments: {@code bootstrap=H:P
 * folder=DIR channels=1,10,50,200 seconds=20 rounds=5 [report=FILE]}; what begins with {@code job.}
 * is a setting of the job.
 */
public final class RoadBench {
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final int MOST_WARM_UPS = 8;
  private static final double COMPILER_RESTS = .05;

  private final String bootstrap;
  private final Path folder;
  private final List<Integer> sizes;
  private final Duration length;
  private final int rounds;
  private final List<String> jobSettings;

  private RoadBench(Told told) {
    this.bootstrap = told.text("bootstrap");
    this.folder = told.path("folder");
    this.sizes = told.list("channels").stream().map(Integer::valueOf).sorted().toList();
    this.length = Duration.ofSeconds(told.number("seconds"));
    this.rounds = told.number("rounds");
    this.jobSettings = told.under("job.");
  }

  public static void main(String[] args) throws Exception {
    Driver.main(
        args,
        told -> {
          RoadTable table = new RoadBench(told).run();
          return new Driver.Outcome(table.lines(), table.json(), table.isWhole());
        });
  }

  private RoadTable run() throws Exception {
    RoadTable table = new RoadTable(sizes, rounds);
    for (int round = 1; round <= rounds; round++) {
      for (Road road : Road.values()) {
        forgetSound();
        Path of = folder.resolve(round + "-" + road.name());
        Files.createDirectories(of);
        say("round %d of %d, %s: starting and warming up", round, rounds, road);
        int longest = Channels.framesOf(length.compareTo(WARM_UP) > 0 ? length : WARM_UP);
        try (JobProcess job = JobProcess.start(road, longest, bootstrap, of, jobSettings)) {
          job.awaitStart();
          warmUp(road, round, job);
          for (int size : sizes) {
            Channels.Outcome outcome = run(road, "bench-" + size, size, length, job);
            table.add(road, size, outcome);
            say(
                "round %d of %d, %s, %d channels: p50 %.1f, p99 %.1f ms, %.0f %% of a core",
                round,
                rounds,
                road,
                size,
                outcome.lagMicros().getValueAtPercentile(50) / 1000.0,
                outcome.lagMicros().getValueAtPercentile(99) / 1000.0,
                outcome.cpuShare() * 100);
          }
        }
      }
    }
    return table;
  }

  /**
   * Until the compiler rests: a job has been on air for days, and there is far more of ours to
   * compile than of the bare hop. With the most channels: what few of them would leave to be
   * compiled is compiled then.
   */
  private void warmUp(Road road, int round, JobProcess job)
      throws IOException, InterruptedException {
    double compilerShare = 1;
    for (int run = 1; run <= MOST_WARM_UPS && compilerShare > COMPILER_RESTS; run++) {
      String name = "warm-%d-%d".formatted(round, run);
      compilerShare = run(road, name, sizes.get(sizes.size() - 1), WARM_UP, job).compilerShare();
      say(
          "round %d of %d, %s: warm-up %d, compiling for %.0f %% of the time",
          round, rounds, road, run, compilerShare * 100);
    }
  }

  private Channels.Outcome run(
      Road road, String name, int channels, Duration length, JobProcess job)
      throws IOException, InterruptedException {
    return new Channels(road, bootstrap, name, channels, length).run(job);
  }

  /** A job that starts reads from the earliest record: let it find nothing of the one before. */
  private void forgetSound() throws ExecutionException, InterruptedException {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
      List<TopicPartition> all =
          admin
              .describeTopics(List.of(Topics.AUDIO.topicName()))
              .allTopicNames()
              .get()
              .get(Topics.AUDIO.topicName())
              .partitions()
              .stream()
              .map(p -> new TopicPartition(Topics.AUDIO.topicName(), p.partition()))
              .toList();
      Map<TopicPartition, RecordsToDelete> upToTheEnd =
          admin
              .listOffsets(all.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
              .all()
              .get()
              .entrySet()
              .stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey, e -> RecordsToDelete.beforeOffset(e.getValue().offset())));
      admin.deleteRecords(upToTheEnd).all().get();
    }
  }

  private static void say(String format, Object... values) {
    System.out.printf(format + "%n", values);
  }
}
