package io.streamlation.control.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Secrets that are good for one use within a short time, each standing for a value. In memory: a
 * restart voids them, and whoever held one asks again.
 */
public final class OneTimeSecrets<T> {
  private static final int KEPT_AT_MOST = 10_000;

  private final Clock clock;
  private final Duration life;
  private final Map<String, Entry<T>> entries = new LinkedHashMap<>(); // oldest first

  private record Entry<T>(T value, Instant expiresAt) {}

  public record Issued(String secret, Instant expiresAt) {}

  public OneTimeSecrets(Clock clock, Duration life) {
    this.clock = clock;
    this.life = life;
  }

  public synchronized Issued issue(T value) {
    Instant now = clock.instant();
    entries.values().removeIf(entry -> !entry.expiresAt().isAfter(now));
    if (entries.size() >= KEPT_AT_MOST) {
      entries.remove(entries.keySet().iterator().next());
    }
    Issued issued = new Issued(Tokens.random(), now.plus(life));
    entries.put(issued.secret(), new Entry<>(value, issued.expiresAt()));
    return issued;
  }

  /** What the secret stood for; it is worthless from now on. */
  public synchronized Optional<T> redeem(String secret) {
    Entry<T> entry = entries.remove(secret);
    return entry != null && entry.expiresAt().isAfter(clock.instant())
        ? Optional.of(entry.value())
        : Optional.empty();
  }
}
