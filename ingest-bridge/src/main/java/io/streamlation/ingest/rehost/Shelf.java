package io.streamlation.ingest.rehost;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One session's place in the store. Numbers go on where the newest that is there ends, whoever put
 * it there; and what has left the window goes.
 */
final class Shelf {
  private static final Pattern SEGMENT = Pattern.compile("seg-(\\d{8,18})\\.m4s");
  private static final Pattern HEAD = Pattern.compile("init-(\\d{1,18})\\.mp4");

  /** For players that lag: a name in a playlist must not be gone when they come to it. */
  private static final long LAGGARDS_MS = 60_000;

  private final SegmentStore store;
  private final String sessionId;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private long nextNumber;
  private long nextSection;
  private Head head;

  /** A segment, and the number of what must be read before it. */
  private record Kept(String name, long storedAtMs, long section) {}

  /** What must be read before a segment. */
  record Head(String name, long section) {}

  /** A segment was put, or was not. */
  record Put(String name, long number) {}

  /** Looks what is there. */
  Shelf(SegmentStore store, String sessionId) throws IOException {
    this.store = store;
    this.sessionId = sessionId;
    List<SegmentStore.Item> items = store.list(sessionId);
    for (SegmentStore.Item item : items) {
      nextNumber = Math.max(nextNumber, numberOf(SEGMENT, item.name()) + 1);
      nextSection = Math.max(nextSection, numberOf(HEAD, item.name()) + 1);
    }
    items.stream()
        .filter(item -> numberOf(SEGMENT, item.name()) >= 0)
        .sorted(Comparator.comparingLong(item -> numberOf(SEGMENT, item.name())))
        // Which head an old segment needs is not known here: it keeps all that are there.
        .forEach(item -> kept.add(new Kept(item.name(), item.storedAtMs(), -1)));
  }

  static boolean isSegment(String name) {
    return SEGMENT.matcher(name).matches();
  }

  private static long numberOf(Pattern pattern, String name) {
    Matcher m = pattern.matcher(name);
    return m.matches() ? Long.parseLong(m.group(1)) : -1;
  }

  /** What comes from here on is another section: another clock, or another initialisation. */
  synchronized void begin(byte[] initialisation) throws IOException {
    Head made;
    do {
      made = new Head("init-" + nextSection + ".mp4", nextSection);
      nextSection++;
    } while (!store.put(sessionId, made.name(), initialisation));
    head = made;
  }

  synchronized Head head() {
    return head;
  }

  /** A number is used up, whether this succeeds or not. */
  synchronized Put add(byte[] segment, long nowMs) throws IOException {
    while (true) {
      long number = nextNumber++;
      String name = String.format(Locale.ROOT, "seg-%08d.m4s", number);
      if (store.put(sessionId, name, segment)) {
        kept.add(new Kept(name, nowMs, head.section()));
        return new Put(name, number);
      }
    }
  }

  /** Takes away what is older than the window. */
  synchronized void forget(long nowMs, long windowMs) throws IOException {
    boolean any = false;
    while (!kept.isEmpty() && nowMs - kept.peek().storedAtMs() > windowMs + LAGGARDS_MS) {
      store.delete(sessionId, kept.remove().name());
      any = true;
    }
    if (!any) {
      return;
    }
    long needed = kept.stream().mapToLong(Kept::section).min().orElse(head.section());
    for (SegmentStore.Item item : store.list(sessionId)) {
      long section = numberOf(HEAD, item.name());
      if (section >= 0 && section < needed) {
        store.delete(sessionId, item.name());
      }
    }
  }
}
