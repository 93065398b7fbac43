package io.streamlation.infra.demo;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much of what was shown was taken back: words deleted ÷ words of finals.
 *
 * <p>What a viewer reads of an utterance is its captions one after the other. Each new hearing
 * comes as several messages of one revision; when the next revision begins, the words after the
 * longest beginning that both texts share were deleted.
 */
final class Erasure {
  private final Map<String, Reading> readings = new HashMap<>();

  /** One utterance as it stands on the screen. */
  private static final class Reading {
    private final SortedMap<Integer, String> captions = new TreeMap<>();
    private long revision = -1;
    private List<String> before = List.of();
    private long deleted;

    private List<String> words() {
      String text = String.join(" ", captions.values()).strip();
      return text.isEmpty() ? List.of() : Arrays.asList(text.split("\\s+"));
    }

    private long deletedWith(List<String> after) {
      int common = 0;
      while (common < Math.min(before.size(), after.size())
          && before.get(common).equals(after.get(common))) {
        common++;
      }
      return deleted + before.size() - common;
    }
  }

  /**
   * @param utterance names it
   * @param segment which of its captions
   * @param text empty when the caption was taken off the screen
   */
  void shown(String utterance, int segment, long revision, String text) {
    Reading reading = readings.computeIfAbsent(utterance, u -> new Reading());
    if (revision < reading.revision) {
      return; // overtaken
    }
    if (revision > reading.revision) {
      List<String> after = reading.words();
      reading.deleted = reading.deletedWith(after);
      reading.before = after;
      reading.revision = revision;
    }
    if (text.isEmpty()) {
      reading.captions.remove(segment);
    } else {
      reading.captions.put(segment, text);
    }
  }

  double ratio() {
    long deleted = 0;
    long finals = 0;
    for (Reading reading : readings.values()) {
      List<String> last = reading.words();
      deleted += reading.deletedWith(last);
      finals += last.size();
    }
    return finals == 0 ? 0 : deleted / (double) finals;
  }
}
