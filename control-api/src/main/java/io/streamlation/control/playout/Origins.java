package io.streamlation.control.playout;

import io.streamlation.contracts.v1.FetchedPlaylist;
import io.streamlation.contracts.v1.FetchedPlaylists;
import io.streamlation.contracts.v1.PlaylistAnswer;
import io.streamlation.contracts.v1.PlaylistRequest;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.probe.BridgeDoor;
import io.streamlation.control.session.Session;
import io.streamlation.control.system.Quietly;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The playlists of origins, fetched by a bridge and remembered for a while: however many viewers
 * come, the origin is asked once. An older look serves until the newer one is there.
 */
@Component
class Origins implements DisposableBean {
  private static final int LOOKERS = 4;
  private static final int REMEMBERED = 2_000;
  private static final Duration UNWATCHED_EVERY = Duration.ofMinutes(1);
  private static final Duration MEDIA_EVERY = Duration.ofSeconds(1);
  private static final Duration JUDGED_EVERY = Duration.ofMinutes(10);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration FIRST_LOOK_WITHIN = Duration.ofSeconds(8);
  private static final Pattern TARGET = Pattern.compile("#EXT-X-TARGETDURATION:\\s*(\\d{1,9})");

  private final BridgeDoor door;
  private final ControlSettings.Playout settings;
  private final Clock clock;
  private final Quietly trouble;
  private final ExecutorService lookers =
      Executors.newFixedThreadPool(
          LOOKERS,
          task -> {
            Thread thread = new Thread(task, "origin-look");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Seen> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** What is known of one address; guarded by itself. */
  private static final class Seen {
    private Optional<OriginLook> look = Optional.empty();
    private Optional<String> complaint = Optional.empty();
    private Instant triedAt = Instant.EPOCH;
    private Instant judgedAt = Instant.EPOCH;
    private Optional<CompletableFuture<Void>> underWay = Optional.empty();
  }

  Origins(BridgeDoor door, ControlSettings settings, Clock clock) {
    this.door = door;
    this.settings = settings.playout();
    this.clock = clock;
    this.trouble = new Quietly(LoggerFactory.getLogger(Origins.class), clock);
  }

  /** What was seen last, never waited for. */
  Optional<OriginLook> look(Session session) {
    Seen known = known(session.source().url());
    refresh(session.source().url(), known, UNWATCHED_EVERY);
    synchronized (known) {
      return known.look;
    }
  }

  /** As new as a player needs it; waited for if there is none at all. */
  Optional<OriginLook> fresh(Session session) {
    return fresh(session.source().url(), settings.originEvery());
  }

  /** A media playlist that moves on. */
  Optional<OriginLook> media(String url) {
    return fresh(url, MEDIA_EVERY);
  }

  private Optional<OriginLook> fresh(String url, Duration every) {
    Seen known = known(url);
    Optional<CompletableFuture<Void>> underWay = refresh(url, known, every);
    synchronized (known) {
      if (known.look.isPresent()) {
        return known.look;
      }
    }
    underWay.ifPresent(Origins::await);
    synchronized (known) {
      return known.look;
    }
  }

  /** Why there is no newer look; empty if the last one went well. */
  Optional<String> complaint(Session session) {
    Seen known = known(session.source().url());
    synchronized (known) {
      return known.complaint;
    }
  }

  private static void await(CompletableFuture<Void> look) {
    try {
      look.get(FIRST_LOOK_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // its complaint is remembered, or will be
    }
  }

  private Seen known(String url) {
    synchronized (seen) {
      return seen.computeIfAbsent(url, u -> new Seen());
    }
  }

  private Optional<CompletableFuture<Void>> refresh(String url, Seen known, Duration every) {
    synchronized (known) {
      Instant now = clock.instant();
      Duration pause = known.complaint.isPresent() ? AFTER_FAILURE : every;
      if (known.underWay.isPresent() || now.isBefore(known.triedAt.plus(pause))) {
        return known.underWay;
      }
      known.triedAt = now;
      boolean judge = !now.isBefore(known.judgedAt.plus(JUDGED_EVERY));
      known.underWay =
          Optional.of(CompletableFuture.runAsync(() -> lookAt(url, known, judge), lookers));
      return known.underWay;
    }
  }

  private void lookAt(String url, Seen known, boolean judge) {
    Optional<OriginLook> found = Optional.empty();
    Optional<String> complaint = Optional.empty();
    try {
      PlaylistAnswer answer =
          door.playlist(
              PlaylistRequest.newBuilder()
                  .setUrl(url)
                  .setWithMedia(true)
                  .setAsBrowser(judge)
                  .build());
      if (answer.hasPlaylists()) {
        synchronized (known) {
          found = Optional.of(read(answer.getPlaylists(), known.look, judge, clock.instant()));
        }
      } else {
        complaint = Optional.of(answer.getTrouble().getMessage());
      }
    } catch (BridgeDoor.Away e) {
      complaint = Optional.of("PLATFORM: " + e.getMessage());
    } finally {
      synchronized (known) {
        known.underWay = Optional.empty();
        known.complaint = complaint;
        if (found.isPresent()) {
          known.look = found;
          known.judgedAt = judge ? known.triedAt : known.judgedAt;
        }
      }
    }
    complaint.ifPresent(why -> trouble.warn("an origin's playlist could not be fetched: " + why));
  }

  private static OriginLook read(
      FetchedPlaylists fetched, Optional<OriginLook> before, boolean judged, Instant now) {
    String text = fetched.getAsked().getText().toStringUtf8();
    boolean multivariant = fetched.hasMedia();
    FetchedPlaylist media = multivariant ? fetched.getMedia() : fetched.getAsked();
    String mediaText = media.getText().toStringUtf8();
    Matcher target = TARGET.matcher(mediaText);
    long bitsPerSecond =
        fetched.getSegmentDurationMs() > 0
            ? fetched.getSegmentBytes() * 8 * 1000 / fetched.getSegmentDurationMs()
            : 0;
    return new OriginLook(
        text,
        fetched.getAsked().getFrom(),
        multivariant,
        target.find() ? OptionalInt.of(Integer.parseInt(target.group(1))) : OptionalInt.empty(),
        (int) mediaText.lines().filter(line -> line.startsWith("#EXTINF")).count(),
        mediaText.contains("#EXT-X-PROGRAM-DATE-TIME"),
        mediaText.contains("#EXT-X-DISCONTINUITY-SEQUENCE"),
        mediaText.contains("#EXT-X-PLAYLIST-TYPE:EVENT"),
        judged ? bitsPerSecond : before.map(OriginLook::bitsPerSecond).orElse(0L),
        judged
            ? Optional.of(fetched.getUnreadable()).filter(why -> !why.isEmpty())
            : before.flatMap(OriginLook::unreadable),
        now);
  }

  @Override
  public void destroy() {
    lookers.shutdownNow();
  }
}
