package io.streamlation.ingest.source.rtsp;

import io.streamlation.ingest.address.FarSideRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a server says of a stream (SDP, RFC 8866).
 *
 * @param codecs of its sounds, as RTP names them: {@code mpeg4-generic}, {@code pcma}
 */
record Described(List<String> codecs) {
  /** What fits into a transport stream as it is. */
  private static final Set<String> TRANSPORTED =
      Set.of("mpeg4-generic", "mp4a-latm", "mpa", "mp3", "ac3", "eac3", "opus", "mp2t");

  private static final List<String> STATIC_TYPES = List.of("pcmu 0", "pcma 8", "mpa 14", "g722 9");

  /**
   * @param answer to DESCRIBE, whole
   */
  static Described of(String answer) throws FarSideRefused {
    List<String> lines = answer.lines().toList();
    String[] status = lines.isEmpty() ? new String[0] : lines.get(0).split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("RTSP/")) {
      throw new FarSideRefused("it does not speak RTSP");
    }
    if (!status[1].equals("200")) {
      throw new FarSideRefused(refusal(status, lines));
    }
    List<String> codecs = new ArrayList<>();
    boolean sound = false;
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT).strip();
      if (lower.startsWith("m=")) {
        sound = lower.startsWith("m=audio ");
        if (sound) {
          String type = lower.substring(lower.lastIndexOf(' ') + 1);
          codecs.add(
              STATIC_TYPES.stream()
                  .filter(t -> t.endsWith(" " + type))
                  .map(t -> t.substring(0, t.indexOf(' ')))
                  .findFirst()
                  .orElse("unnamed"));
        }
      } else if (sound && lower.startsWith("a=rtpmap:") && lower.contains(" ")) {
        String named = lower.substring(lower.indexOf(' ') + 1);
        codecs.set(codecs.size() - 1, named.replaceFirst("/.*", ""));
      }
    }
    return new Described(List.copyOf(codecs));
  }

  private static String refusal(String[] status, List<String> lines) {
    String words = "it answers " + status[1] + (status.length > 2 ? " " + status[2] : "");
    return lines.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("location:"))
        .map(line -> words + " and names " + line.substring(9).strip() + ": give that address")
        .findFirst()
        .orElse(words);
  }

  boolean hasSound() {
    return !codecs.isEmpty();
  }

  boolean fitsTransport() {
    return TRANSPORTED.containsAll(codecs);
  }
}
