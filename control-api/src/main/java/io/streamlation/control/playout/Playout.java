package io.streamlation.control.playout;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.control.ControlSettings;
import io.streamlation.control.captions.TranscriptLog;
import io.streamlation.control.captions.TranscriptLog.LogEntry;
import io.streamlation.control.playout.CaptionLine.Listing;
import io.streamlation.control.playout.PlayoutStore.ChannelRow;
import io.streamlation.control.playout.PlayoutStore.Key;
import io.streamlation.control.playout.PlayoutStore.LanguageRow;
import io.streamlation.control.playout.PlayoutStore.ListedText;
import io.streamlation.control.playout.PlayoutStore.Promise;
import io.streamlation.control.playout.PlayoutStore.Tally;
import io.streamlation.control.session.Session;
import io.streamlation.control.session.SessionRepository;
import io.streamlation.control.session.Standings;
import io.streamlation.control.system.Bell;
import io.streamlation.control.system.Lookups;
import io.streamlation.control.system.Loop;
import io.streamlation.control.system.Quietly;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Follows the segments and the finals of all sessions that are played out, and lists captions when
 * they are settled or due. What is listed is stored first: another process, or this one after a
 * restart, shows the same.
 */
@Component
class Playout extends Loop {
  private static final Duration STANDINGS_EVERY = Duration.ofSeconds(2);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

  /** Of an event nothing goes; as many entries as its origin's own playlist may have. */
  private static final Duration EVENT_WINDOW = Duration.ofDays(7);

  private static final Duration ASKED_NOTED_EVERY = Duration.ofSeconds(1);
  private static final int STORED_REMEMBERED = 10_000;
  private static final Duration STORED_BELIEVED_FOR = Duration.ofSeconds(1);

  /** So long the origin may take to tell what its playlists promise, before we promise alone. */
  private static final Duration ORIGIN_TELLS_WITHIN = Duration.ofSeconds(3);

  private final PlayoutStore store;
  private final TranscriptLog log;
  private final SessionRepository sessions;
  private final Standings standings;
  private final Origins origins;
  private final ControlSettings.Playout settings;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final MultiGauge lags;
  private final Quietly trouble;
  private final Bell bell = new Bell();
  private final Map<Key, Channel> channels = new ConcurrentHashMap<>();
  private final Map<Key, Instant> askedFor = new ConcurrentHashMap<>();
  private final List<Consumer<Key>> listeners = new CopyOnWriteArrayList<>();

  /** Players that come before there is a channel all ask for it. */
  private final Lookups<Key, Optional<ChannelRow>> stored;

  private Set<UUID> over = Set.of();
  private Instant standingsAt = Instant.EPOCH;
  private Instant forgotAt = Instant.EPOCH;
  private long tail;

  Playout(
      PlayoutStore store,
      TranscriptLog log,
      SessionRepository sessions,
      Standings standings,
      Origins origins,
      ControlSettings settings,
      PlatformTransactionManager transactions,
      Clock clock,
      MeterRegistry metrics) {
    super("playout");
    this.store = store;
    this.log = log;
    this.sessions = sessions;
    this.standings = standings;
    this.origins = origins;
    this.settings = settings.playout();
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
    this.stored = new Lookups<>(STORED_REMEMBERED, STORED_BELIEVED_FOR, clock);
    this.metrics = metrics;
    this.trouble = new Quietly(LoggerFactory.getLogger(Playout.class), clock);
    this.lags =
        MultiGauge.builder("streamlation.playout.frontier.lag")
            .description(
                "How far settled captions are behind the newest segment, the channel where it is most; above the"
                    + " budget of docs/12-playout.md captions come late")
            .baseUnit("seconds")
            .register(metrics);
  }

  /** Told after each change of what a session shows. */
  void onChange(Consumer<Key> listener) {
    listeners.add(listener);
  }

  /** Of a session that is, or was, played out. */
  Optional<Channel> channel(Key key) {
    Instant now = clock.instant();
    Instant before = askedFor.get(key);
    if (before == null || before.isBefore(now.minus(ASKED_NOTED_EVERY))) {
      askedFor.put(key, now); // not by each of thousands, who would wait for one another
    }
    Channel known = channels.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    return stored
        .get(key, store::find)
        .filter(ChannelRow::ended)
        .flatMap(
            row ->
                sessions.findAll(List.of(key.session())).stream()
                    .findFirst()
                    .map(s -> ended(row, s)));
  }

  private Channel ended(ChannelRow row, Session session) {
    return channels.computeIfAbsent(
        row.key(),
        key -> {
          Channel channel = load(row, session, log.head().position());
          if (row.promise().isPresent()) {
            show(channel, session, clock.instant());
          }
          return channel;
        });
  }

  private Duration window(Session session, Optional<Promise> promise) {
    if (promise.filter(Promise::event).isPresent()) {
      return EVENT_WINDOW;
    }
    return session.playout().windowSeconds() > 0
        ? Duration.ofSeconds(session.playout().windowSeconds())
        : settings.window();
  }

  static Budget budget(Session session, int targetSeconds) {
    return new Budget(
        Duration.ofSeconds(targetSeconds), Duration.ofMillis(session.playout().delayMs()));
  }

  @Override
  protected void once() throws Exception {
    Instant now = clock.instant();
    List<ChannelRow> rows = store.goingOn();
    Map<UUID, Session> wished =
        sessions
            .findAll(rows.stream().map(row -> row.key().session()).collect(Collectors.toSet()))
            .stream()
            .collect(Collectors.toMap(Session::id, s -> s));
    if (!now.isBefore(standingsAt.plus(STANDINGS_EVERY))) {
      standingsAt = now;
      over = over(wished);
    }
    Map<UUID, List<Tally>> tallies = store.tallies(wished.keySet());
    long head = log.head().position();
    if (tail < head && !channels.isEmpty()) {
      hear(log.between(wished.keySet(), tail, head), head);
    }
    tail = head;
    Map<String, Double> worst = new TreeMap<>();
    for (ChannelRow row : rows) {
      Session session = wished.get(row.key().session());
      if (Programme.track(session).filter(row.key().track()::equals).isEmpty()) {
        store.end(row.key()); // nobody plays it, until the session's mode is another
        channels.remove(row.key());
        continue;
      }
      try {
        Channel channel = channels.get(row.key());
        if (channel == null || channel.isEnded()) {
          channel = load(row, session, head);
          channels.put(row.key(), channel);
        }
        step(channel, row, session, tallies.getOrDefault(session.id(), List.of()), now, worst);
      } catch (DataAccessException | TransactionException e) {
        channels.remove(row.key());
        throw e;
      } catch (RuntimeException e) {
        channels.remove(row.key());
        trouble.warn(
            "PLATFORM: the playlists of session " + row.key().session() + " are read anew", e);
      }
    }
    tell(worst);
    if (!now.isBefore(forgotAt.plus(FORGET_EVERY))) {
      forgotAt = now;
      forget(rows, wished, now);
    }
    bell.await(settings.every());
  }

  @Override
  protected void wake() {
    bell.ring();
  }

  private Set<UUID> over(Map<UUID, Session> wished) {
    Set<UUID> found = new HashSet<>();
    for (Standings.Standing standing : standings.of(wished.values())) {
      if (standing.session().desired() == Session.Desired.STOPPED
          || standing.actual().state().isOver()) {
        found.add(standing.session().id());
      }
    }
    return found;
  }

  private void hear(List<LogEntry> entries, long head) {
    Map<UUID, List<LogEntry>> bySession =
        entries.stream().collect(Collectors.groupingBy(LogEntry::sessionId));
    for (Channel channel : channels.values()) {
      bySession.getOrDefault(channel.key().session(), List.of()).forEach(channel::learn);
      channel.knownUpTo(head);
    }
  }

  private Channel load(ChannelRow row, Session session, long head) {
    Key key = row.key();
    long windowSamples =
        2 * window(session, row.promise()).toSeconds() * AudioFormat.SAMPLE_RATE_HZ;
    List<Entry> entries = store.newest(key, windowSamples);
    long first = entries.isEmpty() ? 0 : entries.get(0).number();
    Map<String, LanguageRow> languages = store.languages(key);
    long endsBehind =
        languages.values().stream()
            .mapToLong(language -> language.standing().untilSample())
            .min()
            .orElse(entries.isEmpty() ? Long.MAX_VALUE : entries.get(0).startSample());
    long laterThan =
        languages.values().stream()
            .mapToLong(language -> language.standing().place())
            .min()
            .orElse(head);
    return new Channel(
        row,
        entries,
        languages,
        store.textsAfter(key, first - 1),
        store.finals(key.session(), endsBehind, laterThan, head),
        store.counts(key.session(), head),
        head);
  }

  private void step(
      Channel channel,
      ChannelRow row,
      Session session,
      List<Tally> tallies,
      Instant now,
      Map<String, Double> worst) {
    if (row.lastNumber() > channel.lastNumber()) {
      channel.learn(store.entriesAfter(row.key(), channel.lastNumber()));
    }
    Optional<Promise> promise =
        channel.promise().isPresent() ? channel.promise() : promise(channel, session, now);
    if (promise.isEmpty()) {
      return;
    }
    Budget budget = budget(session, promise.get().targetSeconds());
    List<Language> languages = Language.of(session);
    Map<Language, List<Listing>> due = new LinkedHashMap<>();
    Map<String, Long> frontiers = new HashMap<>();
    for (Language language : languages) {
      OptionalLong frontier = channel.frontier(language, tallies);
      frontier.ifPresent(sample -> frontiers.put(language.key(), sample));
      List<Listing> listings = channel.due(language, frontier, budget, now);
      if (!listings.isEmpty()) {
        due.put(language, listings);
      }
    }
    channel.frontiersAre(frontiers);
    boolean isOver = over.contains(session.id());
    if (!isOver) {
      measure(channel, languages, frontiers, worst);
    }
    if (!due.isEmpty()) {
      transaction.executeWithoutResult(status -> list(channel, due, now));
    }
    if (isOver && !channel.isEnded() && channel.isListed(languages)) {
      store.end(row.key());
      channel.setEnded(true);
    }
    if (show(channel, session, now)) {
      listeners.forEach(listener -> listener.accept(row.key()));
    }
  }

  private boolean show(Channel channel, Session session, Instant now) {
    OptionalInt mirrored =
        channel.key().track() == Track.ORIGIN && !channel.isEnded()
            ? origins.look(session).map(OriginLook::mirrored).orElse(OptionalInt.empty())
            : OptionalInt.empty();
    return channel.show(
        Language.of(session).stream().map(Language::key).collect(Collectors.toSet()),
        window(session, channel.promise()),
        mirrored,
        budget(session, channel.promise().orElseThrow().targetSeconds()),
        now);
  }

  /** Told once: never less than what is there already, and as the origin's own playlists say. */
  private Optional<Promise> promise(Channel channel, Session session, Instant now) {
    List<Entry> entries = channel.entries();
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    int longest =
        (int) Math.max(1, entries.stream().mapToLong(e -> Math.round(e.seconds())).max().orElse(1));
    Promise promise;
    if (channel.key().track() == Track.ORIGIN) {
      Optional<OriginLook> look = origins.look(session);
      OptionalInt told = look.map(OriginLook::targetSeconds).orElse(OptionalInt.empty());
      Instant since = channel.originAskedAt(now);
      if (told.isEmpty() && now.isBefore(since.plus(ORIGIN_TELLS_WITHIN))) {
        return Optional.empty();
      }
      promise =
          new Promise(
              Math.max(longest, Math.min(told.orElse(longest), EntryLine.LONGEST_TARGET_SECONDS)),
              look.filter(OriginLook::event).isPresent(),
              look.filter(OriginLook::countsDiscontinuities).isPresent());
    } else {
      int target = Math.max(longest, Math.toIntExact(settings.rehostTarget().toSeconds()));
      promise = new Promise(target, false, true);
    }
    store.promise(channel.key(), promise);
    channel.promised(promise);
    return Optional.of(promise);
  }

  private void list(Channel channel, Map<Language, List<Listing>> due, Instant now) {
    store.lock(channel.key());
    Map<String, LanguageRow> stored = store.languages(channel.key());
    if (!channel.isAt(stored)) {
      channel.follow(stored, store.textsAfter(channel.key(), channel.leastListed()));
      return; // the next round begins from there
    }
    due.forEach(
        (language, listings) -> {
          List<ListedText> texts = new ArrayList<>();
          for (Listing listing : listings) {
            texts.add(
                new ListedText(
                    language.key(),
                    listing.entry().number(),
                    CaptionText.of(listing.entry(), listing.finals(), language.tag())));
          }
          LanguageRow after = channel.after(language, listings);
          store.list(channel.key(), channel.orgId(), language.key(), texts, after, now);
          channel.listed(language, after, texts);
          count(language, listings);
        });
  }

  private void count(Language language, List<Listing> listings) {
    for (Listing listing : listings) {
      metrics
          .counter("streamlation.playout.cues", "language", language.key(), "came", "on-time")
          .increment(listing.onTime());
      metrics
          .counter("streamlation.playout.cues", "language", language.key(), "came", "late")
          .increment(listing.late());
    }
  }

  private static void measure(
      Channel channel,
      List<Language> languages,
      Map<String, Long> frontiers,
      Map<String, Double> worst) {
    channel
        .newest()
        .ifPresent(
            newest -> {
              for (Language language : languages) {
                Long frontier = frontiers.get(language.key());
                if (frontier != null) {
                  worst.merge(
                      language.key(),
                      AudioFormat.secondsOfSamples(Math.max(0, newest.endSample() - frontier)),
                      Math::max);
                }
              }
            });
  }

  private void tell(Map<String, Double> worst) {
    lags.register(
        worst.entrySet().stream()
            .map(lag -> MultiGauge.Row.of(Tags.of("language", lag.getKey()), lag.getValue()))
            .collect(Collectors.toList()),
        true);
  }

  private void forget(List<ChannelRow> rows, Map<UUID, Session> wished, Instant now) {
    Set<Key> goingOn = rows.stream().map(ChannelRow::key).collect(Collectors.toSet());
    channels
        .keySet()
        .removeIf(
            key ->
                !goingOn.contains(key)
                    && askedFor
                        .getOrDefault(key, Instant.EPOCH)
                        .isBefore(now.minus(settings.idleAfter())));
    askedFor.keySet().retainAll(channels.keySet());
    for (ChannelRow row : rows) {
      Channel channel = channels.get(row.key());
      if (channel != null) {
        long first = channel.forgetBefore(window(wished.get(row.key().session()), row.promise()));
        store.forget(row.key(), first);
      }
    }
    store.forgetEnded(now.minus(settings.keptFor()));
  }

  @Override
  protected Duration trouble(Exception met) {
    trouble.warn("PLATFORM: playlists stand still, the database could not be asked", met);
    return Duration.ofSeconds(1);
  }
}
