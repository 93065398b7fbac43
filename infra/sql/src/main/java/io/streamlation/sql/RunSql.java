package io.streamlation.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ResultKind;
import org.apache.flink.table.api.SqlParserException;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.ValidationException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Runs a file of Flink SQL in this process: statements end with a semicolon at the end of a line,
 * {@code ${key}} is replaced by what the command line gives as {@code key=value}. Flink's own SQL
 * client is not in the registry.
 */
public final class RunSql {
  private static final String BOOTSTRAP = "kafka.bootstrap";
  private static final String LOCAL = "127.0.0.1:19092";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Pattern WANTED = Pattern.compile("\\$\\{([a-zA-Z0-9._-]+)}");

  // Exit codes as in infra/cli's ExitCode.
  private static final int MEANT_WRONG = 2;
  private static final int DOES_NOT_RUN = 3;

  private RunSql() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    if (args.length == 0 || args[0].equals("--help") || args[0].equals("-h")) {
      System.err.println("Usage: streamlation sql FILE [KEY=VALUE…]");
      System.err.println(
          "KEY=VALUE is put in where the file says ${KEY}. Usual: " + BOOTSTRAP + "=" + LOCAL);
      return args.length == 0 ? MEANT_WRONG : 0;
    }
    Map<String, String> values = new TreeMap<>(Map.of(BOOTSTRAP, LOCAL));
    Arrays.stream(args)
        .skip(1)
        .map(arg -> arg.split("=", 2))
        .forEach(pair -> values.put(pair[0], pair.length == 2 ? pair[1] : ""));
    try {
      String file = Files.readString(Path.of(args[0]));
      List<String> statements = statements(file, values);
      if (file.contains("${" + BOOTSTRAP + "}")) {
        awaitBroker(values.get(BOOTSTRAP));
      }
      execute(statements);
      return 0;
    } catch (NoSuchFileException e) {
      return complain("there is no file " + e.getFile(), MEANT_WRONG);
    } catch (IOException e) {
      return complain("%s cannot be read: %s".formatted(args[0], e), MEANT_WRONG);
    } catch (BrokerAway e) {
      return complain(e.getMessage(), DOES_NOT_RUN);
    } catch (SqlParserException | ValidationException | IllegalArgumentException e) {
      return complain("%s: %s".formatted(args[0], why(e)), MEANT_WRONG);
    }
  }

  private static int complain(String what, int exitCode) {
    System.err.println("streamlation: " + what);
    return exitCode;
  }

  /** Flink wraps what a person has to know: the innermost says it. */
  private static String why(Throwable thrown) {
    Throwable innermost = thrown;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return thrown.getMessage().contains(innermost.getMessage())
        ? thrown.getMessage()
        : thrown.getMessage() + " " + innermost.getMessage();
  }

  private static final class BrokerAway extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokerAway(String bootstrap, Throwable why) {
      super(
          "no Kafka answers at %s (%s); ./streamlation up starts one, and %s=HOST:PORT names another"
              .formatted(bootstrap, why.getMessage(), BOOTSTRAP));
    }
  }

  /** Flink would try for a minute, and then print three pages. */
  private static void awaitBroker(String bootstrap) {
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis()))) {
      admin.describeCluster().nodes().get();
    } catch (KafkaException | ExecutionException e) {
      throw new BrokerAway(bootstrap, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerAway(bootstrap, e);
    }
  }

  private static void execute(List<String> statements) {
    TableEnvironment flink =
        TableEnvironment.create(
            EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(new Configuration().set(CoreOptions.DEFAULT_PARALLELISM, 2))
                .build());
    flink.getConfig().setLocalTimeZone(ZoneOffset.UTC);
    for (String statement : statements) {
      TableResult result = flink.executeSql(statement);
      if (result.getResultKind() == ResultKind.SUCCESS_WITH_CONTENT) {
        result.print();
      }
    }
  }

  static List<String> statements(String file, Map<String, String> values) {
    String text = file;
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("${" + value.getKey() + "}", value.getValue());
    }
    Matcher wanted = WANTED.matcher(text);
    if (wanted.find()) {
      throw new IllegalArgumentException(
          "it wants %s; say %s=VALUE behind the file".formatted(wanted.group(), wanted.group(1)));
    }
    List<String> statements = new ArrayList<>();
    for (String statement : text.split(";[ \t]*(\r?\n|$)")) {
      if (!statement.isBlank()) {
        statements.add(statement);
      }
    }
    return statements;
  }
}
