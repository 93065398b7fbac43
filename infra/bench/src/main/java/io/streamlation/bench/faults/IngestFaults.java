package io.streamlation.bench.faults;

import io.streamlation.bench.bridge.BridgeProcess;
import io.streamlation.bench.bridge.Driver;
import io.streamlation.bench.bridge.Told;
import io.streamlation.bench.bridge.Wishes;
import io.streamlation.bench.peer.BadLine;
import io.streamlation.bench.peer.BadLine.Figures;
import io.streamlation.bench.peer.Peer;
import io.streamlation.bench.peer.Peers;
import io.streamlation.bench.peer.Place;
import io.streamlation.bench.peer.Programme;
import io.streamlation.contracts.v1.Source.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Strikes at the senders of every protocol, all at once, beside one bridge. Arguments: {@code
 * bootstrap=H:P folder=DIR bridge=COMMAND protocols=hls,rtmp,… [report=FILE]}.
 */
public final class IngestFaults {
  private static final Map<Protocol, Figures> BAD_LINES =
      Map.of(
          Protocol.PROTOCOL_HLS, new Figures(2, 100, 0),
          Protocol.PROTOCOL_DASH, new Figures(2, 100, 0),
          Protocol.PROTOCOL_RTMP, new Figures(1, 0, 0),
          Protocol.PROTOCOL_SRT, new Figures(2, 50, 20),
          Protocol.PROTOCOL_RTSP, new Figures(1, 0, 0),
          Protocol.PROTOCOL_HTTP_AUDIO, new Figures(1, 0, 0));

  private final Told told;
  private final Path folder;
  private final List<Protocol> protocols;
  private final Map<Protocol, Place> good = new HashMap<>();
  private final Map<Protocol, Place> bad = new HashMap<>();

  private IngestFaults(Told told) throws IOException {
    this.told = told;
    this.folder = told.path("folder");
    this.protocols = told.list("protocols").stream().map(Peers::protocol).toList();
    List<Integer> ports = Place.freePorts(2 * protocols.size());
    for (int i = 0; i < protocols.size(); i++) {
      good.put(protocols.get(i), Place.onLoopback(ports.get(2 * i)));
      bad.put(protocols.get(i), BadLine.at(ports.get(2 * i + 1)));
    }
  }

  public static void main(String[] args) throws Exception {
    Driver.main(
        args,
        told -> {
          List<Cell> cells = new IngestFaults(told).run();
          return new Driver.Outcome(FaultTable.lines(cells), cells.stream().allMatch(Cell::isGood));
        });
  }

  private List<Cell> run() throws Exception {
    Programme programme = Programme.in(folder);
    Path air = folder.resolve("air-" + System.currentTimeMillis());
    Map<Integer, Figures> figures = new HashMap<>();
    bad.forEach(
        (protocol, place) -> {
          if (BAD_LINES.containsKey(protocol)) {
            figures.put(place.port(), BAD_LINES.get(protocol));
          }
        });
    Optional<BadLine> badLine = BadLine.begin(air, figures);
    if (badLine.isEmpty()) {
      System.out.println(
          "NOT TRIED: lines that lose packets. They need root, /dev/net/tun, iproute2 and python3;"
              + " see bad-line.log in "
              + air);
    }
    ExecutorService threads = Executors.newCachedThreadPool();
    List<Future<List<Cell>>> trials = new ArrayList<>();
    try (BridgeProcess bridge =
            new BridgeProcess(
                told.text("bootstrap"),
                told.command("bridge"),
                folder,
                BridgeProcess.groupOfItsOwn(),
                Stream.of(good, bad)
                    .flatMap(places -> places.values().stream())
                    .map(Place::called)
                    .toList(),
                "file.root=" + Files.createDirectories(air.resolve("files")));
        Wishes wishes = new Wishes(told.text("bootstrap"));
        Witness witness = new Witness(told.text("bootstrap"))) {
      for (Protocol protocol : protocols) {
        trials.add(
            threads.submit(
                with(
                    Peers.of(protocol, programme, air.resolve("good"), good.get(protocol)),
                    peer -> {
                      Trial trial = new Trial(protocol, wishes, witness);
                      return protocol == Protocol.PROTOCOL_FILE
                          ? trial.ofFile(peer)
                          : trial.ofSender(peer);
                    })));
        if (badLine.isPresent() && BAD_LINES.containsKey(protocol)) {
          trials.add(
              threads.submit(
                  with(
                      Peers.of(protocol, programme, air.resolve("bad"), bad.get(protocol)),
                      peer ->
                          new Trial(protocol, wishes, witness)
                              .onBadLine(peer, BAD_LINES.get(protocol)))));
        }
      }
      List<Cell> cells = new ArrayList<>();
      for (Future<List<Cell>> trial : trials) {
        cells.addAll(trial.get());
      }
      return cells;
    } finally {
      threads.shutdownNow();
      badLine.ifPresent(BadLine::close);
    }
  }

  /** What is done with a peer. */
  @FunctionalInterface
  private interface Doings {
    List<Cell> with(Peer peer) throws Exception;
  }

  private static Callable<List<Cell>> with(Peer peer, Doings doings) {
    return () -> {
      try (peer) {
        return doings.with(peer);
      }
    };
  }
}
