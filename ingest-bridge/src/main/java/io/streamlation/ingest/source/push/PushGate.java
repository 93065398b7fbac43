package io.streamlation.ingest.source.push;

import io.streamlation.contracts.StreamKeys;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who may send: to sessions that are on air here, with the key that is theirs now. */
public final class PushGate {
  private final StreamKeys keys;
  private final Map<String, Long> expected = new ConcurrentHashMap<>();
  private final Map<String, Long> sendingSinceNanos = new ConcurrentHashMap<>();

  public PushGate(StreamKeys keys) {
    this.keys = keys;
  }

  /** The key that a session's senders must have. */
  public String key(String sessionId, long keyNumber) {
    return keys.key(sessionId, keyNumber);
  }

  void expect(String sessionId, long keyNumber) {
    expected.put(sessionId, keyNumber);
  }

  /** Unless another key is expected by now. */
  void forget(String sessionId, long keyNumber) {
    expected.remove(sessionId, keyNumber);
    sendingSinceNanos.remove(sessionId);
  }

  /** Why this sender may not send; empty if it may. */
  Optional<String> refusal(String sessionId, String key) {
    Long number = expected.get(sessionId);
    if (number == null) {
      return Optional.of(
          "no such session is on air here; if another bridge has it, as the session's events say,"
              + " the sender has to reach that one");
    }
    return keys.isKey(key, sessionId, number)
        ? Optional.empty()
        : Optional.of("its key is not the session's, or not any more");
  }

  void sends(String sessionId, long nowNanos) {
    sendingSinceNanos.putIfAbsent(sessionId, nowNanos);
  }

  void sendsNoMore(String sessionId) {
    sendingSinceNanos.remove(sessionId);
  }

  /** For so long; empty if nobody does. */
  Optional<Long> sendingNanos(String sessionId, long nowNanos) {
    return Optional.ofNullable(sendingSinceNanos.get(sessionId)).map(since -> nowNanos - since);
  }
}
