package io.streamlation.infra.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.infra.stack.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Nothing here can start a container. So every setting, class, path and port that the files for
 * Docker name is looked up where it is defined.
 */
class ComposeTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Map<String, Object> COMPOSE = merged(yaml("infra/compose.yaml"));
  private static final Map<String, Map<String, Object>> SERVICES = services();
  private static final String DOCKERFILE = text("infra/Dockerfile");
  private static final Map<String, String> FLINK = flat(yaml("infra/flink/config.yaml"));
  private static final Set<String> CLASSES_OF_FLINK =
      Set.of(FlinkCluster.TASK_MANAGER, FlinkCluster.JOB_MANAGER);

  @Test
  void everyServiceIsPinnedBoundedWatchedAndStartedAgain() {
    SERVICES.forEach(
        (name, service) -> {
          String image = (String) service.get("image");
          boolean ours = image.startsWith("streamlation/");
          assertThat(ours || image.matches("[a-z/]+:v?\\d+\\.\\d+(\\.\\d+)?(-[a-z]+)?"))
              .as("%s: %s has a pinned tag", name, image)
              .isTrue();
          assertThat(service).as(name).containsKeys("mem_limit", "logging");
          if (!name.equals("topics")) { // which ends
            assertThat(service).as(name).containsKeys("healthcheck", "restart");
          }
          if (ours) {
            assertThat(service.get("cap_drop")).as(name).isEqualTo(List.of("ALL"));
          }
          strings(service.get("ports"))
              .forEach(port -> assertThat(port).as(name).startsWith("127.0.0.1:"));
        });
    assertThat(SERVICES.get("kafka").get("image"))
        .isEqualTo("apache/kafka:" + Versions.of("kafka"));
    assertThat((String) SERVICES.get("postgres").get("image"))
        .startsWith("postgres:" + Versions.of("postgres").replaceFirst("\\.0$", "") + "-");
  }

  @Test
  void everyVolumeAndSecretIsDeclaredAndNoSecretIsInTheRepository() throws IOException {
    Set<String> volumes = map(COMPOSE.get("volumes")).keySet();
    Set<String> used = new HashSet<>();
    for (Map<String, Object> service : SERVICES.values()) {
      for (String volume : strings(service.get("volumes"))) {
        String from = volume.substring(0, volume.indexOf(':'));
        if (from.startsWith(".")) {
          assertThat(ROOT.resolve("infra").resolve(from)).exists();
        } else {
          used.add(from);
        }
      }
    }
    assertThat(used).isEqualTo(volumes);
    assertThat(text("infra/secrets/.gitignore")).startsWith("#").contains("\n*\n");
    map(COMPOSE.get("secrets"))
        .values()
        .forEach(s -> assertThat((String) map(s).get("file")).startsWith("./secrets/"));
  }

  @Test
  void everyBuildTargetIsAStageAndWhatItCopiesIsBuilt() {
    Set<String> stages = all("FROM \\S+ AS (\\S+)", DOCKERFILE);
    SERVICES.values().stream()
        .filter(s -> s.containsKey("build"))
        .map(s -> map(s.get("build")))
        .forEach(
            build -> {
              assertThat(stages).contains((String) build.get("target"));
              assertThat(build).containsEntry("dockerfile", "infra/Dockerfile");
            });
    Set<String> copied = all("/src/(\\S+)", DOCKERFILE);
    assertThat(copied).hasSizeGreaterThan(8);
    for (String path : copied) {
      Matcher built = Pattern.compile("(.+)/target/(?:lib/|([a-z-]+)\\.jar)").matcher(path);
      if (built.matches()) {
        assertThat(ROOT.resolve(built.group(1)).resolve("pom.xml")).exists();
        if (built.group(2) != null) {
          assertThat(built.group(2)).isEqualTo(Path.of(built.group(1)).getFileName().toString());
        }
      } else if (!path.equals("ui/out")) { // Next.js' export
        assertThat(ROOT.resolve(path)).exists();
      }
    }
  }

  @Test
  void everyMainClassAndEverySettingIsOneThatExists() throws IOException {
    String bridge = text("ingest-bridge/src/main/dist/ingest-bridge.properties");
    String job = text("flink-jobs/src/main/dist/flink-jobs.properties");
    Map<String, String> control = flat(yaml("control-api/src/main/resources/application.yaml"));
    Map<String, String> samples =
        Map.of(
            "io.streamlation.ingest.IngestBridge",
            bridge,
            "io.streamlation.flink.job.JobCluster",
            job);
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, Map<String, Object>> service : SERVICES.entrySet()) {
      List<String> command = strings(service.getValue().get("command"));
      int classPath = command.indexOf("lib/*");
      if (classPath < 0) {
        continue;
      }
      String mainClass = command.get(classPath + 1);
      seen.add(mainClass);
      assertThat(CLASSES_OF_FLINK.contains(mainClass) || isOurs(mainClass))
          .as("%s is a class", mainClass)
          .isTrue();
      for (String argument : command.subList(classPath + 2, command.size())) {
        String key = argument.replaceFirst("^(-D|--)", "").replaceFirst("=.*", "");
        if (argument.startsWith("-D")) {
          assertThat(FLINK).as(argument).containsKey(key);
        } else if (argument.startsWith("--streamlation.")) {
          assertThat(control).as(argument).containsKey(key);
        } else if (argument.matches("[a-z.]+=.*")) {
          assertThat(samples.get(mainClass))
              .as(argument)
              .containsPattern("(?m)^(# ?)?" + Pattern.quote(key) + "=");
        }
      }
    }
    assertThat(seen)
        .contains(
            "io.streamlation.control.ControlApi",
            "io.streamlation.infra.cli.Streamlation",
            FlinkCluster.TASK_MANAGER)
        .containsAll(samples.keySet());
  }

  /** Without Flink's start scripts nobody else keeps them together. */
  @Test
  void theFlagsOfATaskManagerAreItsMemoryFigures() {
    long heap =
        mebibytes("taskmanager.memory.framework.heap.size")
            + mebibytes("taskmanager.memory.task.heap.size");
    long direct =
        mebibytes("taskmanager.memory.framework.off-heap.size")
            + mebibytes("taskmanager.memory.task.off-heap.size")
            + mebibytes("taskmanager.memory.network.max");
    List<String> flags =
        List.of(
            "-Xmx" + heap + "m",
            "-XX:MaxDirectMemorySize=" + direct + "m",
            "-XX:MaxMetaspaceSize=" + mebibytes("taskmanager.memory.jvm-metaspace.size") + "m");
    assertThat(FlinkCluster.TASK_MANAGER_FLAGS).isEqualTo(flags);
    assertThat(strings(SERVICES.get("taskmanager-1").get("command"))).containsAll(flags);
    assertThat(strings(SERVICES.get("taskmanager-2").get("command"))).containsAll(flags);
    assertThat(text("infra/flink/config.yaml")).contains(String.join(" ", flags));
  }

  @Test
  void prometheusAsksWhereFiguresAre() {
    Map<String, Object> prometheus = yaml("infra/prometheus/prometheus.yml");
    Map<String, String> ports = new TreeMap<>();
    for (Object job : (List<?>) prometheus.get("scrape_configs")) {
      for (Object group : (List<?>) map(job).get("static_configs")) {
        for (String target : strings(map(group).get("targets"))) {
          String[] hostAndPort = target.split(":");
          ports.put(hostAndPort[0], hostAndPort[1]);
        }
      }
    }
    String flink = FLINK.get("metrics.reporter.prometheus.port").replaceFirst("-.*", "");
    assertThat(ports)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "jobmanager", flink,
                "taskmanager-1", flink,
                "taskmanager-2", flink,
                "ingest-bridge", argument("ingest-bridge", "metrics.port="),
                "control-api", argument("control-api", "--server.port=")));
    assertThat(SERVICES.keySet()).containsAll(ports.keySet());
  }

  private static String argument(String service, String prefix) {
    return strings(SERVICES.get(service).get("command")).stream()
        .filter(a -> a.startsWith(prefix))
        .map(a -> a.substring(prefix.length()))
        .findFirst()
        .orElseThrow();
  }

  private static long mebibytes(String key) {
    return Long.parseLong(FLINK.get(key).replaceFirst("m$", ""));
  }

  private static boolean isOurs(String className) throws IOException {
    String file = "src/main/java/" + className.replace('.', '/') + ".java";
    return Stream.of("control-api", "ingest-bridge", "flink-jobs", "infra/cli")
        .anyMatch(module -> Files.exists(ROOT.resolve(module).resolve(file)));
  }

  private static Map<String, Map<String, Object>> services() {
    Map<String, Map<String, Object>> services = new LinkedHashMap<>();
    map(COMPOSE.get("services")).forEach((name, service) -> services.put(name, map(service)));
    return services;
  }

  private static Set<String> all(String pattern, String text) {
    Set<String> found = new HashSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static String text(String path) {
    try {
      return Files.readString(ROOT.resolve(path));
    } catch (IOException e) {
      throw new AssertionError(path + " cannot be read", e);
    }
  }

  private static Map<String, Object> yaml(String path) {
    return map(new Load(LoadSettings.builder().build()).loadFromString(text(path)));
  }

  @SuppressWarnings("unchecked") // YAML's maps have text for keys here
  private static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  private static List<String> strings(Object yaml) {
    List<String> strings = new ArrayList<>();
    if (yaml instanceof Collection<?> list) {
      list.forEach(item -> strings.add(String.valueOf(item)));
    }
    return strings;
  }

  /** Puts in what {@code <<: *anchor} stands for, which this parser leaves to us. */
  private static Map<String, Object> merged(Map<String, Object> yaml) {
    Map<String, Object> merged = new LinkedHashMap<>();
    if (yaml.get("<<") instanceof Map<?, ?> base) {
      merged.putAll(merged(map(base)));
    }
    yaml.forEach(
        (key, value) -> {
          if (!key.equals("<<")) {
            merged.put(key, value instanceof Map<?, ?> ? merged(map(value)) : value);
          }
        });
    return merged;
  }

  private static Map<String, String> flat(Map<String, Object> yaml) {
    Map<String, String> flat = new TreeMap<>();
    yaml.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?>) {
            flat(map(value)).forEach((k, v) -> flat.put(key + "." + k, v));
          } else {
            flat.put(key, String.valueOf(value));
          }
        });
    return flat;
  }
}
