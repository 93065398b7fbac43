package io.streamlation.bench.road;

import com.sun.management.OperatingSystemMXBean;
import io.streamlation.flink.job.Composition;
import io.streamlation.flink.job.FlinkConfiguration;
import io.streamlation.flink.job.JobSettings;
import io.streamlation.flink.job.KafkaDoors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One road in a process of its own. Arguments: the road, frames of a run, then settings of the job.
 * On each line of its input it answers with a line {@code =cpuNanos heapBytesAfterCollection
 * residentBytes compilerMillis}; when the input ends, so does it.
 */
final class RoadJob {
  /** The job's log shares the output: answers are told apart by this. */
  static final String ANSWER = "=";

  private RoadJob() {}

  public static void main(String[] args) {
    int exit = 0;
    try {
      run(args);
    } catch (Exception e) {
      e.printStackTrace();
      exit = 1;
    }
    System.exit(exit); // the cluster's threads would live on
  }

  private static void run(String[] args) throws Exception {
    Road road = Road.valueOf(args[0]);
    int framesOfARun = Integer.parseInt(args[1]);
    JobSettings settings = JobSettings.of(Arrays.copyOfRange(args, 2, args.length));
    Files.createDirectories(settings.checkpoints().dir());
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(
            FlinkConfiguration.local(settings, Optional.empty()));
    env.setParallelism(settings.parallelism());
    KafkaDoors doors = new KafkaDoors(settings.kafkaBootstrap());
    if (road == Road.BARE) {
      BareHop.build(doors.audio(env), doors, framesOfARun);
    } else {
      doors.write(
          new Composition(
                  settings.rooms(),
                  new ScriptedModels.Hears(),
                  new ScriptedModels.Translates(),
                  new ScriptedModels.Speaks())
              .of(doors.audio(env), doors.sessions(env)));
    }
    JobClient job = env.executeAsync("bench-" + road.name());
    answer();
    job.cancel();
  }

  private static void answer() throws IOException {
    OperatingSystemMXBean machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String asked = questions.readLine(); asked != null; asked = questions.readLine()) {
      long cpuNanos =
          machine.getProcessCpuTime(); // before the collection below, which is not the job's
      if (asked.equals("memory")) {
        System.gc();
      }
      long heapBytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      System.out.println(
          "%s%d %d %d %d"
              .formatted(
                  ANSWER,
                  cpuNanos,
                  heapBytes,
                  residentBytes(),
                  ManagementFactory.getCompilationMXBean().getTotalCompilationTime()));
    }
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    return 0;
  }
}
