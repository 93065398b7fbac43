package io.streamlation.ingest.rehost;

import io.streamlation.contracts.v1.Playout;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.ingest.decode.DecoderProgram;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all re-hosted sessions of a bridge share; keeps them together within their bytes. */
public final class Rehosting {
  private static final Logger LOG = LoggerFactory.getLogger(Rehosting.class);

  private final SegmentStore store;
  private final RehostSettings settings;
  private final DecoderProgram program;
  private final Metrics metrics;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Map<String, Rehost> open = new ConcurrentHashMap<>();

  /** Whom a session's re-hosting tells. */
  public interface Word {
    void mark(SourceSegment segment);

    void note(Party party, String code, String message, String action);
  }

  public Rehosting(
      SegmentStore store,
      RehostSettings settings,
      DecoderProgram program,
      Metrics metrics,
      Clock clock,
      LongSupplier nanoTime) {
    this.store = store;
    this.settings = settings;
    this.program = program;
    this.metrics = metrics;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** Whether the plan wishes it, should there be a picture. */
  public static boolean wishes(SessionPlan plan) {
    Playout.Mode mode = plan.getPlayout().getMode();
    return mode == Playout.Mode.MODE_REHOST
        || mode == Playout.Mode.MODE_UNSPECIFIED
            && plan.getSource().getProtocol() != Source.Protocol.PROTOCOL_HLS;
  }

  /**
   * For one epoch.
   *
   * @param epochOffsetSamples where it begins on the session's line
   */
  public Rehost open(
      String sessionId,
      long epoch,
      long epochOffsetSamples,
      Supplier<SessionPlan> plan,
      Word word) {
    Rehost rehost = new Rehost(this, sessionId, epoch, epochOffsetSamples, plan, word);
    open.put(sessionId, rehost);
    return rehost;
  }

  void closed(String sessionId, Rehost rehost) {
    open.remove(sessionId, rehost);
  }

  SegmentStore store() {
    return store;
  }

  RehostSettings settings() {
    return settings;
  }

  DecoderProgram program() {
    return program;
  }

  Metrics metrics() {
    return metrics;
  }

  Clock clock() {
    return clock;
  }

  LongSupplier nanoTime() {
    return nanoTime;
  }

  Duration windowOf(SessionPlan plan) {
    long seconds = plan.getPlayout().getWindowSeconds();
    return seconds > 0 ? Duration.ofSeconds(seconds) : settings.window();
  }

  /** Nobody will ask for it any more. */
  public void forget(String sessionId) {
    try {
      store.remove(sessionId);
    } catch (IOException e) {
      LOG.warn(
          "what was re-hosted of session {} could not be removed: {}", sessionId, e.toString());
    }
  }

  private boolean isLeft(String sessionId, List<SegmentStore.Item> items) {
    long newestMs = items.stream().mapToLong(SegmentStore.Item::storedAtMs).max().orElse(0);
    return !open.containsKey(sessionId)
        && !items.isEmpty()
        && clock.millis() - newestMs > settings.keep().toMillis();
  }

  private record Kept(String sessionId, SegmentStore.Item item) {}

  /** {@link #tidy} from now on, in a thread of its own. */
  public void tidyEvery(Duration pause) {
    Executors.newSingleThreadScheduledExecutor(work -> Packager.thread("rehost-tidy", work))
        .scheduleWithFixedDelay(this::tidy, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * What nobody adds to any more goes after its time; what is too much goes, oldest first, whosever
   * it is.
   */
  public void tidy() {
    try {
      List<Kept> all = new ArrayList<>();
      long bytes = 0;
      for (String sessionId : store.sessions()) {
        List<SegmentStore.Item> items = store.list(sessionId);
        if (isLeft(sessionId, items)) {
          store.remove(sessionId);
          continue;
        }
        for (SegmentStore.Item item : items) {
          bytes += item.bytes();
          if (Shelf.isSegment(item.name())) {
            all.add(new Kept(sessionId, item));
          }
        }
      }
      if (bytes > settings.mostBytes()) {
        all.sort(Comparator.comparingLong(kept -> kept.item().storedAtMs()));
        Set<String> shortened = new HashSet<>();
        for (Kept kept : all) {
          if (bytes <= settings.mostBytes()) {
            break;
          }
          store.delete(kept.sessionId(), kept.item().name());
          bytes -= kept.item().bytes();
          metrics.rehostSegments.labelValues("crowded-out").inc();
          shortened.add(kept.sessionId());
        }
        shortened.stream().map(open::get).filter(r -> r != null).forEach(Rehost::sayCrowdedOut);
      }
      metrics.rehostedBytesKept.set(bytes);
    } catch (IOException | RuntimeException e) {
      LOG.warn("the store of re-hosted segments cannot be looked through: {}", e.toString());
    }
  }
}
