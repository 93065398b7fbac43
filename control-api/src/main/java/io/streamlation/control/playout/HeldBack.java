package io.streamlation.control.playout;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An origin's media playlist without its newest segments: so an operator's delay reaches picture
 * and sound that others serve. Line by line: tags that nobody here knows survive. Pure.
 */
final class HeldBack {
  private static final String LENGTH = "#EXTINF:";
  private static final String END = "#EXT-X-ENDLIST";

  /** They speak of what is held back. */
  private static final List<String> OF_THE_EDGE =
      List.of(
          "#EXT-X-PART:",
          "#EXT-X-PART-INF:",
          "#EXT-X-PRELOAD-HINT:",
          "#EXT-X-RENDITION-REPORT:",
          "#EXT-X-SERVER-CONTROL:",
          "#EXT-X-SKIP:");

  private static final Pattern ADDRESS =
      Pattern.compile("(?<=[:,])((?:[A-Z0-9]+-)*UR[IL])=\"([^\"]*)\"");

  private HeldBack() {}

  /**
   * @param base where the text was found
   * @param delay what comes last and is together at least so long is left out; nothing is once it
   *     has ended
   */
  static String of(String text, URI base, Duration delay) {
    List<String> lines = text.lines().map(String::strip).toList();
    boolean ended = lines.contains(END);
    List<String> head = new ArrayList<>();
    List<List<String>> segments = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    List<String> open = new ArrayList<>();
    double length = -1;
    for (String line : lines) {
      if (line.isEmpty() || line.equals(END) || OF_THE_EDGE.stream().anyMatch(line::startsWith)) {
        continue;
      }
      if (line.startsWith(LENGTH)) {
        length = secondsOf(line);
      }
      if (line.startsWith("#")) {
        open.add(absolute(line, base));
        continue;
      }
      open.add(Multivariant.resolved(base, line));
      segments.add(open);
      seconds.add(Math.max(0, length));
      open = new ArrayList<>();
      length = -1;
    }
    int kept = segments.size();
    double held = 0;
    while (!ended && kept > 0 && held < delay.toMillis() / 1000.0) {
      kept--;
      held += seconds.get(kept);
    }
    if (segments.isEmpty()) {
      head.addAll(open);
    }
    StringBuilder out = new StringBuilder();
    head.forEach(line -> out.append(line).append('\n'));
    segments.stream().limit(kept).flatMap(List::stream).forEach(l -> out.append(l).append('\n'));
    if (kept == 0 && !segments.isEmpty()) {
      segments.get(0).stream()
          .takeWhile(HeldBack::isOfTheHead)
          .forEach(l -> out.append(l).append('\n'));
    }
    if (ended) {
      out.append(END).append('\n');
    }
    return out.toString();
  }

  private static boolean isOfTheHead(String line) {
    return line.startsWith("#EXTM3U")
        || line.startsWith("#EXT-X-VERSION")
        || line.startsWith("#EXT-X-TARGETDURATION")
        || line.startsWith("#EXT-X-MEDIA-SEQUENCE")
        || line.startsWith("#EXT-X-DISCONTINUITY-SEQUENCE")
        || line.startsWith("#EXT-X-INDEPENDENT-SEGMENTS");
  }

  private static double secondsOf(String line) {
    Matcher number = Pattern.compile("\\d{1,7}(\\.\\d{1,9})?").matcher(line);
    return number.find() ? Double.parseDouble(number.group()) : 0;
  }

  private static String absolute(String line, URI base) {
    return ADDRESS
        .matcher(line)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) + "=\"" + Multivariant.resolved(base, found.group(2)) + "\""));
  }
}
