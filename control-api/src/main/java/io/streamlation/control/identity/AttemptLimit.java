package io.streamlation.control.identity;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.streamlation.control.problem.Refusal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Wrong tokens and codes per address: ten at once, then one every six seconds. A good token is
 * never held up.
 */
@Component
class AttemptLimit {
  private static final int AT_ONCE = 10;
  private static final Duration REFILLED_WITHIN = Duration.ofMinutes(1);
  private static final int ADDRESSES_KEPT = 10_000;

  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > ADDRESSES_KEPT;
        }
      };

  /** Counts one attempt of this address, or refuses it. */
  void count(String address) {
    ConsumptionProbe probe = bucketOf(address).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1;
      throw Refusal.tooMany(
          "Too many wrong tokens or codes from " + address + "; try again in " + seconds + " s.",
          seconds);
    }
  }

  private Bucket bucketOf(String address) {
    synchronized (buckets) {
      return buckets.computeIfAbsent(
          address,
          key ->
              Bucket.builder()
                  .addLimit(limit -> limit.capacity(AT_ONCE).refillGreedy(AT_ONCE, REFILLED_WITHIN))
                  .build());
    }
  }
}
