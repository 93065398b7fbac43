package io.streamlation.flink.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;

/** Our settings in Flink's words. */
public final class FlinkConfiguration {
  private static final int RESTARTS = 5;
  private static final Duration RESTARTS_WITHIN = Duration.ofMinutes(5);
  private static final Duration RESTART_DELAY = Duration.ofSeconds(1);
  private static final int MAX_PARALLELISM = 128;

  private FlinkConfiguration() {}

  /** What holds wherever the job runs. */
  static Configuration job(JobSettings settings, Optional<Path> place) {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.NAME, "streamlation");
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    flink.set(PipelineOptions.OBJECT_REUSE, true); // messages do not change
    flink.set(PipelineOptions.MAX_PARALLELISM, MAX_PARALLELISM);
    flink.set(ExecutionOptions.BUFFER_TIMEOUT, settings.bufferTimeout());

    flink.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        settings.checkpoints().dir().toUri().toString());
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, settings.checkpoints().every());
    flink.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, settings.checkpoints().keep());
    flink.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    // Aligned while that is quick; under load the barrier overtakes what is queued.
    flink.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
    flink.set(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, Duration.ofSeconds(2));
    place.ifPresent(
        found -> {
          flink.set(StateRecoveryOptions.SAVEPOINT_PATH, found.toUri().toString());
          // Flink may throw an old checkpoint away; a savepoint belongs to whoever asked for it.
          flink.set(
              StateRecoveryOptions.RESTORE_MODE,
              RetainedCheckpoints.isSavepoint(found)
                  ? RecoveryClaimMode.NO_CLAIM
                  : RecoveryClaimMode.CLAIM);
        });

    // A few failures are sat out; a row of them ends the job, and the supervisor is asked for help.
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "failure-rate");
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_MAX_FAILURES_PER_INTERVAL, RESTARTS);
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_FAILURE_RATE_INTERVAL,
        RESTARTS_WITHIN);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_DELAY, RESTART_DELAY);
    return flink;
  }

  /** What holds besides where this process is the cluster. */
  public static Configuration local(JobSettings settings, Optional<Path> place) {
    Configuration flink = job(settings, place);
    JobSettings.Ports ports = settings.ports();
    flink.set(RestOptions.ADDRESS, ports.address());
    flink.set(RestOptions.BIND_ADDRESS, ports.address());
    flink.set(RestOptions.PORT, ports.dashboard());
    flink.set(RestOptions.BIND_PORT, Integer.toString(ports.dashboard()));
    flink.set(WebOptions.SUBMIT_ENABLE, false);
    flink.set(WebOptions.CANCEL_ENABLE, false);
    flink.set(JobManagerOptions.ADDRESS, ports.address());
    flink.set(JobManagerOptions.BIND_HOST, ports.address());
    flink.set(TaskManagerOptions.HOST, ports.address());
    flink.set(TaskManagerOptions.BIND_HOST, ports.address());
    flink.set(BlobServerOptions.PORT, "0");

    flink.set(TaskManagerOptions.NUM_TASK_SLOTS, settings.parallelism());
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));

    String reporter = "prometheus";
    flink.set(MetricOptions.REPORTERS_LIST, reporter);
    Configuration its = MetricOptions.forReporter(flink, reporter);
    its.set(
        MetricOptions.REPORTER_FACTORY_CLASS, AddressedPrometheusReporter.Factory.class.getName());
    String prefix = "metrics.reporter." + reporter + ".";
    flink.setString(prefix + AddressedPrometheusReporter.ADDRESS, ports.address());
    flink.setString(
        prefix + AddressedPrometheusReporter.PORT, Integer.toString(ports.flinkMetrics()));
    return flink;
  }
}
