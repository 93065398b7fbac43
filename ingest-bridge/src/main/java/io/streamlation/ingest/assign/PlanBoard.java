package io.streamlation.ingest.assign;

import io.streamlation.contracts.v1.SessionPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest plan of each session of the partitions that are ours. Nothing is done about a
 * partition until it has been read up to where it ended when it came to us: an old wish may have
 * been taken back a few records later. Pure.
 */
final class PlanBoard {
  private final Map<Integer, Part> parts = new HashMap<>();

  /** What is to be done now. */
  sealed interface Move {}

  /** Take it up, or go on under the newer plan. */
  record OnAir(SessionPlan plan, int partition) implements Move {}

  record Stop(SessionPlan plan, int partition) implements Move {}

  record Forget(String sessionId) implements Move {}

  private static final class Part {
    private final Map<String, SessionPlan> plans = new LinkedHashMap<>();
    private final long readUpTo;
    private boolean caughtUp;

    Part(long readUpTo) {
      this.readUpTo = readUpTo;
    }
  }

  /**
   * A partition is ours, and is read from its beginning.
   *
   * @param endOffset where it ends now
   */
  void assigned(int partition, long endOffset) {
    parts.put(partition, new Part(endOffset));
  }

  void revoked(int partition) {
    parts.remove(partition);
  }

  /** Whether that record was written after the partition came to us: nobody has read it before. */
  boolean isNews(int partition, long offset) {
    Part part = parts.get(partition);
    return part != null && offset >= part.readUpTo;
  }

  /** A plan was read. One that is older than what is known changes nothing. */
  List<Move> plan(int partition, SessionPlan plan) {
    Part part = parts.get(partition);
    if (part == null) {
      return List.of();
    }
    SessionPlan known = part.plans.get(plan.getSessionId());
    if (known != null && known.getRevision() >= plan.getRevision()) {
      return List.of();
    }
    part.plans.put(plan.getSessionId(), plan);
    return part.caughtUp ? List.of(move(plan, partition)) : List.of();
  }

  List<Move> gone(int partition, String sessionId) {
    Part part = parts.get(partition);
    if (part == null) {
      return List.of();
    }
    boolean known = part.plans.remove(sessionId) != null;
    return known && part.caughtUp ? List.of(new Forget(sessionId)) : List.of();
  }

  /** The next record to be read is this one: is the partition known to where it was to be known? */
  List<Move> readTo(int partition, long position) {
    Part part = parts.get(partition);
    if (part == null || part.caughtUp || position < part.readUpTo) {
      return List.of();
    }
    part.caughtUp = true;
    List<Move> moves = new ArrayList<>();
    part.plans.values().forEach(plan -> moves.add(move(plan, partition)));
    return moves;
  }

  private static Move move(SessionPlan plan, int partition) {
    return plan.getDesired() == SessionPlan.Desired.DESIRED_ON_AIR
        ? new OnAir(plan, partition)
        : new Stop(plan, partition);
  }
}
