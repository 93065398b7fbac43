package io.streamlation.control;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL, started once per JVM: the embedded one, or, where that cannot run, the one
 * that is installed on this system. Each caller of {@link #newDatabase} has one to itself.
 */
public final class RealPostgres {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static String serverUrl;

  private RealPostgres() {}

  /** JDBC address of a fresh, empty database; user and password are in it. */
  public static synchronized String newDatabase() {
    try {
      if (serverUrl == null) {
        serverUrl = start();
      }
      String name = "control" + NUMBER.incrementAndGet();
      try (Connection connection = DriverManager.getConnection(serverUrl.formatted("postgres"));
          Statement statement = connection.createStatement()) {
        statement.execute("create database " + name);
      }
      return serverUrl.formatted(name);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("no PostgreSQL could be started for the tests", e);
    }
  }

  private static String start() throws IOException {
    try {
      EmbeddedPostgres embedded =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "off")
              .setServerConfig("max_connections", "60")
              .start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      embedded.close();
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  }));
      return "jdbc:postgresql://127.0.0.1:" + embedded.getPort() + "/%s?user=postgres";
    } catch (IOException | IllegalStateException e) {
      return startInstalled()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "the embedded PostgreSQL does not run here and none is installed below "
                          + DEBIAN,
                      e));
    }
  }

  private static Optional<String> startInstalled() throws IOException {
    if (!Files.isDirectory(DEBIAN)) {
      return Optional.empty();
    }
    Optional<Path> bin;
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      bin =
          versions
              .sorted(java.util.Comparator.reverseOrder())
              .map(version -> version.resolve("bin"))
              .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
              .findFirst();
    }
    if (bin.isEmpty()) {
      return Optional.empty();
    }
    int port = RealKafka.freePort();
    Path folder = Files.createTempDirectory("control-api-postgres");
    boolean root = "root".equals(System.getProperty("user.name"));
    if (root) {
      run(List.of("chown", "postgres", folder.toString()));
    }
    Path data = folder.resolve("data");
    run(
        as(
            root,
            bin.get().resolve("initdb").toString(),
            "-D",
            data.toString(),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8"));
    run(
        as(
            root,
            bin.get().resolve("pg_ctl").toString(),
            "-D",
            data.toString(),
            "-w",
            "-o",
            "-p " + port + " -c listen_addresses=127.0.0.1 -c fsync=off -k " + folder,
            "-l",
            folder.resolve("log").toString(),
            "start"));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  run(
                      as(
                          root,
                          bin.get().resolve("pg_ctl").toString(),
                          "-D",
                          data.toString(),
                          "-m",
                          "immediate",
                          "stop"));
                  RealKafka.deleteAll(folder);
                }));
    return Optional.of("jdbc:postgresql://127.0.0.1:" + port + "/%s?user=postgres");
  }

  private static List<String> as(boolean root, String... command) {
    return root
        ? Stream.concat(Stream.of("runuser", "-u", "postgres", "--"), Stream.of(command)).toList()
        : List.of(command);
  }

  private static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(command + " failed: " + said);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
