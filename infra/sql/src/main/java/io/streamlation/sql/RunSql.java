package io.streamlation.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ResultKind;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;

/**
 * Runs a file of Flink SQL in this process: statements end with a semicolon at the end of a line,
 * {@code ${key}} is replaced by what the command line gives as {@code key=value}. Flink's own SQL
 * client is not in the registry.
 */
public final class RunSql {
  private RunSql() {}

  public static void main(String[] args) throws IOException {
    if (args.length == 0) {
      System.err.println("usage: RunSql FILE [key=value …]");
      System.exit(2);
    }
    Map<String, String> values = new TreeMap<>(Map.of("kafka.bootstrap", "127.0.0.1:19092"));
    Arrays.stream(args)
        .skip(1)
        .map(arg -> arg.split("=", 2))
        .forEach(pair -> values.put(pair[0], pair.length == 2 ? pair[1] : ""));
    run(Path.of(args[0]), values, TableResult::print);
  }

  /**
   * @param shown takes what each query gives
   */
  static void run(Path file, Map<String, String> values, Consumer<TableResult> shown)
      throws IOException {
    TableEnvironment flink =
        TableEnvironment.create(
            EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(new Configuration().set(CoreOptions.DEFAULT_PARALLELISM, 2))
                .build());
    flink.getConfig().setLocalTimeZone(ZoneOffset.UTC);
    for (String statement : statements(Files.readString(file), values)) {
      TableResult result = flink.executeSql(statement);
      if (result.getResultKind() == ResultKind.SUCCESS_WITH_CONTENT) {
        shown.accept(result);
      }
    }
  }

  static List<String> statements(String file, Map<String, String> values) {
    String text = file;
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("${" + value.getKey() + "}", value.getValue());
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
