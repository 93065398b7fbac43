package io.streamlation.ingest.source.receive;

import java.util.List;

/** How a receiver is told to write the sound: copied, with the stamps it came with. */
public final class TransportOutput {
  public static final List<String> ARGUMENTS =
      List.of(
          "-map",
          "0:a",
          "-c",
          "copy",
          "-copyts",
          "-muxdelay",
          "0",
          "-muxpreload",
          "0",
          "-pes_payload_size",
          "0",
          "-flush_packets",
          "1",
          "-f",
          "mpegts",
          "pipe:1");

  private TransportOutput() {}
}
