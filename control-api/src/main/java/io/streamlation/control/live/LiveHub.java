package io.streamlation.control.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.streamlation.contracts.v1.Heartbeat;
import io.streamlation.contracts.v1.Identify;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.LiveRequest;
import io.streamlation.contracts.v1.SessionStatus;
import io.streamlation.contracts.v1.Watch;
import io.streamlation.contracts.v1.Welcome;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.captions.TranscriptLog;
import io.streamlation.control.captions.TranscriptLog.LogEntry;
import io.streamlation.control.identity.Caller;
import io.streamlation.control.identity.Callers;
import io.streamlation.control.session.SessionRepository;
import io.streamlation.control.session.Sessions;
import io.streamlation.control.session.Standings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Who watches what; brings what is new to those who watch it. */
@Component
class LiveHub implements DisposableBean {
  static final int GOING_AWAY = 1001;
  private static final int TRY_AGAIN_LATER = 1013;
  private static final int SENDERS = 4;
  private static final int LONGEST_ECHO = 60;

  private final ControlSettings.Live settings;
  private final TranscriptLog log;
  private final Tickets tickets;
  private final Callers callers;
  private final Sessions sessions;
  private final SessionRepository repository;
  private final Standings standings;
  private final Clock clock;
  private final UUID logId;
  private final ExecutorService senders =
      Executors.newFixedThreadPool(
          SENDERS,
          task -> {
            Thread thread = new Thread(task, "live-sender");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();
  private final Counter partialsDropped;

  /** The newest finals of every watched session; guarded by itself. */
  private final Map<UUID, RecentFinals> recent = new HashMap<>();

  /** Last place in the log that was handed out; guarded by {@link #recent}. */
  private long tail;

  private final Map<UUID, SessionStatus> shown = new ConcurrentHashMap<>();

  LiveHub(
      ControlSettings settings,
      TranscriptLog log,
      Tickets tickets,
      Callers callers,
      Sessions sessions,
      SessionRepository repository,
      Standings standings,
      Clock clock,
      MeterRegistry metrics) {
    this.settings = settings.live();
    this.log = log;
    this.tickets = tickets;
    this.callers = callers;
    this.sessions = sessions;
    this.repository = repository;
    this.standings = standings;
    this.clock = clock;
    TranscriptLog.Head head = log.head();
    this.logId = head.log();
    this.tail = head.position();
    this.partialsDropped =
        Counter.builder("streamlation.live.partials.dropped")
            .description("Provisional captions a slow client did not get; finals are never dropped")
            .register(metrics);
    Gauge.builder("streamlation.live.clients", clients, Set::size)
        .description("Open live sockets")
        .register(metrics);
    callers.onRevoked(this::closeAllOf);
  }

  /** A socket opened. Nothing is said until it has identified itself. */
  Optional<LiveClient> opened(Outlet outlet, @Nullable String origin) {
    if (clients.size() >= settings.maxClients()) {
      outlet.close(TRY_AGAIN_LATER, "too many viewers; try again later");
      return Optional.empty();
    }
    LiveClient client =
        new LiveClient(
            outlet,
            senders,
            logId,
            settings.partialsPerClient(),
            partialsDropped::increment,
            origin);
    clients.add(client);
    return Optional.of(client);
  }

  void gone(LiveClient client) {
    clients.remove(client);
    client.close(GOING_AWAY, ""); // what nobody watches any more goes with the next heartbeat
  }

  void closeIfUnidentified(LiveClient client) {
    if (client.caller().isEmpty()) {
      client.close(
          LiveClient.POLICY_VIOLATION,
          "did not identify within " + settings.identifyWithin().toMillis() + " ms");
    }
  }

  void asked(LiveClient client, LiveRequest request) {
    Optional<Caller> caller = client.caller();
    if (request.hasIdentify()) {
      identify(client, request.getIdentify());
    } else if (caller.isEmpty()) {
      client.close(LiveClient.POLICY_VIOLATION, "the first message must be identify");
    } else if (request.hasWatch()) {
      watch(client, caller.get(), request.getWatch());
    } else if (request.hasUnwatch()) {
      uuid(request.getUnwatch().getSessionId()).ifPresent(client::unwatch);
      forgetUnwatched();
    } else {
      client.refuse(null, "empty-request", "A request is one of identify, watch, unwatch.");
    }
  }

  private void identify(LiveClient client, Identify identify) {
    if (client.caller().isPresent()) {
      client.refuse(null, "identified-already", "This socket has identified itself already.");
      return;
    }
    Optional<Caller> caller = tickets.redeem(identify.getTicket(), client.origin());
    if (caller.isEmpty()) {
      client.close(
          LiveClient.POLICY_VIOLATION,
          "the ticket is unknown, used, older than "
              + settings.ticketLife().toSeconds()
              + " s, or of another origin");
      return;
    }
    client.identified(caller.get());
    client.say(
        LiveMessage.newBuilder()
            .setWelcome(
                Welcome.newBuilder()
                    .setHeartbeatSeconds(Math.toIntExact(settings.heartbeat().toSeconds())))
            .build());
    identify.getWatchList().forEach(watch -> watch(client, caller.get(), watch));
  }

  private void watch(LiveClient client, Caller caller, Watch watch) {
    Optional<UUID> id = uuid(watch.getSessionId());
    if (id.isEmpty() || sessions.find(caller, id.get()).isEmpty()) {
      client.refuse(
          id.orElse(null),
          "unknown-session",
          "There is no session \"" + shortened(watch.getSessionId()) + "\".");
      return;
    }
    Set<UUID> watched = client.watched();
    if (!watched.contains(id.get()) && watched.size() >= settings.watchesPerClient()) {
      client.refuse(
          id.get(),
          "too-many-watches",
          "One socket watches at most " + settings.watchesPerClient() + " sessions.");
      return;
    }
    UUID session = id.get();
    boolean resumes = watch.hasResume();
    Optional<String> useless =
        resumes
            ? whyUseless(session, watch.getResume().getLog(), watch.getResume().getPosition())
            : Optional.empty();
    boolean replays = resumes && useless.isEmpty();
    long from =
        replays
            ? watch.getResume().getPosition()
            : log.placeBeforeNewest(session, settings.snapshotCaptions());
    Set<String> languages = Set.copyOf(watch.getLanguagesList());
    synchronized (recent) {
      RecentFinals finals =
          recent.computeIfAbsent(session, s -> new RecentFinals(settings.recentFinals(), tail));
      client.watch(
          replays
              ? Watching.replay(session, logId, languages, from, finals, log::after)
              : Watching.snapshot(session, logId, languages, from, useless, finals, log::after));
    }
    client.standing(session, standingBody(session));
    client.wake();
  }

  private static String shortened(String told) {
    return told.length() <= LONGEST_ECHO ? told : told.substring(0, LONGEST_ECHO) + "…";
  }

  private Optional<String> whyUseless(UUID session, String askedLog, long position) {
    if (!askedLog.equals(logId.toString())) {
      return Optional.of("the place is one of another log: the database is not the same any more");
    }
    if (position < 0 || position > log.head().position()) {
      return Optional.of("the place lies behind the end of the log");
    }
    return log.countAfter(session, position, settings.replayLimit() + 1L) > settings.replayLimit()
        ? Optional.of("more than " + settings.replayLimit() + " finals were missed")
        : Optional.empty();
  }

  // ---- what is new -------------------------------------------------------------------------

  /** Brings finals up to the head of the log to those who watch. Called by one thread. */
  void catchUp() {
    long from;
    Set<UUID> watched;
    synchronized (recent) {
      from = tail;
      watched = Set.copyOf(recent.keySet());
    }
    long upTo = log.head().position();
    if (upTo == from) {
      return;
    }
    List<LogEntry> entries = log.between(watched, from, upTo);
    Map<UUID, List<String>> came = new HashMap<>(); // what each of thousands looks for is made once
    synchronized (recent) {
      for (LogEntry entry : entries) {
        RecentFinals finals = recent.get(entry.sessionId());
        if (finals != null) {
          finals.add(Finals.of(entry));
          List<String> keys = came.computeIfAbsent(entry.sessionId(), s -> new ArrayList<>());
          if (!entry.isClip()) {
            keys.add(Finals.key(entry.captionId(), entry.targetLanguage()));
          }
        }
      }
      recent.forEach(
          (session, finals) -> {
            if (!watched.contains(session)) {
              finals.begin(
                  upTo); // began while the log was read: its first finals are in the database
              came.putIfAbsent(session, List.of());
            }
          });
      tail = upTo;
    }
    clients.forEach(client -> client.finalsCame(came));
  }

  boolean isWatched(UUID session) {
    synchronized (recent) {
      return recent.containsKey(session);
    }
  }

  /**
   * Something provisional, straight from Kafka.
   *
   * @param key as {@link Finals#key}
   */
  void partial(UUID session, String key, String language, String body) {
    RecentFinals finals;
    synchronized (recent) {
      finals = recent.get(session);
    }
    if (finals == null || finals.isFinal(key) || !LiveJson.fits(body)) {
      return;
    }
    clients.forEach(client -> client.partial(session, key, language, body));
  }

  /** Tells those who watch when a session's standing has changed. */
  void tellStandings() {
    Set<UUID> watched;
    synchronized (recent) {
      watched = Set.copyOf(recent.keySet());
    }
    shown.keySet().retainAll(watched);
    standings
        .of(repository.findAll(watched))
        .forEach(
            standing -> {
              UUID id = standing.session().id();
              SessionStatus now = Statuses.of(standing);
              if (!now.equals(shown.put(id, now))) {
                String body = Statuses.body(now);
                clients.forEach(client -> client.standing(id, body));
              }
            });
  }

  private String standingBody(UUID session) {
    return Statuses.body(Statuses.of(standings.of(repository.findAll(List.of(session)).get(0))));
  }

  // ---- the connection itself ---------------------------------------------------------------

  @Scheduled(fixedRateString = "${streamlation.live.heartbeat}")
  void heartbeat() {
    LiveMessage beat =
        LiveMessage.newBuilder()
            .setHeartbeat(Heartbeat.newBuilder().setAtMs(clock.millis()))
            .build();
    clients.removeIf(LiveClient::isClosed);
    for (LiveClient client : clients) {
      client
          .caller()
          .ifPresent(
              caller -> {
                if (callers.isStillGood(caller)) {
                  client.say(beat);
                } else {
                  client.close(LiveClient.POLICY_VIOLATION, "the token was revoked");
                }
              });
    }
    forgetUnwatched();
  }

  private void closeAllOf(String credential) {
    for (LiveClient client : clients) {
      if (client.caller().filter(c -> c.credential().equals(credential)).isPresent()) {
        client.close(LiveClient.POLICY_VIOLATION, "the token was revoked");
      }
    }
  }

  private void forgetUnwatched() {
    synchronized (recent) {
      Set<UUID> watched = new HashSet<>();
      clients.forEach(client -> watched.addAll(client.watched()));
      recent.keySet().retainAll(watched);
    }
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Before the web server stops: viewers are told why, and come back. */
  @EventListener(ContextClosedEvent.class)
  void sayGoodbye() {
    clients.forEach(
        client -> client.close(GOING_AWAY, "the server stops; connect again and resume"));
  }

  @Override
  public void destroy() {
    senders.shutdown();
  }
}
