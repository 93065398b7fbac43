package io.streamlation.control.playout;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.playout.PlayoutStore.Key;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/**
 * Requests for a playlist with an entry that is not listed yet (RFC 8216bis §6.2.5.2). They hold no
 * thread, and there is an end to how many there may be.
 */
@Component
class Waiting {
  /** Looks again; true when it is done. */
  interface Look {
    boolean isDone();
  }

  private final int most;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<Key, List<Look>> looks = new ConcurrentHashMap<>();

  Waiting(Playout playout, ControlSettings settings, MeterRegistry metrics) {
    this.most = settings.playout().mostWaiting();
    playout.onChange(this::changed);
    Gauge.builder("streamlation.playout.waiting", waiting, AtomicInteger::get)
        .description("Players that wait for the next entry of a playlist")
        .register(metrics);
  }

  /** False if there are too many already: then it is answered with what there is. */
  boolean begin(Key key, Look look) {
    if (waiting.incrementAndGet() > most) {
      waiting.decrementAndGet();
      return false;
    }
    looks.computeIfAbsent(key, k -> new CopyOnWriteArrayList<>()).add(look);
    if (look.isDone()) { // it came between the first look and now
      end(key, look);
    }
    return true;
  }

  void end(Key key, Look look) {
    List<Look> ofKey = looks.get(key);
    if (ofKey != null && ofKey.remove(look)) {
      waiting.decrementAndGet();
    }
  }

  private void changed(Key key) {
    for (Look look : looks.getOrDefault(key, List.of())) {
      if (look.isDone()) {
        end(key, look);
      }
    }
  }
}
