package io.streamlation.control.captions;

import java.util.List;

/**
 * One caption in one language, on the session's own time line.
 *
 * @param startMs since the session's time line began
 * @param language what the text is in; the source's where it could not be translated
 * @param untranslated why it could not be; empty otherwise
 */
public record Cue(
    String id,
    long startMs,
    long endMs,
    List<String> lines,
    String text,
    String language,
    String untranslated) {

  /** Controls, and what turns the direction of all that follows, in the cues after it too. */
  private static final String UNSHOWABLE =
      "[\\p{Cntrl}\\u0085\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]";

  public Cue {
    lines = List.copyOf(lines);
  }

  /** As laid out; never an empty line, which would end a cue. */
  public List<String> shown() {
    List<String> laidOut = lines.isEmpty() ? List.of(text) : lines;
    return laidOut.stream()
        .flatMap(String::lines)
        .map(line -> line.replaceAll(UNSHOWABLE, " ").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
