package io.streamlation.infra.doctor;

import io.streamlation.contracts.Topics;
import io.streamlation.infra.stack.KafkaBroker;
import io.streamlation.infra.stack.Port;
import io.streamlation.infra.stack.Ports;
import io.streamlation.infra.stack.PostgresServer;
import io.streamlation.infra.stack.ShortCommand;
import io.streamlation.infra.stack.StackSettings;
import io.streamlation.infra.stack.StackState;
import io.streamlation.infra.stack.StackTrouble;
import io.streamlation.infra.stack.Versions;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import io.streamlation.models.PackStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;

/** Looks at everything the stack needs. */
public final class Doctor {
  /** Heaps, native memory of models and FFmpeg children, PostgreSQL, and some air. */
  private static final long MEMORY_NEEDED_MB = 4_000;

  private static final long DISK_NEEDED_MB = 6_000;
  private static final String NODE_LEAST = "20.9";

  private final StackSettings settings;
  private final Path packs;
  private final List<Finding> findings = new ArrayList<>();

  private Doctor(StackSettings settings, Path packs) {
    this.settings = settings;
    this.packs = packs;
  }

  public static List<Finding> examine(StackSettings settings, Path packs)
      throws InterruptedException, IOException {
    Doctor doctor = new Doctor(settings, packs);
    doctor.java();
    doctor.maven();
    doctor.node();
    doctor.espeak();
    doctor.ffmpeg();
    doctor.sandbox();
    doctor.postgres();
    doctor.memory();
    doctor.disk();
    Optional<StackState> running = StackState.readRunning(settings.runFolder());
    if (running.isPresent()) {
      // As it was started, which may be with other settings than ours.
      running.get().component(KafkaBroker.NAME).ifPresent(kafka -> doctor.topics(kafka.address()));
    } else {
      doctor.ports();
    }
    doctor.gpu();
    doctor.packs();
    return List.copyOf(doctor.findings);
  }

  private void java() {
    findings.add(
        Finding.good(
            "java",
            Runtime.version()
                + ", "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " cores"));
    if (!System.getProperty("os.arch").equals("amd64")) {
      findings.add(
          Finding.missing(
              "processor",
              System.getProperty("os.arch"),
              "FFmpeg, ONNX Runtime and PostgreSQL come as x86-64 binaries: use such a machine"));
    }
  }

  private void maven() throws InterruptedException {
    ShortCommand.Outcome mvn = ShortCommand.run("mvn", "--version");
    findings.add(
        mvn.ok()
            ? Finding.good("maven", versionIn(mvn.output()))
            : Finding.note("maven", "not installed", "./mvnw fetches its own from the registry"));
  }

  private void node() throws InterruptedException {
    Path own = settings.root().resolve(".streamlation/tools/node_modules/.bin/node");
    for (String node : List.of("node", own.toString())) {
      ShortCommand.Outcome outcome = ShortCommand.run(node, "--version");
      String version = versionIn(outcome.output());
      if (outcome.ok() && isAtLeast(version, NODE_LEAST)) {
        findings.add(Finding.good("node", version + (node.equals("node") ? "" : " in " + own)));
        return;
      }
    }
    findings.add(
        Finding.note(
            "node",
            "none that is " + NODE_LEAST + " or newer",
            "`./streamlation up` fetches one from the npm registry to build the pages"));
  }

  private void espeak() throws InterruptedException {
    ShortCommand.Outcome espeak = ShortCommand.run("espeak-ng", "--version");
    findings.add(
        espeak.ok()
            ? Finding.good("espeak-ng", versionIn(espeak.output()))
            : Finding.note(
                "espeak-ng",
                "not installed",
                "`./streamlation demo` and `test` install it: it speaks the bulletin"));
  }

  /** The registry's program is linked against libraries for screens and sound cards. */
  private void ffmpeg() throws InterruptedException {
    String known = ShortCommand.run("/sbin/ldconfig", "-p").output();
    List<String> missing =
        Stream.of("libxcb.so.1", "libxcb-shm.so.0", "libpulse.so.0", "libasound.so.2")
            .filter(library -> !known.contains(library + " "))
            .toList();
    findings.add(
        missing.isEmpty()
            ? Finding.good("ffmpeg", Versions.of("ffmpeg") + " from the registry")
            : Finding.missing(
                "ffmpeg",
                "the registry's does not start without " + String.join(", ", missing),
                "apt-get install libxcb1 libxcb-shm0 libpulse0 libasound2; `./streamlation up`"
                    + " does"));
  }

  /** What the bridge will find to hold its children in; it tries it out itself when it starts. */
  private void sandbox() throws InterruptedException {
    if (ShortCommand.run("bwrap", "--unshare-all", "--ro-bind", "/", "/", "true").ok()) {
      findings.add(Finding.good("sandbox", "bubblewrap: decoders see no files and no network"));
      return;
    }
    boolean there = ShortCommand.run("bwrap", "--version").ok();
    boolean namespaces = ShortCommand.run("unshare", "--user", "--net", "true").ok();
    findings.add(
        Finding.note(
            "sandbox",
            (there ? "bubblewrap does not work here" : "no bubblewrap")
                + (namespaces
                    ? "; decoders have no network, but see files"
                    : "; decoders have limits of memory and time only"),
            there
                ? "allow user namespaces: sysctl user.max_user_namespaces,"
                    + " kernel.unprivileged_userns_clone"
                : "apt-get install bubblewrap; `./streamlation up` does"));
  }

  private void postgres() throws InterruptedException {
    PostgresServer.Way way = PostgresServer.way();
    String found =
        switch (way) {
          case PLAIN -> "from the registry";
          case IN_USER_NAMESPACE -> "from the registry, in a user namespace because we are root";
          case SYSTEM -> "the system's: user namespaces are off, or this is not x86-64";
        };
    boolean there =
        way != PostgresServer.Way.SYSTEM || Files.isDirectory(Path.of("/usr/lib/postgresql"));
    findings.add(
        there
            ? Finding.good("postgresql", found)
            : Finding.missing("postgresql", found, "apt-get install postgresql"));
  }

  private void memory() throws IOException {
    long availableMb = 0;
    for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      if (line.startsWith("MemAvailable:")) {
        availableMb = Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    boolean enough =
        availableMb >= MEMORY_NEEDED_MB || StackState.readRunning(settings.runFolder()).isPresent();
    String found = availableMb + " MB available";
    findings.add(
        enough
            ? Finding.good("memory", found)
            : Finding.missing(
                "memory",
                found,
                "the stack takes up to " + MEMORY_NEEDED_MB + " MB; lower the *.heap.mb settings"));
  }

  private void disk() throws IOException {
    Path place = settings.data();
    while (!Files.exists(place)) {
      place = place.getParent();
    }
    long freeMb = place.toFile().getUsableSpace() >> 20;
    String found = freeMb + " MB free at " + settings.data();
    findings.add(
        freeMb >= DISK_NEEDED_MB
            ? Finding.good("disk", found)
            : Finding.missing(
                "disk",
                found,
                "build and topics take up to "
                    + DISK_NEEDED_MB
                    + " MB; choose another place with --data"));
  }

  private void ports() {
    List<Port> taken =
        Stream.of(Port.values()).filter(p -> Ports.isTaken(settings.port(p))).toList();
    if (taken.isEmpty()) {
      findings.add(
          Finding.good(
              "ports",
              Stream.of(Port.values())
                      .map(p -> String.valueOf(settings.port(p)))
                      .collect(Collectors.joining(" "))
                  + " are free on "
                  + Port.HOST));
    }
    for (Port p : taken) {
      findings.add(
          Finding.missing(
              "ports",
              settings.port(p) + " (" + p.what() + ") is taken by another program",
              "--set " + p.setting() + "=N, or --port-offset N"));
    }
  }

  private void topics(String bootstrap) {
    try (Admin admin = KafkaBroker.admin(bootstrap)) {
      KafkaBroker.retention(admin).forEach((topic, config) -> findings.add(topic(topic, config)));
    } catch (ExecutionException | KafkaException e) {
      findings.add(
          Finding.missing(
              "topics",
              "the broker at " + bootstrap + " does not say: " + e,
              "see `./streamlation status`"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Finding topic(Topics topic, Map<String, String> config) {
    String kept =
        topic.keep() == Topics.Keep.NEWEST_OF_KEY
            ? "the newest of each session"
            : Duration.ofMillis(Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG)))
                    .toHours()
                + " h or "
                + (Long.parseLong(config.get(TopicConfig.RETENTION_BYTES_CONFIG)) >> 20)
                + " MB a partition";
    return Finding.good("topic", "%-26s keeps %s".formatted(topic.topicName(), kept));
  }

  private void gpu() throws InterruptedException {
    ShortCommand.Outcome smi =
        ShortCommand.run(
            "nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader");
    ShortCommand.Outcome libraries = ShortCommand.run("/sbin/ldconfig", "-p");
    boolean cuda = libraries.output().contains("libcudart.so.12");
    if (smi.ok() && cuda) {
      findings.add(Finding.good("gpu", smi.output().strip() + ", CUDA 12 libraries"));
    } else if (smi.ok()) {
      findings.add(
          Finding.note(
              "gpu",
              smi.output().strip() + ", but no CUDA 12 libraries",
              "install CUDA 12 and cuDNN 9, and build with ./mvnw -Pgpu"));
    } else {
      findings.add(Finding.note("gpu", "none: models run on the CPU", ""));
    }
  }

  private void packs() {
    try {
      for (PackManifest pack : new PackStore(packs).list()) {
        List<String> complaints = PackStore.verify(pack, (file, done, total) -> {});
        String found = pack.id() + ", " + pack.title();
        List<String> lacking = PackStore.lacking(pack);
        if (!lacking.isEmpty()) {
          findings.add(
              Finding.note(
                  "model pack",
                  found + ": not usable here, rests on Debian's " + String.join(", ", lacking),
                  "./streamlation model pull " + pack.name()));
          continue;
        }
        findings.add(
            complaints.isEmpty()
                ? Finding.good("model pack", found + ": whole")
                : Finding.missing(
                    "model pack", found + ": " + String.join("; ", complaints), "fetch it again"));
      }
    } catch (PackException | StackTrouble e) {
      findings.add(Finding.missing("model pack", e.getMessage(), "see docs/06-models.md"));
    }
  }

  private static String versionIn(String output) {
    Matcher version = Pattern.compile("\\d+(\\.\\d+)+").matcher(output);
    return version.find() ? version.group() : output.strip();
  }

  private static boolean isAtLeast(String version, String least) {
    String[] is = version.split("\\.");
    String[] needed = least.split("\\.");
    for (int i = 0; i < needed.length; i++) {
      int part = i < is.length && is[i].matches("\\d+") ? Integer.parseInt(is[i]) : 0;
      if (part != Integer.parseInt(needed[i])) {
        return part > Integer.parseInt(needed[i]);
      }
    }
    return true;
  }
}
