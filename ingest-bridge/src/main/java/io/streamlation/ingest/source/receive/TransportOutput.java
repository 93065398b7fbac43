package io.streamlation.ingest.source.receive;

import java.util.ArrayList;
import java.util.List;

/** How a receiver is told to write the sound: with the stamps it came with. */
public final class TransportOutput {
  /** As it came. */
  public static final List<String> COPIED = written("-c", "copy");

  /** For sound that no transport stream carries, G.711 for one: AAC at more than its rate. */
  public static final List<String> CODED_ANEW = written("-c:a", "aac", "-b:a", "96k");

  private TransportOutput() {}

  private static List<String> written(String... codec) {
    List<String> arguments = new ArrayList<>(List.of("-map", "0:a"));
    arguments.addAll(List.of(codec));
    arguments.addAll(List.of("-copyts", "-muxdelay", "0", "-muxpreload", "0"));
    arguments.addAll(List.of("-pes_payload_size", "0", "-flush_packets", "1"));
    arguments.addAll(List.of("-f", "mpegts", "pipe:1"));
    return List.copyOf(arguments);
  }
}
