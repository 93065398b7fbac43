package io.streamlation.infra.stack;

import io.streamlation.infra.stack.Component.Probe;
import io.streamlation.infra.stack.Component.StartLine;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL from a registry jar, as an ordinary process with a data folder that stays.
 *
 * <p>It refuses to run as root. For root it is started in a user namespace of its own ({@code
 * unshare}); where the kernel forbids that, or the machine is not x86-64, the system's PostgreSQL
 * is used under its own user.
 */
public final class PostgresServer {
  /** The role that owns the database; no superuser. */
  public static final String ROLE = "streamlation";

  public static final String DATABASE = "streamlation";

  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final Path SYSTEM = Path.of("/usr/lib/postgresql");

  private final StackSettings settings;
  private final Path folder;
  private volatile Path dataFolder;

  PostgresServer(StackSettings settings) {
    this.settings = settings;
    this.folder = settings.runFolder().postgres();
    this.dataFolder = folder.resolve("data");
  }

  Component component() {
    return new Component(
        "postgres",
        Port.HOST + ":" + settings.port(Port.POSTGRES),
        Set.of(),
        List.of(Port.POSTGRES),
        this::prepare,
        readiness(),
        Duration.ofSeconds(60),
        "INT", // PostgreSQL's fast shutdown: ends connections, loses nothing
        Duration.ofSeconds(15));
  }

  public static String jdbcUrl(StackSettings settings) {
    return "jdbc:postgresql://" + Port.HOST + ":" + settings.port(Port.POSTGRES) + "/" + DATABASE;
  }

  /** The owner role's password, made at the first call and kept in a file of its own. */
  static synchronized String password(StackSettings settings) {
    Path file = settings.data().resolve("postgres-password");
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random));
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new StackTrouble(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** How this machine can run PostgreSQL. */
  public enum Way {
    /** The registry's binaries as they are. */
    PLAIN,
    /** The registry's binaries in a user namespace, because we are root. */
    IN_USER_NAMESPACE,
    /** The system's binaries under the system's {@code postgres} user. */
    SYSTEM
  }

  public static Way way() throws InterruptedException {
    boolean registryHasIt =
        System.getProperty("os.arch").equals("amd64")
            && PostgresServer.class.getResource(ARCHIVE) != null;
    if (registryHasIt && !isRoot()) {
      return Way.PLAIN;
    }
    return registryHasIt && ShortCommand.run("unshare", "--user", "true").ok()
        ? Way.IN_USER_NAMESPACE
        : Way.SYSTEM;
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private StartLine prepare() throws Exception {
    Way way = way();
    Path bin = way == Way.SYSTEM ? systemBinaries() : unpack();
    List<String> prefix =
        switch (way) {
          case PLAIN -> List.of();
          case IN_USER_NAMESPACE -> List.of("unshare", "--user");
          case SYSTEM ->
              isRoot()
                  ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
                  : List.of();
        };
    if (way == Way.SYSTEM && isRoot()) {
      dataFolder = systemDataFolder();
    }
    if (!Files.exists(dataFolder.resolve("PG_VERSION"))) {
      initialise(bin, prefix);
    }
    refuseOtherVersion(bin, prefix);
    return new StartLine(
        prefix,
        List.of(
            bin.resolve("postgres").toString(),
            "-D",
            dataFolder.toString(),
            "-c",
            "listen_addresses=" + Port.HOST,
            "-c",
            "port=" + settings.port(Port.POSTGRES),
            "-c",
            "unix_socket_directories=",
            "-c",
            "shared_buffers=64MB",
            "-c",
            "max_connections=60",
            "-c",
            "timezone=UTC",
            "-c",
            "log_timezone=UTC"),
        java.util.Map.of("LC_ALL", "C.UTF-8"));
  }

  private void initialise(Path bin, List<String> prefix) throws IOException, InterruptedException {
    // Cluster first beside its place, so that a start interrupted half-way begins anew.
    Path fresh = dataFolder.resolveSibling(dataFolder.getFileName() + ".new");
    deleteAll(fresh);
    List<String> initdb = new ArrayList<>(prefix);
    initdb.addAll(
        List.of(
            bin.resolve("initdb").toString(),
            "-D",
            fresh.toString(),
            "--username=postgres",
            "--auth=reject",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync"));
    ShortCommand.must(Duration.ofSeconds(60), "", initdb);
    // Nobody can log in as superuser: what one must do is done below, without a server.
    Files.writeString(
        fresh.resolve("pg_hba.conf"),
        "host %s %s %s/32 scram-sha-256%n".formatted(DATABASE, ROLE, Port.HOST));
    List<String> single = new ArrayList<>(prefix);
    single.addAll(
        List.of(
            bin.resolve("postgres").toString(),
            "--single",
            "-j",
            "-D",
            fresh.toString(),
            "postgres"));
    ShortCommand.must(
        Duration.ofSeconds(30),
        """
        CREATE ROLE %1$s LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS PASSWORD '%2$s';

        CREATE DATABASE %3$s OWNER %1$s;

        """
            .formatted(ROLE, password(settings), DATABASE),
        single);
    Files.move(fresh, dataFolder, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A data folder belongs to one major version; another must not touch it. */
  private void refuseOtherVersion(Path bin, List<String> prefix)
      throws IOException, InterruptedException {
    String wrote = Files.readString(dataFolder.resolve("PG_VERSION")).strip();
    List<String> ask = new ArrayList<>(prefix);
    ask.addAll(List.of(bin.resolve("postgres").toString(), "--version"));
    String version = ShortCommand.run(Duration.ofSeconds(10), "", ask).output().strip();
    if (!version.contains(" " + wrote + ".") && !version.endsWith(" " + wrote)) {
      throw new StackTrouble(
          dataFolder
              + " was written by PostgreSQL "
              + wrote
              + ", and this is \""
              + version
              + "\": dump and restore it, or begin anew with `./streamlation down --purge`");
    }
  }

  private static Path systemBinaries() throws IOException {
    if (Files.isDirectory(SYSTEM)) {
      try (Stream<Path> versions = Files.list(SYSTEM)) {
        Optional<Path> newest =
            versions
                .map(v -> v.resolve("bin"))
                .filter(b -> Files.isExecutable(b.resolve("initdb")))
                .max(Comparator.comparing(b -> b.getParent().getFileName().toString()));
        if (newest.isPresent()) {
          return newest.get();
        }
      }
    }
    throw new StackTrouble(
        "PostgreSQL from the registry cannot run here (user namespaces are off, or this is not"
            + " x86-64), and the system's is not installed: apt-get install postgresql");
  }

  /** The system's {@code postgres} user may not reach our data folder: it gets one of its own. */
  private Path systemDataFolder() throws InterruptedException {
    Path place = systemPlace(settings.data());
    ShortCommand.must(
        Duration.ofSeconds(5),
        "",
        List.of(
            "install", "-d", "-o", "postgres", "-g", "postgres", "-m", "700", place.toString()));
    return place.resolve("data");
  }

  /** Where the system's PostgreSQL keeps the database of the stack on {@code data}. */
  static Path systemPlace(Path data) {
    return Path.of(
        "/var/lib/postgresql", "streamlation-" + Integer.toHexString(data.toString().hashCode()));
  }

  /** Unpacks the registry's binaries once per version. */
  private Path unpack() throws IOException {
    Path home = folder.resolve("postgresql-" + Versions.of("postgres"));
    if (Files.isDirectory(home)) {
      return home.resolve("bin");
    }
    Path fresh = folder.resolve("unpacking");
    deleteAll(fresh);
    try (InputStream raw = PostgresServer.class.getResourceAsStream(ARCHIVE);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(
                new XZCompressorInputStream(new BufferedInputStream(raw, 1 << 16)))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        Path to = fresh.resolve(entry.getName()).normalize();
        if (!to.startsWith(fresh)) {
          throw new StackTrouble(
              "the PostgreSQL jar holds a file outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(to);
        } else {
          Files.createDirectories(to.getParent());
          if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(to, Path.of(entry.getLinkName()));
          } else if (entry.isLink()) {
            Files.createLink(to, fresh.resolve(entry.getLinkName()).normalize());
          } else {
            Files.copy(tar, to);
            if ((entry.getMode() & 0100) != 0) {
              Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
          }
        }
      }
    }
    Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    return home.resolve("bin");
  }

  /**
   * {@code postmaster.pid} ends with "ready" once connections are served: what pg_ctl waits for.
   */
  private Probe readiness() {
    return () -> {
      try {
        List<String> lines = Files.readAllLines(dataFolder.resolve("postmaster.pid"));
        return lines.size() >= 8 && lines.get(7).strip().equals("ready")
            ? Optional.empty()
            : Optional.of("it is starting");
      } catch (IOException e) {
        return Optional.of("it has not begun to listen");
      }
    };
  }

  static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(p);
      }
    }
  }
}
