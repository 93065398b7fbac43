package io.streamlation.flink.think;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a model is shared.
 *
 * @param inFlight questions of one subtask that may be with the pool; other keys wait for a place,
 *     and hold nobody back by that
 * @param batch questions that go to the model together, at most
 * @param gather so long a batch without a final waits for company
 * @param deadline so long a batch may take
 */
public record ThinkSettings(int inFlight, int batch, Duration gather, Duration deadline)
    implements Serializable {
  public ThinkSettings {
    if (inFlight < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "in-flight and batch must be at least 1, and are %d and %d".formatted(inFlight, batch));
    }
    if (gather.isNegative() || deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "gather must not be negative and deadline must be more than 0, and they are %s and %s"
              .formatted(gather, deadline));
    }
  }
}
