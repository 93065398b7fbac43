package io.streamlation.control.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * The newest finals of one watched session. Complete from {@link #completeAfter} on: what lies
 * before it is in the database.
 */
final class RecentFinals {
  private final int kept;
  private final Deque<Final> finals = new ArrayDeque<>();
  private final Set<String> keys = new HashSet<>();
  private long completeAfter;

  /**
   * @param key names the caption, or the caption and the target language
   * @param body what {@link LiveJson#body} made of it
   */
  record Final(long position, String key, String language, String body) {}

  RecentFinals(int kept, long completeAfter) {
    this.kept = kept;
    this.completeAfter = completeAfter;
  }

  synchronized void add(Final stored) {
    finals.addLast(stored);
    keys.add(stored.key());
    while (finals.size() > kept) {
      Final oldest = finals.removeFirst();
      keys.remove(oldest.key());
      completeAfter = oldest.position();
    }
  }

  /** Everything up to here must be read from the database. */
  synchronized void begin(long position) {
    finals.clear();
    keys.clear();
    completeAfter = position;
  }

  synchronized long completeAfter() {
    return completeAfter;
  }

  /** The first final behind this place in one of the languages; all, if none is named. */
  synchronized Optional<Final> after(long position, Set<String> languages) {
    Iterator<Final> newestFirst = finals.descendingIterator();
    Final found = null;
    while (newestFirst.hasNext()) {
      Final candidate = newestFirst.next();
      if (candidate.position() <= position) {
        break;
      }
      if (languages.isEmpty() || languages.contains(candidate.language())) {
        found = candidate;
      }
    }
    return Optional.ofNullable(found);
  }

  /** A partial of this key comes too late: its final is stored. */
  synchronized boolean isFinal(String key) {
    return keys.contains(key);
  }
}
