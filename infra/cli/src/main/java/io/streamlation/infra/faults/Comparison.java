package io.streamlation.infra.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finals of a disturbed session held against those of an undisturbed one. An utterance that sound
 * was missing in, or that lay across the border of two epochs, is rightly cut otherwise; all others
 * must be the same to the letter, in every language, and in the same place; the same words close by
 * are told apart as {@link Kind#MOVED}. Pure.
 */
final class Comparison {
  /**
   * A stored final.
   *
   * @param utterance which utterance it is of: the part of its id before the segment
   * @param startMs on the session's time line
   */
  record Cue(String utterance, int segment, long startMs, long endMs, String text) {
    private String place() {
      return startMs + "-" + endMs + "/" + segment;
    }
  }

  /** One final that is not as it should be. */
  record Difference(Kind kind, long atMs, String inWords) {}

  enum Kind {
    LOST,
    DOUBLED,
    OTHER,
    /** The same words, begun or ended a few hearings' steps of 20 ms elsewhere. */
    MOVED
  }

  /**
   * A stretch of which nothing is expected.
   *
   * @param fromMs on the session's time line
   */
  record Wound(long fromMs, long toMs) {}

  /** What of an utterance lies outside its captions: pre-roll, pad and the pause that ends it. */
  private static final long BEFORE_MS = 500;

  private static final long AFTER_MS = 600;

  /** How far a caption may be shown into the next one. */
  private static final long LONGEST_REACH_MS = 1_000;

  /**
   * Seen between two hearings of the same sound, which different decoders made: the same words,
   * begun or ended a little elsewhere. Why is not proved; that a decoder which begins anew
   * resamples from another phase would explain it.
   */
  private static final long MOVES_AT_MOST_MS = 150;

  private Comparison() {}

  /**
   * @param fromMs finals that begin before it are not compared
   * @param toMs nor those that end after it
   */
  static List<Difference> of(
      List<Cue> undisturbed, List<Cue> disturbed, List<Wound> wounds, long fromMs, long toMs) {
    List<Difference> found = new ArrayList<>(doubled(undisturbed, disturbed));
    Set<String> excused = new HashSet<>();
    List<Wound> grown = new ArrayList<>(wounds);
    boolean more = true;
    while (more) { // an excused utterance excuses what lies across it on the other side
      more = false;
      for (Map.Entry<String, Wound> span : spans("u", undisturbed, "d", disturbed).entrySet()) {
        Wound s = span.getValue();
        if (!excused.contains(span.getKey())
            && (grown.stream().anyMatch(w -> touches(s, w))
                || s.fromMs < fromMs
                || s.toMs > toMs)) {
          excused.add(span.getKey());
          grown.add(new Wound(s.fromMs + BEFORE_MS, s.toMs - AFTER_MS));
          more = true;
        }
      }
    }
    Map<String, Cue> before = byPlace(undisturbed, c -> !excused.contains("u" + c.utterance));
    Map<String, Cue> after = byPlace(disturbed, c -> !excused.contains("d" + c.utterance));
    Set<String> moved = new HashSet<>();
    before.forEach(
        (place, cue) -> {
          Cue same = after.get(place);
          Optional<Cue> near =
              same != null
                  ? Optional.empty()
                  : after.values().stream()
                      .filter(c -> !before.containsKey(c.place()) && isNear(cue, c))
                      .findFirst();
          if (near.isPresent()) {
            moved.add(near.get().place());
            found.add(
                new Difference(
                    Kind.MOVED,
                    cue.startMs,
                    inWords(cue) + " is at " + near.get().startMs + "–" + near.get().endMs));
          } else if (same == null) {
            found.add(new Difference(Kind.LOST, cue.startMs, inWords(cue) + " is not there"));
          } else if (!same.text.equals(cue.text)) {
            found.add(
                new Difference(
                    Kind.OTHER, cue.startMs, inWords(cue) + " is \"" + same.text + "\""));
          }
        });
    after.forEach(
        (place, cue) -> {
          if (!before.containsKey(place) && !moved.contains(place)) {
            found.add(
                new Difference(
                    Kind.OTHER, cue.startMs, inWords(cue) + " is in no undisturbed run"));
          }
        });
    return found;
  }

  /**
   * One id twice, or two captions over each other that the undisturbed session has not: captions
   * are shown for a second at least, and so reach a little into the next.
   */
  private static List<Difference> doubled(List<Cue> undisturbed, List<Cue> disturbed) {
    Map<String, Cue> meant = byPlace(undisturbed, c -> true);
    List<Difference> found = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    Cue before = null;
    for (Cue cue : disturbed) {
      if (!ids.add(cue.utterance + "." + cue.segment)) {
        found.add(new Difference(Kind.DOUBLED, cue.startMs, inWords(cue) + " has an id twice"));
      }
      if (before != null && cue.startMs < before.endMs - LONGEST_REACH_MS && !isMeant(meant, cue)) {
        found.add(
            new Difference(
                Kind.DOUBLED, cue.startMs, inWords(cue) + " lies over " + inWords(before)));
      }
      before = before == null || cue.endMs > before.endMs ? cue : before;
    }
    return found;
  }

  private static boolean isNear(Cue one, Cue other) {
    return one.text.equals(other.text)
        && one.segment == other.segment
        && Math.abs(one.startMs - other.startMs) <= MOVES_AT_MOST_MS
        && Math.abs(one.endMs - other.endMs) <= MOVES_AT_MOST_MS;
  }

  private static boolean isMeant(Map<String, Cue> meant, Cue cue) {
    return meant.containsKey(cue.place());
  }

  private static Map<String, Wound> spans(
      String oneName, List<Cue> one, String otherName, List<Cue> other) {
    Map<String, Wound> spans = new HashMap<>();
    add(oneName, one, spans);
    add(otherName, other, spans);
    return spans;
  }

  private static void add(String name, List<Cue> cues, Map<String, Wound> spans) {
    for (Cue cue : cues) {
      spans.merge(
          name + cue.utterance,
          new Wound(cue.startMs - BEFORE_MS, cue.endMs + AFTER_MS),
          (a, b) -> new Wound(Math.min(a.fromMs, b.fromMs), Math.max(a.toMs, b.toMs)));
    }
  }

  private static boolean touches(Wound span, Wound wound) {
    return wound.fromMs <= span.toMs && span.fromMs <= wound.toMs;
  }

  private static Map<String, Cue> byPlace(List<Cue> cues, Predicate<Cue> compared) {
    Map<String, Cue> places = new HashMap<>();
    cues.stream().filter(compared).forEach(c -> places.put(c.place(), c));
    return places;
  }

  private static String inWords(Cue cue) {
    return "\"%s\" at %.2f–%.2f s".formatted(cue.text, cue.startMs / 1e3, cue.endMs / 1e3);
  }
}
