package io.streamlation.flink.job;

import org.apache.flink.client.deployment.application.ApplicationClusterEntryPoint;
import org.apache.flink.client.program.DefaultPackagedProgramRetriever;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.entrypoint.ClusterEntrypoint;
import org.apache.flink.runtime.entrypoint.EntrypointClusterConfiguration;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.runtime.util.JvmShutdownSafeguard;
import org.apache.flink.runtime.util.SignalHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JobManager that brings its one job along: nobody submits it, and whoever restarts this process
 * restarts the job, from the newest complete checkpoint. Flink's own entry point of this kind is
 * not in the registry.
 *
 * <p>Arguments: {@code --configDir FOLDER}, {@code -Dkey=value} for Flink, {@code key=value} for
 * the job.
 */
public final class JobCluster extends ApplicationClusterEntryPoint {
  private static final Logger LOG = LoggerFactory.getLogger(JobCluster.class);

  private JobCluster(Configuration flink, PackagedProgram job) {
    super(flink, job, StandaloneResourceManagerFactory.getInstance());
  }

  public static void main(String[] args) throws Exception {
    EnvironmentInformation.logEnvironmentInfo(LOG, JobCluster.class.getSimpleName(), args);
    SignalHandler.register(LOG);
    JvmShutdownSafeguard.installAsShutdownHook(LOG);
    EntrypointClusterConfiguration given = ClusterEntrypoint.parseArguments(args);
    Configuration flink = loadConfiguration(given);
    PackagedProgram job =
        DefaultPackagedProgramRetriever.create(
                null, StreamlationJob.class.getName(), given.getArgs(), flink)
            .getPackagedProgram();
    configureExecution(flink, job);
    ClusterEntrypoint.runClusterEntrypoint(new JobCluster(flink, job));
  }
}
