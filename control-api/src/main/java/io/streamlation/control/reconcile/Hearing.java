package io.streamlation.control.reconcile;

import java.time.Instant;

/**
 * Whether anything that a bridge says could be heard here. While Kafka or the database is away, or
 * this process was, silence proves nothing.
 */
@FunctionalInterface
public interface Hearing {
  /** Since when without a break; {@code now} if it cannot be heard now. */
  Instant since(Instant now);
}
