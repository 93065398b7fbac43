package io.streamlation.ingest.source.receive;

import java.util.ArrayList;
import java.util.List;

/** How a receiver is told to write what it received: with the stamps it came with. */
public final class TransportOutput {
  /** Sound does not wait longer than this for a picture that lies before it. */
  private static final int LONGEST_INTERLEAVING_US = 200_000;

  private TransportOutput() {}

  /** As it came. */
  public static List<String> copied(boolean picture) {
    return written(picture, "-c:a", "copy");
  }

  /** For sound that no transport stream carries, G.711 for one: AAC at more than its rate. */
  public static List<String> codedAnew(boolean picture) {
    return written(picture, "-c:a", "aac", "-b:a", "96k");
  }

  private static List<String> written(boolean picture, String... codec) {
    List<String> arguments = new ArrayList<>(List.of("-map", "0:a"));
    arguments.addAll(List.of(codec));
    if (picture) {
      arguments.addAll(List.of("-map", "0:v:0?", "-c:v", "copy", "-copyinkf:v"));
      arguments.addAll(List.of("-max_interleave_delta", Integer.toString(LONGEST_INTERLEAVING_US)));
    }
    arguments.addAll(List.of("-copyts", "-muxdelay", "0", "-muxpreload", "0"));
    arguments.addAll(List.of("-pes_payload_size", "0", "-flush_packets", "1"));
    arguments.addAll(List.of("-f", "mpegts", "pipe:1"));
    return List.copyOf(arguments);
  }
}
