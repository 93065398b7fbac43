package io.streamlation.infra.cli;

import io.streamlation.contracts.Topics;
import io.streamlation.infra.stack.KafkaBroker;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "topics",
    description =
        "Makes the topics in a Kafka of your own, and sets their retention anew. `up` does it for"
            + " its own.",
    mixinStandardHelpOptions = true)
final class TopicsCommand implements Callable<Integer> {
  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT",
      description = "A broker of it; several separated by commas.")
  String bootstrap;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "1",
      description = "Copies of every new topic; no more than there are brokers. Default: 1.")
  short replicas;

  @Override
  public Integer call() throws InterruptedException {
    try (Admin admin = KafkaBroker.admin(bootstrap)) {
      KafkaBroker.makeTopics(admin, replicas);
      System.out.printf("%d topics are as they should be on %s%n", Topics.all().size(), bootstrap);
      return ExitCode.OK;
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      System.err.printf("the topics cannot be made on %s: %s%n", bootstrap, cause.getMessage());
      return ExitCode.CANNOT_START;
    }
  }
}
