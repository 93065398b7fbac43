package io.streamlation.bench.faults;

import io.streamlation.bench.bridge.Wishes;
import io.streamlation.bench.peer.BadLine;
import io.streamlation.bench.peer.PackagerPeer;
import io.streamlation.bench.peer.Peer;
import io.streamlation.bench.peer.Peers;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionEvent.Kind;
import io.streamlation.contracts.v1.SessionPlan.Desired;
import io.streamlation.contracts.v1.Source.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One protocol, and everything that is done to its sender, one after the other. */
final class Trial {
  private static final Set<Kind> TROUBLE =
      Set.of(
          Kind.KIND_RETRYING, Kind.KIND_STALLED, Kind.KIND_GAP, Kind.KIND_ENDED, Kind.KIND_FAILED);
  private static final int SEGMENTS_LOST = 2;
  private static final Duration SAID_LIMIT = Duration.ofSeconds(25);
  private static final Duration BACK_LIMIT = Duration.ofSeconds(45);

  /** Undisturbed sound before and after a fault. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  private static final Duration ON_A_BAD_LINE = Duration.ofSeconds(40);

  private final Protocol protocol;
  private final Wishes wishes;
  private final Witness witness;
  private final List<Cell> cells = new ArrayList<>();

  Trial(Protocol protocol, Wishes wishes, Witness witness) {
    this.protocol = protocol;
    this.wishes = wishes;
    this.witness = witness;
  }

  /** Something done to a sender. */
  @FunctionalInterface
  private interface Deed {
    void run() throws Exception;
  }

  /** All of a sender that lives. */
  List<Cell> ofSender(Peer peer) throws Exception {
    Session session = new Session(peer.address(0));
    session.strike("start", "nobody is there; then the sender starts", session::begin, peer::start);
    if (peer instanceof PackagerPeer packager) {
      session.strike(
          "stall",
          "the origin takes connections and answers nothing",
          packager::fallSilent,
          packager::speakAgain);
      session.strike(
          "freeze", "the packager stands still (SIGSTOP)", packager::freeze, packager::thaw);
      session.strike(
          "loss",
          SEGMENTS_LOST + " segments are listed and answer 404",
          () -> packager.loseNext(SEGMENTS_LOST),
          () -> {});
    } else {
      session.strike("stall", "the sender stands still (SIGSTOP)", peer::freeze, peer::thaw);
    }
    session.strike("restart", "the sender is killed, and begun again", peer::kill, peer::start);
    session.end("the sender ends in good order", peer::end);
    return cells;
  }

  /** Of a file there is a beginning and an end. */
  List<Cell> ofFile(Peer peer) throws Exception {
    peer.start();
    Session session = new Session(peer.address(0));
    long begunAtMs = System.currentTimeMillis();
    session.begin();
    session.awaitSound(begunAtMs);
    session.add(
        "start",
        "its plan is written",
        Optional.empty(),
        OptionalLong.empty(),
        session.heardSince(begunAtMs),
        session.account.mark());
    session.end("it is played to its end", () -> {});
    return cells;
  }

  /** A line that loses packets from the beginning: nothing need be said if nothing is missing. */
  List<Cell> onBadLine(Peer peer, BadLine.Figures figures) throws Exception {
    peer.start();
    Session session = new Session(peer.address(0));
    long begunAtMs = System.currentTimeMillis();
    session.begin();
    session.awaitSound(begunAtMs);
    TimeUnit.NANOSECONDS.sleep(QUIET.toNanos()); // what was waiting comes in a burst
    Account.Mark before = session.account.mark();
    long struckAtMs = System.currentTimeMillis();
    TimeUnit.NANOSECONDS.sleep(ON_A_BAD_LINE.toNanos());
    Optional<SessionEvent> said = session.account.firstSince(struckAtMs, TROUBLE);
    session.stop();
    session.add(
        "packet loss",
        figures + ", for " + ON_A_BAD_LINE.toSeconds() + " s",
        said,
        OptionalLong.empty(),
        OptionalLong.empty(),
        before);
    return cells;
  }

  /** One session of the trial. */
  private final class Session {
    private final String id = UUID.randomUUID().toString();
    private final String address;
    private final Account account = witness.of(id);
    private String trouble = "";

    Session(String address) {
      this.address = address;
    }

    void begin() {
      wishes.wish(id, protocol, address, Desired.DESIRED_ON_AIR);
    }

    void stop() throws InterruptedException {
      if (!account.isClosed()) {
        wishes.wish(id, protocol, address, Desired.DESIRED_STOPPED);
      }
      await("its ledger is closed", BACK_LIMIT, account::isClosed);
    }

    void strike(String fault, String done, Deed blow, Deed repair) throws Exception {
      Account.Mark before = account.mark();
      long struckAtMs = System.currentTimeMillis();
      blow.run();
      Optional<SessionEvent> said = awaitWords(struckAtMs);
      long repairedAtMs = System.currentTimeMillis();
      repair.run();
      awaitSound(repairedAtMs);
      OptionalLong back = heardSince(repairedAtMs);
      TimeUnit.NANOSECONDS.sleep(QUIET.toNanos());
      add(
          fault,
          done,
          said,
          after(said, struckAtMs),
          back,
          fault.equals("start") ? account.mark() : before);
    }

    void end(String done, Deed deed) throws Exception {
      Account.Mark before = account.mark();
      long endedAtMs = System.currentTimeMillis();
      deed.run();
      Optional<SessionEvent> said = awaitWords(endedAtMs);
      stop();
      // A file ends when it is played, whenever that is.
      OptionalLong after =
          protocol == Protocol.PROTOCOL_FILE ? OptionalLong.empty() : after(said, endedAtMs);
      add("end", done, said, after, OptionalLong.empty(), before);
    }

    void add(
        String fault,
        String done,
        Optional<SessionEvent> said,
        OptionalLong saidAfter,
        OptionalLong back,
        Account.Mark before) {
      Account.Mark now = account.mark();
      Cell cell =
          new Cell(
              Peers.nameOf(protocol),
              fault,
              done,
              said,
              saidAfter,
              back,
              now.declaredSince(before),
              now.soundMissingByClockSince(before),
              account.unaccountedMs(),
              trouble);
      cells.add(cell);
      trouble = "";
      System.out.println(FaultTable.lines(List.of(cell)).get(2));
    }

    private Optional<SessionEvent> awaitWords(long sinceMs) throws InterruptedException {
      await(
          "the bridge says so", SAID_LIMIT, () -> account.firstSince(sinceMs, TROUBLE).isPresent());
      return account.firstSince(sinceMs, TROUBLE);
    }

    void awaitSound(long sinceMs) throws InterruptedException {
      await("sound is on air again", BACK_LIMIT, () -> account.heardAtMs(sinceMs).isPresent());
    }

    OptionalLong heardSince(long sinceMs) {
      OptionalLong heard = account.heardAtMs(sinceMs);
      return heard.isPresent() ? OptionalLong.of(heard.getAsLong() - sinceMs) : heard;
    }

    private static OptionalLong after(Optional<SessionEvent> said, long sinceMs) {
      return said.map(event -> OptionalLong.of(event.getAtMs() - sinceMs))
          .orElse(OptionalLong.empty());
    }

    private void await(String what, Duration limit, BooleanSupplier condition)
        throws InterruptedException {
      long deadline = System.nanoTime() + limit.toNanos();
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() > deadline) {
          trouble = "not within " + limit.toSeconds() + " s: " + what;
          return;
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }
}
