package io.streamlation.ingest;

import io.streamlation.ingest.address.HostPort;
import io.streamlation.ingest.address.Ports;
import io.streamlation.ingest.child.Sandbox;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Everything that can be set, read once. What each key means stands in {@code
 * src/main/dist/ingest-bridge.properties}.
 */
public record Settings(
    String bridgeId,
    String kafkaBootstrap,
    String kafkaGroup,
    Duration kafkaSessionTimeout,
    String metricsHost,
    int metricsPort,
    String probeHost,
    int probePort,
    Duration probeLimit,
    int probeMost,
    Optional<Path> probeSecretFile,
    int mostChannels,
    Set<HostPort> allowedSources,
    Set<String> sourceSchemes,
    Set<Integer> sourcePorts,
    Ports rtmpPorts,
    Ports srtPorts,
    Ports rtspPorts,
    Optional<Path> pushSecretFile,
    int pushGatePort,
    int pushRtmpPort,
    String pushSrtHost,
    boolean startAtFirst,
    Optional<Path> fileRoot,
    Duration httpConnect,
    Duration httpSilence,
    Duration httpTotal,
    int httpRedirects,
    Duration lineOpening,
    Duration lineSilence,
    long playlistMaxBytes,
    long segmentMaxBytes,
    Sandbox.Kind sandboxLeast,
    long decoderMemoryBytes,
    Duration decoderCpu,
    int decoderStreams,
    Duration decoderPatience,
    Duration decoderLife,
    Duration retryFirst,
    Duration retryLongest,
    Duration stallAfter,
    Duration backupAfter,
    Duration backupReturn,
    int publishQueueFrames,
    Path spoolFolder,
    Duration spoolLength,
    Optional<Path> rehostFolder,
    Duration rehostSegment,
    Duration rehostWindow,
    Duration rehostKeep,
    long rehostMaxBytes,
    int rehostMaxHeight,
    Duration ledgerEvery,
    Duration progressEvery) {

  /** Everything that is wrong with the settings, at once. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(List<String> complaints) {
      super(
          complaints.stream()
              .map(c -> "  - " + c)
              .collect(Collectors.joining("\n", "the settings are refused:\n", "")));
    }
  }

  /**
   * Reads {@code key=value} arguments; {@code config=FILE} names a file of more, which they
   * override.
   */
  public static Settings of(String... arguments) throws Refused {
    Values values = new Values();
    values.takeArguments(arguments);
    Settings settings =
        new Settings(
            values.text("bridge.id", UUID.randomUUID().toString().substring(0, 8)),
            values.text("kafka.bootstrap", "127.0.0.1:19092"),
            values.text("kafka.group", "ingest-bridge"),
            values.duration("kafka.session.timeout", "6s"),
            values.text("metrics.host", "127.0.0.1"),
            (int) values.number("metrics.port", 19_464, 0, 65_535),
            values.text("probe.host", "127.0.0.1"),
            (int) values.number("probe.port", 19_466, 0, 65_535),
            values.duration("probe.limit", "8s"),
            (int) values.number("probe.most", 4, 1, 100),
            values.file("probe.secret.file"),
            (int) values.number("channels.max", 64, 1, 10_000),
            values.set("allow.source", "", HostPort::parse),
            values.set("source.schemes", "http,https", Settings::scheme),
            values.set("source.ports", "80,443,8000,8080,8443", Settings::port),
            values.ports("rtmp.ports", "80,443,1935"),
            values.ports("srt.ports", "1024-65535"),
            values.ports("rtsp.ports", "322,554,8554"),
            values.file("push.secret.file"),
            (int) values.number("push.gate.port", 19_467, 0, 65_535),
            (int) values.number("push.rtmp.port", 1_935, 1, 65_535),
            values.text("push.srt.host", "0.0.0.0"),
            values.choice("source.start", "live", "live", "first").equals("first"),
            values.folder("file.root"),
            values.duration("http.connect", "3s"),
            values.duration("http.silence", "5s"),
            values.duration("http.total", "20s"),
            (int) values.number("http.redirects", 5, 0, 20),
            values.duration("line.opening", "7s"),
            values.duration("line.silence", "5s"),
            values.number("playlist.max.bytes", 8L << 20, 1 << 10, 64L << 20),
            values.number("segment.max.bytes", 64L << 20, 1 << 10, 1L << 30),
            Sandbox.Kind.of(
                values.choice("sandbox.least", "limits", "limits", "namespaces", "bubblewrap")),
            values.number("decoder.memory.bytes", 1L << 30, 256L << 20, 64L << 30),
            values.duration("decoder.cpu", "60m"),
            (int) values.number("decoder.streams", 64, 1, 1_000),
            values.duration("decoder.patience", "8s"),
            values.duration("decoder.life", "15m"),
            values.duration("retry.first", "500ms"),
            values.duration("retry.longest", "10s"),
            values.duration("stall.after", "8s"),
            values.duration("backup.after", "8s"),
            values.duration("backup.return", "30s"),
            (int) values.number("publish.queue.frames", 300, 2, 100_000),
            values.folder("spool.folder").orElse(Path.of(System.getProperty("java.io.tmpdir"))),
            values.duration("spool.length", "5m"),
            values.newFolder("rehost.folder"),
            values.duration("rehost.segment", "4s"),
            values.duration("rehost.window", "10m"),
            values.duration("rehost.keep", "1440m"),
            values.number("rehost.max.bytes", 20L << 30, 16L << 20, 1L << 50),
            (int) values.number("rehost.max.height", 720, 1, 10_000),
            values.duration("ledger.every", "2s"),
            values.duration("progress.every", "3s"));
    values.retired("publish.patience", "spool.length");
    values.refuseUnknown();
    if (settings.retryFirst != null
        && settings.retryLongest != null
        && settings.retryFirst.compareTo(settings.retryLongest) > 0) {
      values.complaints.add("retry.first is longer than retry.longest");
    }
    if (settings.probeSecretFile.isEmpty() && !isLoopback(settings.probeHost)) {
      values.complaints.add(
          "probe.host is \""
              + settings.probeHost
              + "\", which others can reach: name the secret they must show in probe.secret.file");
    }
    if (!values.complaints.isEmpty()) {
      throw new Refused(values.complaints);
    }
    return settings;
  }

  private static boolean isLoopback(String host) {
    return Set.of("127.0.0.1", "::1", "localhost").contains(host);
  }

  private static String scheme(String text) {
    if (!text.equals("http") && !text.equals("https")) {
      throw new IllegalArgumentException("\"" + text + "\" is no scheme the bridge can fetch");
    }
    return text;
  }

  private static Integer port(String text) {
    int port = Integer.parseInt(text);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(text + " is no port");
    }
    return port;
  }

  /** Looks values up, and gathers complaints instead of stopping at the first. */
  private static final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");

    private final Map<String, String> given = new TreeMap<>();
    private final Map<String, Boolean> known = new LinkedHashMap<>();
    private final List<String> complaints = new ArrayList<>();

    void takeArguments(String... arguments) {
      Map<String, String> direct = new TreeMap<>();
      for (String argument : arguments) {
        int equals = argument.indexOf('=');
        if (equals < 1) {
          complaints.add("\"" + argument + "\" is not key=value");
        } else {
          direct.put(argument.substring(0, equals), argument.substring(equals + 1).strip());
        }
      }
      String file = direct.remove("config");
      if (file != null) {
        takeFile(Path.of(file));
      }
      given.putAll(direct);
    }

    private void takeFile(Path file) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        complaints.add("config: " + file + " cannot be read (" + e.getMessage() + ")");
      }
      properties.forEach((key, value) -> given.put(key.toString(), value.toString().strip()));
    }

    private String raw(String key, String defaultValue) {
      known.put(key, true);
      return given.getOrDefault(key, defaultValue);
    }

    String text(String key, String defaultValue) {
      String value = raw(key, defaultValue);
      if (value.isBlank()) {
        complaints.add(key + " is empty");
      }
      return value;
    }

    long number(String key, long defaultValue, long least, long most) {
      String value = raw(key, Long.toString(defaultValue));
      try {
        long number = Long.parseLong(value);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      complaints.add(
          key + " is \"" + value + "\"; it must be a number from " + least + " to " + most);
      return defaultValue;
    }

    Duration duration(String key, String defaultValue) {
      String value = raw(key, defaultValue);
      Matcher m = DURATION.matcher(value);
      if (!m.matches() || Long.parseLong(m.group(1)) == 0) {
        complaints.add(
            key + " is \"" + value + "\"; write a duration as 250ms, 5s or 2m, more than zero");
        return null;
      }
      long amount = Long.parseLong(m.group(1));
      return switch (m.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        default -> Duration.ofMinutes(amount);
      };
    }

    String choice(String key, String defaultValue, String... choices) {
      String value = raw(key, defaultValue);
      if (!List.of(choices).contains(value)) {
        complaints.add(
            key + " is \"" + value + "\"; it must be one of " + Arrays.toString(choices));
        return defaultValue;
      }
      return value;
    }

    <T> Set<T> set(String key, String defaultValue, Function<String, T> reader) {
      String value = raw(key, defaultValue);
      try {
        return Arrays.stream(value.split(","))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .map(reader)
            .collect(Collectors.toUnmodifiableSet());
      } catch (IllegalArgumentException e) {
        complaints.add(key + " is \"" + value + "\": " + e.getMessage());
        return Set.of();
      }
    }

    Ports ports(String key, String defaultValue) {
      String value = raw(key, defaultValue);
      try {
        return Ports.parse(value);
      } catch (IllegalArgumentException e) {
        complaints.add(key + " is \"" + value + "\": " + e.getMessage());
        return Ports.parse(defaultValue);
      }
    }

    Optional<Path> folder(String key) {
      String value = raw(key, "");
      if (value.isEmpty()) {
        return Optional.empty();
      }
      Path folder = Path.of(value);
      if (!Files.isDirectory(folder)) {
        complaints.add(key + " is \"" + value + "\", which is no folder");
      }
      return Optional.of(folder);
    }

    /** One that is made if it is not there. */
    Optional<Path> newFolder(String key) {
      String value = raw(key, "");
      if (value.isEmpty()) {
        return Optional.empty();
      }
      Path folder = Path.of(value);
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        complaints.add(key + " is \"" + value + "\", which cannot be made a folder: " + e);
      }
      return Optional.of(folder);
    }

    Optional<Path> file(String key) {
      String value = raw(key, "");
      if (value.isEmpty()) {
        return Optional.empty();
      }
      Path file = Path.of(value);
      if (!Files.isReadable(file)) {
        complaints.add(key + " is \"" + value + "\", which cannot be read");
      }
      return Optional.of(file);
    }

    void retired(String key, String successor) {
      if (given.remove(key) != null) {
        complaints.add(key + " is retired; set " + successor + " instead");
      }
    }

    void refuseUnknown() {
      given.keySet().stream()
          .filter(key -> !known.containsKey(key))
          .forEach(key -> complaints.add("\"" + key + "\" is no setting of the bridge"));
    }
  }
}
