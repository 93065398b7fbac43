package io.streamlation.control.system;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * What was looked up, believed for a while: many ask for the same. Shortly before it is too old one
 * of those who ask looks again, and the others are answered meanwhile; so that they do not all come
 * to the database at once.
 */
public final class Lookups<K, V> {
  /** From then on one looks again: four fifths of the time for which it is believed. */
  private static final double RENEWED_AFTER = 0.8;

  private final int most;
  private final Duration renewedAfter;
  private final Duration believedFor;
  private final Clock clock;
  private final Map<K, Known<V>> known = new ConcurrentHashMap<>();

  private record Known<V>(V value, Instant renewAt, Instant until, AtomicBoolean isRenewed) {}

  /**
   * @param most how many are remembered
   */
  public Lookups(int most, Duration believedFor, Clock clock) {
    this.most = most;
    this.believedFor = believedFor;
    this.renewedAfter = Duration.ofNanos((long) (believedFor.toNanos() * RENEWED_AFTER));
    this.clock = clock;
  }

  public V get(K key, Function<K, V> lookUp) {
    Instant now = clock.instant();
    Known<V> before = known.get(key);
    boolean isGood = before != null && now.isBefore(before.until());
    if (isGood
        && (now.isBefore(before.renewAt()) || !before.isRenewed().compareAndSet(false, true))) {
      return before.value();
    }
    V value;
    try {
      value = lookUp.apply(key);
    } catch (RuntimeException e) {
      if (isGood) {
        return before.value(); // whoever comes when it is too old tries again, and is told
      }
      throw e;
    }
    makeRoom(now);
    known.put(
        key,
        new Known<>(value, now.plus(renewedAfter), now.plus(believedFor), new AtomicBoolean()));
    return value;
  }

  public void forgetAll() {
    known.clear();
  }

  private void makeRoom(Instant now) {
    if (known.size() >= most) {
      known.values().removeIf(one -> !now.isBefore(one.until()));
      if (known.size() >= most) {
        known.clear();
      }
    }
  }
}
