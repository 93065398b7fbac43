package io.streamlation.control.live;

import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.Refused;
import io.streamlation.control.identity.Caller;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One socket. Holds what the client has yet to get: words about itself, the newest standing of each
 * session, partials (bounded, the oldest go first), and for each session a place in the log.
 *
 * <p>At most one message is on its way; when it has been taken, {@link #pump} picks the next. So a
 * slow client slows nobody else.
 */
final class LiveClient {
  static final int POLICY_VIOLATION = 1008;
  private static final int WORDS_AT_MOST = 64;

  private final Outlet outlet;
  private final Executor executor;
  private final UUID log;
  private final int partialsAtMost;
  private final Runnable onPartialDropped;
  private final @Nullable String origin;

  // guarded by this
  private final Deque<String> words = new ArrayDeque<>();
  private final Map<UUID, String> standings = new LinkedHashMap<>();
  private final Map<String, Partial> partials = new LinkedHashMap<>();
  private final Map<UUID, Watching> watches = new LinkedHashMap<>();
  private @Nullable Caller caller;
  private boolean pumping;
  private boolean woken;
  private boolean closed;

  private record Partial(UUID sessionId, String body) {}

  LiveClient(
      Outlet outlet,
      Executor executor,
      UUID log,
      int partialsAtMost,
      Runnable onPartialDropped,
      @Nullable String origin) {
    this.outlet = outlet;
    this.executor = executor;
    this.log = log;
    this.partialsAtMost = partialsAtMost;
    this.onPartialDropped = onPartialDropped;
    this.origin = origin;
  }

  @Nullable String origin() {
    return origin;
  }

  synchronized Optional<Caller> caller() {
    return Optional.ofNullable(caller);
  }

  synchronized void identified(Caller as) {
    caller = as;
  }

  synchronized void watch(Watching watching) {
    unwatch(watching.sessionId());
    watches.put(watching.sessionId(), watching);
  }

  synchronized void unwatch(UUID sessionId) {
    watches.remove(sessionId);
    standings.remove(sessionId);
    partials.values().removeIf(partial -> partial.sessionId().equals(sessionId));
  }

  synchronized Set<UUID> watched() {
    return Set.copyOf(watches.keySet());
  }

  /** Something about the connection itself. A client that takes none of many is let go. */
  void say(LiveMessage message) {
    boolean tooMany;
    synchronized (this) {
      words.add(LiveJson.of(message));
      tooMany = words.size() > WORDS_AT_MOST;
    }
    if (tooMany) {
      close(POLICY_VIOLATION, "takes no messages");
    } else {
      wake();
    }
  }

  void refuse(@Nullable UUID sessionId, String code, String message) {
    LiveMessage.Builder refused =
        LiveMessage.newBuilder().setRefused(Refused.newBuilder().setCode(code).setMessage(message));
    if (sessionId != null) {
      refused.setSessionId(sessionId.toString());
    }
    say(refused.build());
  }

  /** The newest standing of a session replaces one that waits. */
  void standing(UUID sessionId, String body) {
    synchronized (this) {
      if (!watches.containsKey(sessionId)) {
        return;
      }
      standings.put(sessionId, body);
    }
    wake();
  }

  /** A newer text of the same caption replaces one that waits. */
  void partial(UUID sessionId, String key, String language, String body) {
    synchronized (this) {
      Watching watching = watches.get(sessionId);
      if (watching == null || !watching.isLive() || !watching.wants(language)) {
        return;
      }
      partials.remove(key);
      partials.put(key, new Partial(sessionId, body));
      if (partials.size() > partialsAtMost) {
        Iterator<String> oldest = partials.keySet().iterator();
        oldest.next();
        oldest.remove();
        onPartialDropped.run();
      }
    }
    wake();
  }

  /**
   * Finals are stored: partials of them that wait are out of date.
   *
   * @param came what partials of them are called, by session
   */
  void finalsCame(Map<UUID, List<String>> came) {
    boolean isWatching = false;
    synchronized (this) {
      for (UUID session : watches.keySet()) {
        List<String> keys = came.get(session);
        if (keys != null) {
          isWatching = true;
          keys.forEach(partials::remove);
        }
      }
    }
    if (isWatching) {
      wake();
    }
  }

  /** There may be something to send. */
  void wake() {
    synchronized (this) {
      woken = true;
      if (pumping || closed) {
        return;
      }
      pumping = true;
    }
    executor.execute(this::pump);
  }

  void close(int code, String reason) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      words.clear();
      standings.clear();
      partials.clear();
      watches.clear();
    }
    outlet.close(code, reason);
  }

  synchronized boolean isClosed() {
    return closed;
  }

  private void pump() {
    while (true) {
      synchronized (this) {
        woken = false;
      }
      Optional<String> next;
      try {
        next = next();
      } catch (RuntimeException e) {
        close(1011, "the transcript cannot be read; connect again and resume");
        return;
      }
      if (next.isPresent()) {
        outlet.send(
            next.get(),
            failure -> {
              if (failure == null) {
                executor.execute(this::pump);
              } else {
                close(1011, "a message was not taken in time; connect again and resume");
              }
            });
        return;
      }
      synchronized (this) {
        if (!woken || closed) {
          pumping = false;
          return;
        }
      }
    }
  }

  private Optional<String> next() {
    Watching[] places;
    synchronized (this) {
      if (closed) {
        return Optional.empty();
      }
      if (!words.isEmpty()) {
        return Optional.of(words.removeFirst());
      }
      Iterator<Map.Entry<UUID, String>> changed = standings.entrySet().iterator();
      if (changed.hasNext()) {
        Map.Entry<UUID, String> standing = changed.next();
        changed.remove();
        Watching watching = watches.get(standing.getKey());
        if (watching != null) {
          return Optional.of(framed(watching, standing.getValue()));
        }
      }
      places = watches.values().toArray(Watching[]::new);
    }
    for (Watching watching : places) {
      Optional<String> message = watching.next();
      if (message.isPresent()) {
        toTheEnd(watching);
        return message;
      }
    }
    synchronized (this) {
      Iterator<Partial> waiting = partials.values().iterator();
      while (waiting.hasNext()) {
        Partial partial = waiting.next();
        waiting.remove();
        Watching watching = watches.get(partial.sessionId());
        if (watching != null && watching.isLive()) {
          return Optional.of(framed(watching, partial.body()));
        }
      }
    }
    return Optional.empty();
  }

  /** Sessions take turns. */
  private synchronized void toTheEnd(Watching watching) {
    if (watches.remove(watching.sessionId(), watching)) {
      watches.put(watching.sessionId(), watching);
    }
  }

  private String framed(Watching watching, String body) {
    return LiveJson.framed(watching.sessionId(), log, watching.place(), body);
  }
}
