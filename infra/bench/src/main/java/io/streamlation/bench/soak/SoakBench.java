package io.streamlation.bench.soak;

import io.streamlation.bench.bridge.BridgeProcess;
import io.streamlation.bench.bridge.Driver;
import io.streamlation.bench.bridge.Ear;
import io.streamlation.bench.bridge.Told;
import io.streamlation.bench.bridge.Wishes;
import io.streamlation.bench.peer.Peer;
import io.streamlation.bench.peer.Peers;
import io.streamlation.bench.peer.Place;
import io.streamlation.bench.peer.Programme;
import io.streamlation.bench.peer.RtspPeer;
import io.streamlation.contracts.v1.SessionPlan.Desired;
import io.streamlation.contracts.v1.Source.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One bridge, channels of all protocols in turn, from real senders, for as long as told; a reading
 * every minute. Arguments: {@code bootstrap=H:P folder=DIR bridge=COMMAND minutes=60 channels=20
 * [report=FILE]}.
 */
public final class SoakBench {
  private static final int SECONDS_TO_HEAR_ALL = 90;

  /** A short soak reads more often: a line through fewer points says nothing. */
  private static final int LEAST_READINGS = 12;

  private final Told told;
  private final Path folder;
  private final int channels;
  private final Map<Protocol, Peer> shared = new EnumMap<>(Protocol.class);
  private final List<Peer> peers = new ArrayList<>();

  private SoakBench(Told told) {
    this.told = told;
    this.folder = told.path("folder");
    this.channels = told.number("channels");
  }

  public static void main(String[] args) throws Exception {
    Driver.main(
        args,
        told -> {
          SoakBench soak = new SoakBench(told);
          try {
            return soak.run();
          } finally {
            for (Peer peer : soak.peers) {
              peer.close();
            }
          }
        });
  }

  private Driver.Outcome run() throws Exception {
    Programme programme = Programme.in(folder);
    List<Protocol> protocols = protocols();
    List<Place> places = Place.freePorts(channels).stream().map(Place::onLoopback).toList();
    Path air = folder.resolve("air-" + System.currentTimeMillis());
    List<String> written = new ArrayList<>();
    try (BridgeProcess bridge =
            new BridgeProcess(
                told.text("bootstrap"),
                told.command("bridge"),
                folder,
                BridgeProcess.groupOfItsOwn(),
                places.stream().map(Place::called).toList());
        Wishes wishes = new Wishes(told.text("bootstrap"));
        Ear ear = new Ear(told.text("bootstrap"))) {
      for (int i = 0; i < channels; i++) {
        Protocol protocol = protocols.get(i % protocols.size());
        Peer peer = peer(protocol, programme, air, places.get(i));
        wishes.wish(
            UUID.randomUUID().toString(), protocol, peer.address(i), Desired.DESIRED_ON_AIR);
      }
      awaitAll(ear);
      SoakTable table = new SoakTable(channels);
      written.addAll(SoakTable.head());
      written.forEach(System.out::println);
      long length = Duration.ofMinutes(told.number("minutes")).toNanos();
      long every = Math.min(Duration.ofMinutes(1).toNanos(), length / LEAST_READINGS);
      long begun = System.nanoTime();
      ear.heard();
      for (long next = begun + every; next - begun <= length; next += every) {
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        String line = table.add(Reading.of(bridge, ear.heard(), System.currentTimeMillis()));
        System.out.println(line);
        written.add(line);
      }
      written.add("");
      written.addAll(table.verdict());
      return new Driver.Outcome(table.verdict(), String.join("\n", written) + "\n", table.isGood());
    }
  }

  private static List<Protocol> protocols() throws IOException, InterruptedException {
    List<Protocol> all =
        new ArrayList<>(
            List.of(
                Protocol.PROTOCOL_HLS,
                Protocol.PROTOCOL_RTMP,
                Protocol.PROTOCOL_DASH,
                Protocol.PROTOCOL_SRT,
                Protocol.PROTOCOL_HTTP_AUDIO));
    if (RtspPeer.isThere()) {
      all.add(Protocol.PROTOCOL_RTSP);
    } else {
      System.out.println(
          "no RTSP: apt-get install python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good"
              + " gstreamer1.0-libav");
    }
    return all;
  }

  /** Those that serve many serve all of theirs; of the others each channel has one. */
  private Peer peer(Protocol protocol, Programme programme, Path air, Place place)
      throws IOException, InterruptedException {
    Peer there = shared.get(protocol);
    if (there != null) {
      return there;
    }
    Peer peer = Peers.of(protocol, programme, air, place);
    if (Peers.serveMany(protocol)) {
      shared.put(protocol, peer);
    }
    peers.add(peer);
    peer.start();
    return peer;
  }

  private void awaitAll(Ear ear) throws InterruptedException {
    Map<String, Long> heard = new HashMap<>();
    for (int second = 0; heard.size() < channels; second++) {
      if (second > SECONDS_TO_HEAR_ALL) {
        throw new IllegalStateException(
            "only %d of %d channels were heard within %d s; see bridge.log in %s"
                .formatted(heard.size(), channels, SECONDS_TO_HEAR_ALL, folder));
      }
      TimeUnit.SECONDS.sleep(1);
      heard.putAll(ear.heard().soundSamples());
    }
  }
}
