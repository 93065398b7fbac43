package io.streamlation.flink.engine.whisper;

/**
 * Which token may come next. The rules of openai/whisper: suppressed tokens never; blank and end
 * not first; timestamps in pairs, never falling, each stretch longer than nothing; a timestamp
 * whenever all timestamps together are likelier than any one text token.
 */
final class TokenRules {
  private static final float NEVER = Float.NEGATIVE_INFINITY;

  private final WhisperConfig config;

  TokenRules(WhisperConfig config) {
    this.config = config;
  }

  /**
   * @param logits of the next token, by id; forbidden ones become minus infinity
   * @param said tokens decided after the prompt
   * @param count how many of {@code said} count
   */
  void apply(float[] logits, int[] said, int count) {
    int ts0 = config.timestampId();
    for (int id : config.suppressed()) {
      logits[id] = NEVER;
    }
    logits[config.noTimestampsId()] = NEVER;
    if (count == 0) {
      for (int id : config.suppressedFirst()) {
        logits[id] = NEVER;
      }
      forbid(logits, 0, ts0);
      if (config.maxInitialTimestamp() >= 0) {
        forbid(logits, ts0 + config.maxInitialTimestamp() + 1, logits.length);
      }
    } else {
      boolean lastWasTime = said[count - 1] >= ts0;
      boolean oneBeforeWasTime = count < 2 || said[count - 2] >= ts0;
      if (lastWasTime && oneBeforeWasTime) {
        forbid(logits, ts0, logits.length); // a stretch has begun: words, or the end
      } else if (lastWasTime) {
        forbid(logits, 0, config.endId()); // a stretch has ended: the next begins, or the end
      }
      int lastTime = lastTimestamp(said, count);
      if (lastTime >= 0) {
        boolean closed = lastWasTime && !oneBeforeWasTime;
        forbid(logits, ts0, closed ? lastTime : lastTime + 1);
      }
    }
    if (logSum(logits, ts0, logits.length) > max(logits, 0, ts0)) {
      forbid(logits, 0, ts0);
    }
  }

  private int lastTimestamp(int[] said, int count) {
    for (int i = count - 1; i >= 0; i--) {
      if (said[i] >= config.timestampId()) {
        return said[i];
      }
    }
    return -1;
  }

  private static void forbid(float[] logits, int from, int to) {
    if (from < to) {
      java.util.Arrays.fill(logits, from, Math.min(to, logits.length), NEVER);
    }
  }

  private static float max(float[] logits, int from, int to) {
    float max = NEVER;
    for (int i = from; i < to; i++) {
      max = Math.max(max, logits[i]);
    }
    return max;
  }

  /** log Σ exp; minus infinity where all are. */
  static double logSum(float[] logits, int from, int to) {
    float max = max(logits, from, to);
    if (max == NEVER) {
      return Double.NEGATIVE_INFINITY;
    }
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.exp(logits[i] - max);
    }
    return max + Math.log(sum);
  }
}
