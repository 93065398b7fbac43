package io.streamlation.infra.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    description = "Measures, and prints what it found beside a peer in the same run.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchCommand.Road.class,
      BenchCommand.Ingest.class,
      BenchCommand.Soak.class,
      BenchCommand.Playout.class,
      HelpCommand.class
    },
    mixinStandardHelpOptions = true)
final class BenchCommand {
  private BenchCommand() {}

  @Command(
      name = "road",
      description =
          "What the road costs when models take no time: lag, processor and memory per channel of"
              + " the whole job with scripted models, beside a bare Kafka-Flink-Kafka hop. Starts"
              + " a broker of its own beside any stack; nothing else should run on the machine.",
      mixinStandardHelpOptions = true)
  static final class Road implements Callable<Integer> {
    @Option(
        names = "--channels",
        paramLabel = "N,N,…",
        split = ",",
        defaultValue = "1,10,50,200",
        description = "How many at once, one run each. Default: ${DEFAULT-VALUE}.")
    List<Integer> channels;

    @Option(
        names = "--seconds",
        paramLabel = "N",
        defaultValue = "20",
        description = "Of each run; the first four are not counted. Default: ${DEFAULT-VALUE}.")
    int seconds;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "5",
        description = "The table shows their medians. Default: ${DEFAULT-VALUE}.")
    int rounds;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "A setting of the job, for both roads: what does it cost? Repeatable.")
    Map<String, String> set = new LinkedHashMap<>();

    @Option(
        names = "--report",
        paramLabel = "FILE",
        description = "Every round's figures, as JSON.")
    Path report;

    @Override
    public Integer call() throws Exception {
      if (seconds < 10 || rounds < 1 || channels.stream().anyMatch(n -> n < 1)) {
        System.err.println(
            "streamlation: --seconds must be 10 or more, --rounds and every number of --channels 1"
                + " or more");
        return ExitCode.USAGE;
      }
      Map<String, String> told = new LinkedHashMap<>();
      told.put("channels", joined(channels));
      told.put("seconds", Integer.toString(seconds));
      told.put("rounds", Integer.toString(rounds));
      set.forEach((key, value) -> told.put("job." + key, value));
      return new BenchDriver("road").run("io.streamlation.bench.road.RoadBench", told, report);
    }
  }

  @Command(
      name = "ingest",
      description =
          "What a channel costs to take in: processor and memory of a real bridge and its decoders"
              + " for each protocol, beside as many ffmpeg programs that decode the same, and how"
              + " old sound is when it can be read from Kafka. Starts a broker and a bridge of its"
              + " own beside any stack; nothing else should run on the machine.",
      mixinStandardHelpOptions = true)
  static final class Ingest implements Callable<Integer> {
    private static final Set<String> PROTOCOLS =
        Set.of("hls", "dash", "rtmp", "srt", "rtsp", "http-audio", "file");

    @Option(
        names = "--protocols",
        paramLabel = "NAME,…",
        split = ",",
        defaultValue = "hls,dash,rtmp,srt,rtsp,http-audio,file",
        description = "Of these: ${DEFAULT-VALUE}, which is the default.")
    List<String> protocols;

    @Option(
        names = "--channels",
        paramLabel = "N,N,…",
        split = ",",
        defaultValue = "1,10,50,100",
        description = "How many at once, one run each. Default: ${DEFAULT-VALUE}.")
    List<Integer> channels;

    @Option(
        names = "--seconds",
        paramLabel = "N",
        defaultValue = "30",
        description = "Of each run, after a warm-up. Default: ${DEFAULT-VALUE}.")
    int seconds;

    @Option(names = "--report", paramLabel = "FILE", description = "The table, in a file too.")
    Path report;

    @Override
    public Integer call() throws Exception {
      if (seconds < 10
          || channels.stream().anyMatch(n -> n < 1)
          || !PROTOCOLS.containsAll(protocols)) {
        System.err.println(
            "streamlation: --seconds must be 10 or more, every number of --channels 1 or more,"
                + " --protocols of "
                + PROTOCOLS);
        return ExitCode.USAGE;
      }
      Map<String, String> told = new LinkedHashMap<>();
      told.put("protocols", String.join(",", protocols));
      told.put("channels", joined(channels));
      told.put("seconds", Integer.toString(seconds));
      return new BenchDriver("ingest")
          .run("io.streamlation.bench.ingest.IngestBench", told, report);
    }
  }

  @Command(
      name = "soak",
      description =
          "Whether a bridge that is on air for long keeps its size: channels of every protocol from"
              + " real senders, a reading every minute of its memory, threads and file handles and"
              + " of sound's way to Kafka, and a line through them. Exit code 0 only if nothing grows"
              + " and every channel was heard throughout.",
      mixinStandardHelpOptions = true)
  static final class Soak implements Callable<Integer> {
    @Option(
        names = "--minutes",
        paramLabel = "N",
        defaultValue = "60",
        description = "The first quarter is warming up. Default: ${DEFAULT-VALUE}.")
    int minutes;

    @Option(
        names = "--channels",
        paramLabel = "N",
        defaultValue = "20",
        description =
            "HLS, RTMP, DASH, SRT, HTTP audio and RTSP in turn. Default: ${DEFAULT-VALUE}.")
    int channels;

    @Option(names = "--report", paramLabel = "FILE", description = "The table, in a file too.")
    Path report;

    @Override
    public Integer call() throws Exception {
      if (minutes < 1 || channels < 1) {
        System.err.println("streamlation: --minutes and --channels must be 1 or more");
        return ExitCode.USAGE;
      }
      Map<String, String> told = new LinkedHashMap<>();
      told.put("minutes", Integer.toString(minutes));
      told.put("channels", Integer.toString(channels));
      return new BenchDriver("soak").run("io.streamlation.bench.soak.SoakBench", told, report);
    }
  }

  @Command(
      name = "playout",
      description =
          "What viewers cost. serving: playlists, captions and re-hosted segments of a real"
              + " control-api beside nginx serving the same bytes as files, asked for by the same"
              + " clients; frontier: how soon what is settled is listed; sockets: how old captions"
              + " are on many live sockets; memory: what an hour of a channel takes. Starts"
              + " PostgreSQL, a broker, control-api and nginx of its own beside any stack; nothing"
              + " else should run on the machine.",
      mixinStandardHelpOptions = true)
  static final class Playout implements Callable<Integer> {
    private static final Set<String> PARTS = Set.of("serving", "frontier", "sockets", "memory");

    @Option(
        names = "--parts",
        paramLabel = "NAME,…",
        split = ",",
        defaultValue = "serving,frontier,sockets,memory",
        description = "Of serving, frontier, sockets, memory. Default: ${DEFAULT-VALUE}.")
    List<String> parts;

    @Option(
        names = "--viewers",
        paramLabel = "N",
        defaultValue = "1000",
        description = "Connections of players. Default: ${DEFAULT-VALUE}.")
    int viewers;

    @Option(
        names = "--seconds",
        paramLabel = "N",
        defaultValue = "10",
        description =
            "Of each reading; sockets are watched three times as long. Default: ${DEFAULT-VALUE}.")
    int seconds;

    @Option(
        names = "--channels",
        paramLabel = "N,N,…",
        split = ",",
        defaultValue = "1,10,50",
        description = "Of frontier, one run each, in four languages. Default: ${DEFAULT-VALUE}.")
    List<Integer> channels;

    @Option(
        names = "--segments",
        paramLabel = "N",
        defaultValue = "6",
        description = "Of each channel of frontier, six seconds each. Default: ${DEFAULT-VALUE}.")
    int segments;

    @Option(
        names = "--sockets",
        paramLabel = "N",
        defaultValue = "5000",
        description = "Live sockets. Default: ${DEFAULT-VALUE}.")
    int sockets;

    @Option(
        names = "--hours",
        paramLabel = "N",
        defaultValue = "4",
        description = "Channels of memory, an hour each. Default: ${DEFAULT-VALUE}.")
    int hours;

    @Option(names = "--report", paramLabel = "FILE", description = "The table, in a file too.")
    Path report;

    @Override
    public Integer call() throws Exception {
      if (seconds < 2
          || viewers < 1
          || segments < 1
          || sockets < 100
          || hours < 1
          || channels.stream().anyMatch(n -> n < 1)
          || !PARTS.containsAll(parts)) {
        System.err.println(
            "streamlation: --seconds must be 2 or more, --sockets 100 or more, every other number 1"
                + " or more, --parts of serving, frontier, sockets, memory");
        return ExitCode.USAGE;
      }
      BenchDriver driver = new BenchDriver("playout");
      Path packs = driver.folder().resolve("packs");
      FourLanguages.into(packs);
      Map<String, String> otherwise =
          Map.of(
              "--streamlation.models-dir",
              packs.toString(),
              "--streamlation.packs",
              FourLanguages.FAMILY);
      Map<String, String> told = new LinkedHashMap<>();
      told.put("parts", String.join(",", parts));
      told.put("viewers", Integer.toString(viewers));
      told.put("channels", joined(channels));
      told.put("segments", Integer.toString(segments));
      told.put("sockets", Integer.toString(sockets));
      told.put("hours", Integer.toString(hours));
      told.put("seconds", Integer.toString(seconds));
      return driver.runBesideApi(
          "io.streamlation.bench.playout.PlayoutBench", otherwise, told, report);
    }
  }

  private static String joined(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
