package io.streamlation.control.live;

import io.streamlation.contracts.v1.Live;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.Replay;
import io.streamlation.contracts.v1.Reset;
import io.streamlation.contracts.v1.Snapshot;
import io.streamlation.control.captions.TranscriptLog.LogEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One client's place in one session. Decides what comes next: from the database until the newest
 * finals cover the place, from those afterwards. Used by one thread at a time.
 */
final class Watching {
  private static final int PAGE = 200;

  private final UUID sessionId;
  private final UUID log;
  private final Set<String> languages;
  private final RecentFinals recent;
  private final Stored stored;
  private final Deque<String> first = new ArrayDeque<>();
  private final Deque<RecentFinals.Final> page = new ArrayDeque<>();
  private long place;
  private volatile boolean live;

  /** The transcript log, as far as it is needed here. */
  interface Stored {
    List<LogEntry> after(UUID session, long place, Set<String> languages, int limit);
  }

  private Watching(
      UUID sessionId,
      UUID log,
      Set<String> languages,
      long place,
      RecentFinals recent,
      Stored stored) {
    this.sessionId = sessionId;
    this.log = log;
    this.languages = Set.copyOf(languages);
    this.place = place;
    this.recent = recent;
    this.stored = stored;
  }

  static Watching snapshot(
      UUID sessionId,
      UUID log,
      Set<String> languages,
      long from,
      Optional<String> resetReason,
      RecentFinals recent,
      Stored stored) {
    Watching watching = new Watching(sessionId, log, languages, from, recent, stored);
    resetReason.ifPresent(
        reason ->
            watching.first.add(
                watching.message(b -> b.setReset(Reset.newBuilder().setReason(reason)))));
    watching.first.add(watching.message(b -> b.setSnapshot(Snapshot.getDefaultInstance())));
    return watching;
  }

  static Watching replay(
      UUID sessionId,
      UUID log,
      Set<String> languages,
      long from,
      RecentFinals recent,
      Stored stored) {
    Watching watching = new Watching(sessionId, log, languages, from, recent, stored);
    watching.first.add(watching.replayMarker());
    return watching;
  }

  UUID sessionId() {
    return sessionId;
  }

  boolean wants(String language) {
    return languages.isEmpty() || languages.contains(language);
  }

  /** Partials are of use: all finals before them have been sent. */
  boolean isLive() {
    return live;
  }

  long place() {
    return place;
  }

  /** The next message, or nothing for now. May read the database. */
  Optional<String> next() {
    if (!first.isEmpty()) {
      return Optional.of(first.removeFirst());
    }
    while (true) {
      if (!page.isEmpty()) {
        return Optional.of(send(page.removeFirst()));
      }
      long covered = recent.completeAfter();
      if (place >= covered) {
        Optional<RecentFinals.Final> newer = recent.after(place, languages);
        if (place < recent.completeAfter()) {
          continue; // it moved on meanwhile
        }
        if (newer.isPresent()) {
          return Optional.of(send(newer.get()));
        }
        if (live) {
          return Optional.empty();
        }
        live = true;
        return Optional.of(message(b -> b.setLive(Live.getDefaultInstance())));
      }
      if (live) {
        live = false; // too slow for the newest finals: the database has the rest
        return Optional.of(replayMarker());
      }
      List<LogEntry> entries = stored.after(sessionId, place, languages, PAGE);
      if (entries.isEmpty()) {
        place = Math.max(place, covered);
      }
      entries.forEach(entry -> page.addLast(Finals.of(entry)));
    }
  }

  private String send(RecentFinals.Final stored) {
    place = stored.position();
    return LiveJson.framed(sessionId, log, place, stored.body());
  }

  private String replayMarker() {
    return message(b -> b.setReplay(Replay.getDefaultInstance()));
  }

  private String message(java.util.function.UnaryOperator<LiveMessage.Builder> body) {
    return LiveJson.of(
        body.apply(
                LiveMessage.newBuilder()
                    .setSessionId(sessionId.toString())
                    .setAt(LiveJson.place(log, place)))
            .build());
  }
}
