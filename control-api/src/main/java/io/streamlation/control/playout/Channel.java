package io.streamlation.control.playout;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.control.captions.TranscriptLog.LogEntry;
import io.streamlation.control.playout.CaptionLine.Listing;
import io.streamlation.control.playout.CaptionLine.Standing;
import io.streamlation.control.playout.PlayoutStore.Count;
import io.streamlation.control.playout.PlayoutStore.Key;
import io.streamlation.control.playout.PlayoutStore.LanguageRow;
import io.streamlation.control.playout.PlayoutStore.ListedText;
import io.streamlation.control.playout.PlayoutStore.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * One track of one session in memory: its newest entries, the finals that are not listed yet, the
 * captions that are. One thread changes it; whoever serves players reads {@link #shown} and {@link
 * #text}.
 */
final class Channel {
  private static final int FEWEST_TARGETS = 3;

  private final Key key;
  private final UUID orgId;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, LanguageRow> languages = new TreeMap<>();
  private final Map<String, ConcurrentNavigableMap<Long, Rendered>> texts =
      new ConcurrentHashMap<>();
  private final Map<Count, Long> counts = new HashMap<>();
  private final List<Final> finals = new ArrayList<>();
  private long place;
  private Optional<PlayoutStore.Promise> promise;
  private boolean ended;
  private @Nullable Instant originAskedAt;
  private @Nullable Bounds shownBounds;
  private volatile @Nullable Entry edge;
  private volatile @Nullable Shown shown;
  private volatile Map<String, Long> frontiers = Map.of();
  private volatile Map<String, LanguageRow> standings = Map.of();

  /**
   * @param place up to which finals and counts were read
   */
  Channel(
      PlayoutStore.ChannelRow row,
      List<Entry> entries,
      Map<String, LanguageRow> languages,
      List<ListedText> listed,
      List<LogEntry> finals,
      Map<Count, Long> counts,
      long place) {
    this.key = row.key();
    this.orgId = row.orgId();
    this.promise = row.promise();
    this.ended = row.ended();
    this.entries.addAll(entries);
    this.edge = newest().orElse(null);
    this.languages.putAll(languages);
    this.standings = Map.copyOf(languages);
    this.counts.putAll(counts);
    this.place = place;
    finals.forEach(entry -> Final.of(entry).ifPresent(this.finals::add));
    listed.forEach(this::keep);
  }

  Key key() {
    return key;
  }

  UUID orgId() {
    return orgId;
  }

  long lastNumber() {
    return entries.isEmpty() ? -1 : entries.get(entries.size() - 1).number();
  }

  Optional<Entry> newest() {
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1));
  }

  /** The newest, for whoever is not the one thread. */
  Optional<Entry> edge() {
    return Optional.ofNullable(edge);
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** When it was first wanted to know what the origin's playlists promise. */
  Instant originAskedAt(Instant now) {
    Instant first = originAskedAt == null ? now : originAskedAt;
    originAskedAt = first;
    return first;
  }

  Optional<PlayoutStore.Promise> promise() {
    return promise;
  }

  void promised(PlayoutStore.Promise told) {
    promise = Optional.of(told);
  }

  boolean isEnded() {
    return ended;
  }

  void setEnded(boolean isEnded) {
    ended = isEnded;
  }

  void learn(List<Entry> more) {
    entries.addAll(more);
    edge = newest().orElse(null);
  }

  /** A final, whose place is behind all that were told before. */
  void learn(LogEntry entry) {
    if (entry.position() <= place) {
      return;
    }
    Final.of(entry)
        .ifPresent(
            one -> {
              counts.merge(new Count(one.epoch(), one.target()), 1L, Long::sum);
              finals.add(one);
            });
  }

  void knownUpTo(long newPlace) {
    place = Math.max(place, newPlace);
  }

  // ---- listing ---------------------------------------------------------------------------------

  /** How far finals of a language are complete, on the session's time line. */
  OptionalLong frontier(Language language, List<Tally> tallies) {
    return tallies.stream()
        .filter(tally -> tally.target().equals(language.target()))
        .filter(
            tally ->
                counts.getOrDefault(new Count(tally.epoch(), tally.target()), 0L) >= tally.finals())
        .mapToLong(Tally::frontierSample)
        .max();
  }

  /** What is to be listed now, in order. */
  List<Listing> due(Language language, OptionalLong frontier, Budget budget, Instant now) {
    List<Listing> due = new ArrayList<>();
    Standing standing = standing(language);
    List<Final> ofLanguage = finals.stream().filter(one -> isIn(language, one)).toList();
    while (true) {
      Optional<Entry> next = CaptionLine.next(standing, entries);
      if (next.isEmpty() || !CaptionLine.isDue(next.get(), frontier, budget, now)) {
        return due;
      }
      Listing listing = CaptionLine.list(standing, next.get(), ofLanguage, place);
      due.add(listing);
      standing = listing.standing();
    }
  }

  private Standing standing(Language language) {
    LanguageRow row = languages.get(language.key());
    return row == null ? Standing.NONE : row.standing();
  }

  /** What was spoken in it, and what was translated into it; nothing twice. */
  private boolean isIn(Language language, Final one) {
    if (one.target().equals(language.target())) {
      return true;
    }
    return one.target().isEmpty()
        && one.cue().language().equals(language.tag())
        && finals.stream()
            .noneMatch(
                other ->
                    other.target().equals(language.target())
                        && other.cue().id().equals(one.cue().id()));
  }

  /** As it will stand when these are listed. */
  LanguageRow after(Language language, List<Listing> listings) {
    LanguageRow before = languages.get(language.key());
    long onTime = before == null ? 0 : before.onTime();
    long late = before == null ? 0 : before.late();
    for (Listing listing : listings) {
      onTime += listing.onTime();
      late += listing.late();
    }
    return new LanguageRow(listings.get(listings.size() - 1).standing(), onTime, late);
  }

  /** Whether the database is where this is; if another process went ahead, it is followed. */
  boolean isAt(Map<String, LanguageRow> stored) {
    return stored.equals(languages);
  }

  void follow(Map<String, LanguageRow> stored, List<ListedText> listed) {
    languages.putAll(stored);
    standings = Map.copyOf(languages);
    listed.forEach(this::keep);
    forgetFinals();
  }

  /** The newest number that is listed in a language; -1 = none. */
  long listedBy(String language) {
    LanguageRow row = languages.get(language);
    return row == null ? -1 : row.standing().number().orElse(-1);
  }

  long leastListed() {
    return languages.values().stream()
        .mapToLong(row -> row.standing().number().orElse(-1))
        .min()
        .orElse(-1);
  }

  void listed(Language language, LanguageRow after, List<ListedText> newTexts) {
    languages.put(language.key(), after);
    standings = Map.copyOf(languages);
    newTexts.forEach(this::keep);
    forgetFinals();
  }

  private void keep(ListedText text) {
    texts
        .computeIfAbsent(text.language(), l -> new ConcurrentSkipListMap<>())
        .put(text.number(), new Rendered(text.text()));
  }

  private void forgetFinals() {
    long begin = entries.isEmpty() ? Long.MAX_VALUE : entries.get(0).startSample();
    finals.removeIf(one -> !mayMatter(one, begin));
  }

  private boolean mayMatter(Final one, long begin) {
    if (one.target().isEmpty()) {
      return languages.values().stream().anyMatch(row -> CaptionLine.matters(row.standing(), one));
    }
    LanguageRow row = languages.get(one.target());
    return row == null ? one.endSample() > begin : CaptionLine.matters(row.standing(), one);
  }

  /** All entries are listed in all these languages. */
  boolean isListed(List<Language> wished) {
    return wished.stream()
        .allMatch(language -> standing(language).number().orElse(-1) == lastNumber());
  }

  // ---- what is shown ---------------------------------------------------------------------------

  /**
   * Shows what is listed, if that is more than before.
   *
   * @param window how much of the past
   * @param mirrored as many entries as the origin's own playlist has; empty = dates tell which
   *     belong together
   * @return whether something is new
   */
  boolean show(
      Set<String> wished, Duration window, OptionalInt mirrored, Budget budget, Instant now) {
    List<Entry> listed = asTheOriginLists(entries.subList(0, countOut(budget, now)));
    List<Entry> out = key.track() == Track.ORIGIN ? asTheOriginCounts(listed) : listed;
    if (out.isEmpty()) {
      return false;
    }
    long first = firstShown(out, window, mirrored);
    long edge = out.get(out.size() - 1).number();
    Map<String, Long> lasts = new TreeMap<>();
    Set<String> keys = new TreeSet<>(languages.keySet());
    keys.addAll(wished);
    keys.forEach(language -> lasts.put(language, Math.min(edge, listedBy(language))));
    Bounds bounds = new Bounds(first, edge, lasts, ended);
    if (bounds.equals(shownBounds)) {
      return false;
    }
    Map<String, List<Entry>> captions = new HashMap<>();
    lasts.forEach((language, last) -> captions.put(language, between(out, first, last)));
    shown =
        new Shown(
            key,
            promise.orElseThrow(),
            ended,
            key.track() == Track.REHOSTED ? between(out, first, edge) : List.of(),
            captions);
    shownBounds = bounds;
    return true;
  }

  /**
   * Since its source began anew last, once that is as much as a live playlist must have (RFC
   * 8216bis §6.2.2); until then what was before stays as it is.
   */
  private List<Entry> asTheOriginLists(List<Entry> out) {
    double least = FEWEST_TARGETS * promise.orElseThrow().targetSeconds();
    int end = out.size();
    double seconds = 0;
    for (int i = end - 1; i > 0; i--) {
      seconds += out.get(i).seconds();
      if (out.get(i).source().beginsAnew()) {
        if (ended || Math.round(seconds) >= least) {
          return out.subList(i, end);
        }
        end = i;
        seconds = 0;
      }
    }
    return out.subList(0, end);
  }

  /**
   * Players find the time line of captions by the number of a discontinuity. An origin that does
   * not count those that left its playlist numbers what is left from 0: so do we, and leave out
   * what would be below.
   */
  private static List<Entry> asTheOriginCounts(List<Entry> out) {
    long uncounted = out.isEmpty() ? 0 : out.get(out.size() - 1).uncounted();
    return uncounted == 0
        ? out
        : out.stream()
            .filter(entry -> entry.discontinuity() >= uncounted)
            .map(entry -> entry.withDiscontinuity(entry.discontinuity() - uncounted))
            .toList();
  }

  private record Bounds(long first, long edge, Map<String, Long> lasts, boolean ended) {}

  private int countOut(Budget budget, Instant now) {
    int count = entries.size();
    while (count > 0
        && now.isBefore(
            budget.notBefore(Instant.ofEpochMilli(entries.get(count - 1).arrivedAtMs())))) {
      count--;
    }
    return count;
  }

  private static List<Entry> between(List<Entry> out, long first, long last) {
    long base = out.get(0).number();
    return last < first
        ? List.of()
        : List.copyOf(out.subList((int) (first - base), (int) (last - base) + 1));
  }

  private static long firstShown(List<Entry> out, Duration window, OptionalInt most) {
    if (out.isEmpty()) {
      return 0;
    }
    double seconds = 0;
    int count = 0;
    long first = out.get(out.size() - 1).number();
    for (int i = out.size() - 1; i >= 0; i--) {
      seconds += out.get(i).seconds();
      count++;
      if (count > 1
          && (seconds > window.toSeconds() || (most.isPresent() && count > most.getAsInt()))) {
        break;
      }
      first = out.get(i).number();
    }
    return first;
  }

  Optional<Shown> shown() {
    return Optional.ofNullable(shown);
  }

  Optional<Rendered> text(String language, long number) {
    ConcurrentNavigableMap<Long, Rendered> listed = texts.get(language);
    return listed == null ? Optional.empty() : Optional.ofNullable(listed.get(number));
  }

  /** Of each language, on the session's time line. */
  Map<String, Long> frontiers() {
    return frontiers;
  }

  void frontiersAre(Map<String, Long> samples) {
    frontiers = Map.copyOf(samples);
  }

  Map<String, LanguageRow> standings() {
    return standings;
  }

  /**
   * Entries that players cannot know of any more go; those that were listed once stay twice the
   * window (RFC 8216bis §6.2.2: their length and that of the longest playlist).
   *
   * @return the first number that is kept
   */
  long forgetBefore(Duration window) {
    long keptSamples = 2 * window.toSeconds() * AudioFormat.SAMPLE_RATE_HZ;
    long end = newest().map(Entry::endSample).orElse(0L);
    long listed = leastListed();
    int gone = 0;
    while (gone < entries.size() - 1
        && entries.get(gone).endSample() < end - keptSamples
        && entries.get(gone).number() < listed) {
      gone++;
    }
    entries.subList(0, gone).clear();
    long first = entries.isEmpty() ? 0 : entries.get(0).number();
    texts.values().forEach(listedTexts -> listedTexts.headMap(first).clear());
    return first;
  }
}
