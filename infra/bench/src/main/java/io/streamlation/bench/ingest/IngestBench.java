package io.streamlation.bench.ingest;

import io.streamlation.bench.bridge.BridgeProcess;
import io.streamlation.bench.bridge.Driver;
import io.streamlation.bench.bridge.Ear;
import io.streamlation.bench.bridge.ProcessTree;
import io.streamlation.bench.bridge.ProcessTree.Use;
import io.streamlation.bench.bridge.Told;
import io.streamlation.bench.bridge.Wishes;
import io.streamlation.bench.peer.FilePeer;
import io.streamlation.bench.peer.Peer;
import io.streamlation.bench.peer.Peers;
import io.streamlation.bench.peer.Place;
import io.streamlation.bench.peer.Programme;
import io.streamlation.bulletin.air.BundledFfmpeg;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.SessionPlan.Desired;
import io.streamlation.contracts.v1.Source.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Arguments: {@code bootstrap=H:P folder=DIR bridge=COMMAND protocols=hls,rtmp channels=1,10,50
 * seconds=20 [report=FILE]}. {@code bridge} is the stack's own start line, an argument a line.
 */
public final class IngestBench {
  /** Connecting, the origin's window that comes as a burst, and the compiler. */
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  private static final int SECONDS_TO_HEAR_ALL = 60;

  /** Of the programme, behind the warm-up and what it takes to begin. */
  private static final Duration LONGEST_OF_A_FILE = Duration.ofSeconds(Programme.SECONDS - 60);

  private final String bootstrap;
  private final Path folder;
  private final List<String> bridgeCommand;
  private final List<Protocol> protocols;
  private final List<Integer> sizes;
  private final Duration length;

  private IngestBench(Told told) {
    this.bootstrap = told.text("bootstrap");
    this.folder = told.path("folder");
    this.bridgeCommand = told.command("bridge");
    this.protocols = told.list("protocols").stream().map(Peers::protocol).toList();
    this.sizes = told.list("channels").stream().map(Integer::valueOf).sorted().toList();
    this.length = Duration.ofSeconds(told.number("seconds"));
  }

  public static void main(String[] args) throws Exception {
    Driver.main(
        args,
        told -> {
          IngestTable table = new IngestTable();
          new IngestBench(told).run(table);
          return new Driver.Outcome(table.lines(), table.isWhole());
        });
  }

  private void run(IngestTable table) throws Exception {
    if (protocols.contains(Protocol.PROTOCOL_FILE) && length.compareTo(LONGEST_OF_A_FILE) > 0) {
      throw new IllegalStateException(
          "a file lasts for %d s with all that goes before: --seconds of at most that"
              .formatted(LONGEST_OF_A_FILE.toSeconds()));
    }
    Programme programme = Programme.in(folder);
    int most = sizes.get(sizes.size() - 1);
    for (Protocol protocol : protocols) {
      List<Place> places = Place.freePorts(most).stream().map(Place::onLoopback).toList();
      try (BridgeProcess bridge =
              new BridgeProcess(
                  bootstrap,
                  bridgeCommand,
                  folder,
                  BridgeProcess.groupOfItsOwn(),
                  places.stream().map(Place::called).toList(),
                  "channels.max=" + most,
                  "file.root=" + Files.createDirectories(files()));
          Wishes wishes = new Wishes(bootstrap);
          Ear ear = new Ear(bootstrap)) {
        for (int size : sizes) {
          table.add(
              measure(protocol, size, programme, places.subList(0, size), bridge, wishes, ear));
        }
      }
    }
  }

  /** The programme on air for so many listeners. */
  private List<Peer> onAir(Protocol protocol, Programme programme, Path air, List<Place> places)
      throws IOException {
    if (protocol == Protocol.PROTOCOL_FILE) {
      return List.of(new FilePeer(programme, files(), Programme.SECONDS));
    }
    List<Place> needed = Peers.serveMany(protocol) ? places.subList(0, 1) : places;
    List<Peer> peers = new ArrayList<>();
    for (Place place : needed) {
      peers.add(Peers.of(protocol, programme, air, place));
    }
    return peers;
  }

  private Path files() {
    return folder.resolve("files");
  }

  private static String address(List<Peer> peers, int i) {
    return peers.get(i % peers.size()).address(i);
  }

  private static void end(List<Peer> peers) throws InterruptedException {
    for (Peer peer : peers) {
      peer.close();
    }
  }

  private IngestTable.Row measure(
      Protocol protocol,
      int size,
      Programme programme,
      List<Place> places,
      BridgeProcess bridge,
      Wishes wishes,
      Ear ear)
      throws Exception {
    String name = Peers.nameOf(protocol);
    Path air = folder.resolve("air-" + name + "-" + size + "-" + System.currentTimeMillis());
    List<String> sessions =
        IntStream.range(0, size).mapToObj(i -> UUID.randomUUID().toString()).toList();
    Use ours;
    Ear.Heard heard;
    List<Peer> onAir = onAir(protocol, programme, air.resolve("ours"), places);
    try {
      for (Peer peer : onAir) {
        peer.start();
      }
      for (int i = 0; i < size; i++) {
        wishes.wish(sessions.get(i), protocol, address(onAir, i), Desired.DESIRED_ON_AIR);
      }
      awaitAll(sessions, ear);
      TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
      ear.heard();
      List<ProcessHandle> root = List.of(bridge.handle());
      Use before = ProcessTree.of(root);
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
      Use after = ProcessTree.of(root);
      heard = ear.heard();
      ours = new Use(after.cpuNanos() - before.cpuNanos(), after.pssBytes());
      for (int i = 0; i < size; i++) {
        wishes.wish(sessions.get(i), protocol, address(onAir, i), Desired.DESIRED_STOPPED);
      }
      bridge.awaitNoChildren();
    } finally {
      end(onAir);
    }
    Optional<Use> peers = peers(protocol, size, programme, air.resolve("peers"), places);
    double window = length.toSeconds();
    Ear.Heard of = heard;
    double[] shares =
        sessions.stream()
            .mapToDouble(
                s -> AudioFormat.secondsOfSamples(of.soundSamples().getOrDefault(s, 0L)) / window)
            .toArray();
    IngestTable.Row row =
        new IngestTable.Row(
            name,
            size,
            ours.cpuNanos() / 1e9 / window,
            peers.map(use -> use.cpuNanos() / 1e9 / window).orElse(Double.NaN),
            ours.pssBytes(),
            peers.map(Use::pssBytes).orElse(0L),
            heard.ageMs().getValueAtPercentile(50),
            heard.ageMs().getValueAtPercentile(99),
            Arrays.stream(shares).average().orElse(0),
            Arrays.stream(shares).min().orElse(0),
            heard.gapSeconds());
    say(
        "%s, %d channels: bridge %.2f %% of a core%s; %.2f s of sound a second",
        name,
        size,
        100 * row.ours(),
        row.hasPeers()
            ? String.format(
                Locale.ROOT, ", ffmpeg %.2f %%, ratio %.2f", 100 * row.peers(), row.ratio())
            : "",
        row.soundShare());
    return row;
  }

  /**
   * The same number of programs that do nothing else than decode the same; empty if they did not
   * live through it.
   */
  private Optional<Use> peers(
      Protocol protocol, int size, Programme programme, Path air, List<Place> places)
      throws Exception {
    List<Process> programs = new ArrayList<>();
    List<Peer> onAir = onAir(protocol, programme, air, places);
    try {
      for (Peer peer : onAir) {
        peer.start();
      }
      TimeUnit.SECONDS.sleep(1);
      for (int i = 0; i < size; i++) {
        programs.add(
            BundledFfmpeg.command(
                    joined(
                        List.of("-loglevel", "error", "-nostdin", "-y", "-threads", "1"),
                        onAir.get(i % onAir.size()).forFfmpeg(i),
                        List.of(
                            "-map",
                            "0:a:0",
                            "-filter_threads",
                            "1",
                            "-ac",
                            "1",
                            "-ar",
                            "16000",
                            "-c:a",
                            "pcm_s16le",
                            "-f",
                            "s16le",
                            "/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
      }
      TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
      List<ProcessHandle> roots = programs.stream().map(Process::toHandle).toList();
      Use before = ProcessTree.of(roots);
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
      Use after = ProcessTree.of(roots);
      long ended = programs.stream().filter(p -> !p.isAlive()).count();
      if (ended > 0) {
        say("%d of %d peers ended by themselves: there is nothing to compare with", ended, size);
        return Optional.empty();
      }
      return Optional.of(new Use(after.cpuNanos() - before.cpuNanos(), after.pssBytes()));
    } finally {
      programs.forEach(Process::destroyForcibly);
      end(onAir);
    }
  }

  @SafeVarargs
  private static List<String> joined(List<String>... parts) {
    return Stream.of(parts).flatMap(List::stream).toList();
  }

  private static void awaitAll(List<String> sessions, Ear ear) throws InterruptedException {
    Map<String, Long> heard = new HashMap<>();
    for (int second = 0; !heard.keySet().containsAll(sessions); second++) {
      if (second > SECONDS_TO_HEAR_ALL) {
        throw new IllegalStateException(
            "only %d of %d channels were heard within %d s; see bridge.log"
                .formatted(heard.size(), sessions.size(), SECONDS_TO_HEAR_ALL));
      }
      TimeUnit.SECONDS.sleep(1);
      heard.putAll(ear.heard().soundSamples());
    }
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
