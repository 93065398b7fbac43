package io.streamlation.bench.faults;

import io.streamlation.bench.bridge.BridgeProcess;
import io.streamlation.bench.bridge.Driver;
import io.streamlation.bench.bridge.Told;
import io.streamlation.bench.bridge.Wishes;
import io.streamlation.bench.peer.Peer;
import io.streamlation.bench.peer.Peers;
import io.streamlation.bench.peer.Place;
import io.streamlation.bench.peer.Programme;
import io.streamlation.contracts.v1.SessionPlan.Desired;
import io.streamlation.contracts.v1.Source.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * Strikes at bridges that share sessions: one is killed, drained, stands still and comes back, and
 * all are replaced in turn. Arguments: {@code bootstrap=H:P folder=DIR bridge=COMMAND
 * protocols=hls,rtmp,… [report=FILE]}.
 */
public final class HandOverFaults {
  private static final int BRIDGES = 3;

  /** All sessions lie in one partition, so that one bridge has all. */
  private static final int PARTITION = 0;

  private static final Duration SETTLED = Duration.ofSeconds(6);
  private static final Duration STANDS_STILL = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** A sender that serves one and does not notice that this one stands still is begun again. */
  private static final Duration SENDER_NOTICES = Duration.ofSeconds(5);

  private final Told told;
  private final Path folder;
  private final Programme programme;
  private final Witness witness;
  private final Wishes wishes;
  private final String group = BridgeProcess.groupOfItsOwn();
  private final Map<String, BridgeProcess> bridges = new TreeMap<>();
  private final List<Session> sessions = new ArrayList<>();
  private final List<HandOverCell> cells = new ArrayList<>();
  private int begun;
  private String trouble = "";

  private HandOverFaults(Told told, Witness witness, Wishes wishes)
      throws IOException, InterruptedException {
    this.told = told;
    this.folder = told.path("folder");
    this.programme = Programme.in(folder);
    this.witness = witness;
    this.wishes = wishes;
  }

  public static void main(String[] args) throws Exception {
    Driver.main(
        args,
        told -> {
          try (Witness witness = new Witness(told.text("bootstrap"));
              Wishes wishes = new Wishes(told.text("bootstrap"))) {
            HandOverFaults faults = new HandOverFaults(told, witness, wishes);
            try {
              faults.run();
            } finally {
              faults.end();
            }
            return new Driver.Outcome(
                HandOverTable.lines(faults.cells),
                faults.cells.stream().allMatch(HandOverCell::isGood));
          }
        });
  }

  /** A channel and its sender. */
  private record Session(
      String id, Protocol protocol, Peer peer, Place place, Account account, boolean keeps) {}

  /** What is done to bridges; the moments of the blows. */
  @FunctionalInterface
  private interface Deed {
    List<Blow> run() throws Exception;
  }

  /**
   * @param epochs that were on air then, in the order of the sessions
   */
  private record Blow(long atMs, List<Long> epochs) {}

  private void run() throws Exception {
    Path air = folder.resolve("air-" + System.currentTimeMillis());
    List<Protocol> protocols = told.list("protocols").stream().map(Peers::protocol).toList();
    List<Place> places = Place.freePorts(protocols.size()).stream().map(Place::onLoopback).toList();
    for (int i = 0; i < protocols.size(); i++) {
      Protocol protocol = protocols.get(i);
      String id = idInPartition();
      Peer peer = Peers.of(protocol, programme, air, places.get(i));
      sessions.add(
          new Session(
              id,
              protocol,
              peer,
              places.get(i),
              witness.of(id),
              protocol == Protocol.PROTOCOL_HLS || protocol == Protocol.PROTOCOL_DASH));
      peer.start();
    }
    for (int i = 0; i < BRIDGES; i++) {
      beginBridge();
    }
    for (Session session : sessions) {
      wishes.wish(
          session.id(), session.protocol(), session.peer().address(0), Desired.DESIRED_ON_AIR);
    }
    awaitSettled();
    strike("killed", this::kill);
    strike("drained", this::drain);
    strike("rolled, all three in turn", this::roll);
    strike("still for " + STANDS_STILL.toSeconds() + " s, then back", this::standStill);
    for (Session session : sessions) {
      wishes.wish(
          session.id(), session.protocol(), session.peer().address(0), Desired.DESIRED_STOPPED);
    }
    await("every ledger is closed", () -> sessions.stream().allMatch(s -> s.account().isClosed()));
    // What is wrong in the end is wrong in the last cells at least.
    for (int i = cells.size() - sessions.size(); i < cells.size(); i++) {
      Session session = sessions.get(i - cells.size() + sessions.size());
      if (session.account().unaccountedMs() != 0) {
        System.out.println(
            cells.get(i).protocol()
                + ": in the end "
                + session.account().unaccountedMs()
                + " ms are unaccounted for");
        cells.set(i, withUnaccounted(cells.get(i), session.account().unaccountedMs()));
      }
    }
  }

  private static HandOverCell withUnaccounted(HandOverCell c, long ms) {
    return new HandOverCell(
        c.protocol(),
        c.keeps(),
        c.deed(),
        c.heardAfterMs(),
        c.silentMs(),
        c.awaySeconds(),
        c.declaredSeconds(),
        c.byClockSeconds(),
        c.skippedMs(),
        c.epochs(),
        c.staleFrames(),
        ms,
        c.trouble());
  }

  private String idInPartition() {
    while (true) {
      String id = UUID.randomUUID().toString();
      byte[] key = id.getBytes(StandardCharsets.UTF_8);
      if (BuiltInPartitioner.partitionForKey(key, witness.audioPartitions()) == PARTITION) {
        return id;
      }
    }
  }

  private void beginBridge() throws IOException, InterruptedException {
    begun++;
    String id = "bridge-" + begun;
    bridges.put(
        id,
        new BridgeProcess(
            told.text("bootstrap"),
            told.command("bridge"),
            folder.resolve(id),
            group,
            sessions.stream().map(s -> s.place().called()).toList(),
            "bridge.id=" + id,
            "push.gate.port=0"));
  }

  private String owner() {
    String reporter = sessions.get(0).account().reporter().orElseThrow();
    return reporter.substring(reporter.indexOf('/') + 1);
  }

  private Blow blow() {
    return new Blow(
        System.currentTimeMillis(), sessions.stream().map(s -> s.account().newestEpoch()).toList());
  }

  private boolean isHeardSince(Blow blow) {
    for (int i = 0; i < sessions.size(); i++) {
      if (sessions.get(i).account().heardAtMsBehind(blow.epochs().get(i)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private List<Blow> kill() throws Exception {
    Blow blow = blow();
    bridges.remove(owner()).kill();
    awaitHeardSince(blow);
    return List.of(blow);
  }

  private List<Blow> drain() throws Exception {
    Blow blow = blow();
    bridges.remove(owner()).close();
    awaitHeardSince(blow);
    return List.of(blow);
  }

  private List<Blow> roll() throws Exception {
    List<Blow> blows = new ArrayList<>();
    for (String id : List.copyOf(bridges.keySet())) {
      boolean theirs = id.equals(owner());
      Blow blow = blow();
      bridges.remove(id).close();
      if (theirs) {
        blows.add(blow);
        awaitHeardSince(blow);
      }
      beginBridge();
      awaitSettled();
    }
    return blows;
  }

  private List<Blow> standStill() throws Exception {
    BridgeProcess still = bridges.get(owner());
    Blow blow = blow();
    still.freeze();
    TimeUnit.NANOSECONDS.sleep(SENDER_NOTICES.toNanos());
    for (Session session : sessions) {
      if (!Peers.serveMany(session.protocol())) {
        session.peer().kill();
        session.peer().start();
      }
    }
    awaitHeardSince(blow);
    long leftMs = STANDS_STILL.toMillis() - (System.currentTimeMillis() - blow.atMs());
    TimeUnit.MILLISECONDS.sleep(Math.max(0, leftMs));
    still.thaw();
    return List.of(blow);
  }

  private void strike(String deed, Deed how) throws Exception {
    List<Account.Mark> before = sessions.stream().map(s -> s.account().mark()).toList();
    List<Blow> blows = how.run();
    while (bridges.size() < BRIDGES) {
      beginBridge();
    }
    awaitSettled();
    for (int i = 0; i < sessions.size(); i++) {
      Session session = sessions.get(i);
      Account account = session.account();
      Account.Mark now = account.mark();
      int which = i;
      OptionalLong heardAfter =
          blows.stream()
              .flatMapToLong(
                  b -> {
                    OptionalLong at = account.heardAtMsBehind(b.epochs().get(which));
                    return at.isPresent()
                        ? LongStream.of(at.getAsLong() - b.atMs())
                        : LongStream.empty();
                  })
              .max();
      HandOverCell cell =
          new HandOverCell(
              Peers.nameOf(session.protocol()),
              session.keeps(),
              deed,
              heardAfter,
              account.longestSilenceMs(before.get(i)),
              now.awaySince(before.get(i)),
              now.declaredSince(before.get(i)),
              now.soundMissingByClockSince(before.get(i)),
              now.skippedMsSince(before.get(i)),
              account.epochsSince(before.get(i)),
              now.staleFrames() - before.get(i).staleFrames(),
              account.unaccountedMs(),
              trouble);
      cells.add(cell);
      System.out.println(HandOverTable.lines(List.of(cell)).get(2));
    }
    trouble = "";
  }

  private void awaitHeardSince(Blow blow) throws InterruptedException {
    await("all are heard from another bridge", () -> isHeardSince(blow));
  }

  /** All are heard, and no epoch has begun for a while: nothing moves any more. */
  private void awaitSettled() throws InterruptedException {
    List<Long> epochs = new ArrayList<>();
    long[] sinceMs = {System.currentTimeMillis()};
    await(
        "all are on air and stay where they are",
        () -> {
          long nowMs = System.currentTimeMillis();
          List<Long> now = sessions.stream().map(s -> s.account().newestEpoch()).toList();
          boolean heard =
              sessions.stream()
                  .allMatch(
                      s ->
                          nowMs - s.account().heardLastAtMs() < SETTLED.toMillis()
                              && s.account().newestEpoch() >= 0);
          if (!heard || !now.equals(epochs)) {
            epochs.clear();
            epochs.addAll(now);
            sinceMs[0] = nowMs;
          }
          return nowMs - sinceMs[0] > SETTLED.toMillis();
        });
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        trouble = "not within " + LIMIT.toSeconds() + " s: " + what;
        System.out.println(trouble);
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private void end() throws InterruptedException {
    for (BridgeProcess bridge : bridges.values()) {
      bridge.close();
    }
    for (Session session : sessions) {
      session.peer().close();
    }
  }
}
