package io.streamlation.ingest.assign;

import io.streamlation.contracts.SourceInputs;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionEvent.Kind;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.ingest.publish.Bus;
import io.streamlation.ingest.supervise.Channel;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channels of this bridge. Used by the thread that reads plans; a housekeeper ticks every
 * channel beside it.
 */
final class Channels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
  private static final long TICK_MS = 500;

  private final BiFunction<SessionPlan, Optional<Channel>, Channel> factory;
  private final Bus bus;
  private final String bridgeId;
  private final int most;
  private final Consumer<String> gone;
  private final Map<String, Channel> running = new ConcurrentHashMap<>();
  private final Map<String, Integer> partitions = new ConcurrentHashMap<>();
  private final Set<String> toForget = new HashSet<>();
  private final ScheduledExecutorService housekeeper =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "housekeeper");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param factory makes a channel that begins after another one has stopped
   * @param most channels at once
   * @param gone told of sessions that are deleted, once their channel has stopped
   */
  Channels(
      BiFunction<SessionPlan, Optional<Channel>, Channel> factory,
      Bus bus,
      String bridgeId,
      int most,
      Consumer<String> gone) {
    this.gone = gone;
    this.factory = factory;
    this.bus = bus;
    this.bridgeId = bridgeId;
    this.most = most;
    housekeeper.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    for (Channel channel : running.values()) {
      try {
        channel.tick(System.nanoTime());
      } catch (RuntimeException e) {
        LOG.error("channel {} could not be looked after", channel.sessionId(), e);
      }
    }
  }

  void carryOut(PlanBoard.Move move) {
    if (move instanceof PlanBoard.OnAir onAir) {
      partitions.put(onAir.plan().getSessionId(), onAir.partition());
      onAir(onAir.plan());
    } else if (move instanceof PlanBoard.Stop stop) {
      stop(stop.plan());
    } else if (move instanceof PlanBoard.Forget forget) {
      forget(forget.sessionId());
    }
  }

  private void onAir(SessionPlan plan) {
    Channel channel = running.get(plan.getSessionId());
    boolean runs = channel != null && !channel.isDone();
    if (runs && channel.mayGoOnUnder(plan)) {
      channel.replan(plan);
      return;
    }
    if (runs && SourceInputs.sameMain(channel.plan().getSource(), plan.getSource())) {
      // The next epoch goes on where this one ends: nothing is lost by it.
      channel.release(End.Reason.REASON_HANDED_OVER, "the plan wishes a new beginning");
    } else if (runs) {
      channel.release(End.Reason.REASON_STOPPED, "the plan names another source");
    } else if (running.values().stream().filter(c -> !c.isDone()).count() >= most) {
      sayFull(plan);
      return;
    }
    Channel next = factory.apply(plan, Optional.ofNullable(runs ? channel : null));
    running.put(plan.getSessionId(), next);
    next.start();
  }

  private void stop(SessionPlan plan) {
    Channel channel = running.get(plan.getSessionId());
    if (channel != null && !channel.isDone()) {
      channel.replan(plan);
      channel.release(End.Reason.REASON_STOPPED, "the plan says so");
    } else {
      say(
          plan,
          plan.getSessionId() + ".stopped." + plan.getRevision(),
          Kind.KIND_STOPPED,
          Party.PARTY_UNSPECIFIED,
          "stopped",
          "the session is not on air, as planned",
          "");
    }
  }

  private void forget(String sessionId) {
    Channel channel = running.get(sessionId);
    if (channel != null) {
      channel.release(End.Reason.REASON_STOPPED, "the session is gone");
    }
    toForget.add(sessionId);
  }

  /** Takes stopped channels off the list. */
  void sweep() {
    running.values().removeIf(Channel::isDone);
    toForget.removeIf(
        sessionId -> {
          boolean stopped = !running.containsKey(sessionId);
          if (stopped) {
            bus.forget(sessionId);
            gone.accept(sessionId);
          }
          return stopped;
        });
  }

  /** Another bridge goes on with these: each publishes its end, and is waited for. */
  void handOver(Collection<Integer> revoked, Duration limit) {
    List<Channel> leaving = of(revoked);
    leaving.forEach(
        c -> c.release(End.Reason.REASON_HANDED_OVER, "another bridge takes this session over"));
    await(leaving, limit);
  }

  /**
   * Another bridge has these already; or, after the broker was away, this one gets them back: then
   * what is under way must be stored before the successor looks where to go on, so the old channel
   * stays on the list until it is done.
   */
  void abandon(Collection<Integer> lost) {
    of(lost).forEach(Channel::abandon);
  }

  private List<Channel> of(Collection<Integer> wanted) {
    return running.values().stream()
        .filter(c -> wanted.contains(partitions.get(c.sessionId())))
        .toList();
  }

  private void await(List<Channel> leaving, Duration limit) {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    for (Channel channel : leaving) {
      try {
        Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
        if (!channel.awaitDone(left)) {
          LOG.warn("channel {} did not stop in time", channel.sessionId());
          channel.abandon();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      running.remove(channel.sessionId(), channel);
    }
  }

  boolean isRunning(String sessionId) {
    Channel channel = running.get(sessionId);
    return channel != null && !channel.isDone();
  }

  Optional<Integer> partitionOf(String sessionId) {
    return Optional.ofNullable(partitions.get(sessionId));
  }

  private void sayFull(SessionPlan plan) {
    LOG.warn("session {} is not taken up: {} channels are on air here", plan.getSessionId(), most);
    say(
        plan,
        plan.getSessionId() + ".bridge-full." + plan.getRevision(),
        Kind.KIND_FAILED,
        Party.PARTY_PLATFORM,
        "bridge-full",
        "the session is not taken up: this bridge has its " + most + " channels on air",
        "An operator starts another bridge or raises channels.max; then put it on air again.");
  }

  private void say(
      SessionPlan plan,
      String id,
      Kind kind,
      Party party,
      String code,
      String message,
      String action) {
    bus.say(
        SessionEvent.newBuilder()
            .setId(id)
            .setSessionId(plan.getSessionId())
            .setAtMs(plan.getPlannedAtMs())
            .setKind(kind)
            .setParty(party)
            .setCode(code)
            .setMessage(message)
            .setAction(action)
            .setReporter("ingest-bridge/" + bridgeId)
            .setPlanRevision(plan.getRevision())
            .build());
  }

  @Override
  public void close() {
    housekeeper.shutdownNow();
  }
}
