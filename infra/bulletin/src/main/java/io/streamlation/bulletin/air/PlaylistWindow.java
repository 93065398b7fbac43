package io.streamlation.bulletin.air;

import java.util.ArrayList;
import java.util.List;

/** A playlist of everything since the beginning, as a channel shows it: its newest part. Pure. */
final class PlaylistWindow {
  private static final String SEQUENCE = "#EXT-X-MEDIA-SEQUENCE:";
  private static final String END = "#EXT-X-ENDLIST";

  private PlaylistWindow() {}

  /**
   * @param segments how many of the newest are listed
   */
  static String of(String whole, int segments) {
    List<String> head = new ArrayList<>();
    List<List<String>> entries = new ArrayList<>();
    List<String> entry = new ArrayList<>();
    for (String line : whole.lines().toList()) {
      if (entries.isEmpty() && entry.isEmpty() && !line.startsWith("#EXTINF:")) {
        head.add(line);
      } else if (!line.equals(END)) {
        entry.add(line);
        if (!line.startsWith("#")) {
          entries.add(entry);
          entry = new ArrayList<>();
        }
      }
    }
    int gone = Math.max(0, entries.size() - segments);
    StringBuilder shown = new StringBuilder();
    for (String line : head) {
      if (line.startsWith(SEQUENCE)) {
        long first = Long.parseLong(line.substring(SEQUENCE.length()).strip());
        append(shown, SEQUENCE + (first + gone));
      } else if (!line.startsWith("#EXT-X-PLAYLIST-TYPE:")) { // a list that forgets is no EVENT
        append(shown, line);
      }
    }
    entries.subList(gone, entries.size()).forEach(e -> e.forEach(line -> append(shown, line)));
    if (whole.contains(END)) {
      append(shown, END);
    }
    return shown.toString();
  }

  /** The same list, and nothing will be added to it. */
  static String ended(String playlist) {
    return playlist.contains(END) ? playlist : playlist + END + "\n";
  }

  /** Names of the segments that are listed, oldest first. */
  static List<String> names(String playlist) {
    return playlist.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  private static void append(StringBuilder to, String line) {
    to.append(line).append('\n');
  }
}
