package io.streamlation.bench.peer;

import io.streamlation.contracts.v1.Source.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** A sender for each protocol. */
public final class Peers {
  private static final int SECONDS_OF_A_FILE = 12;

  private Peers() {}

  /**
   * @param air where a packager writes
   */
  public static Peer of(Protocol protocol, Programme programme, Path air, Place place)
      throws IOException {
    return switch (protocol) {
      case PROTOCOL_HLS -> new HlsPeer(programme, air.resolve("hls"), place);
      case PROTOCOL_DASH -> new DashPeer(programme, air.resolve("dash"), place);
      case PROTOCOL_RTMP -> new RtmpPeer(programme, place);
      case PROTOCOL_SRT -> new SrtPeer(programme, place);
      case PROTOCOL_RTSP -> new RtspPeer(air, place);
      case PROTOCOL_HTTP_AUDIO -> new HttpAudioPeer(programme, place);
      case PROTOCOL_FILE -> new FilePeer(programme, air.resolveSibling("files"), SECONDS_OF_A_FILE);
      case PROTOCOL_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("no peer for " + protocol);
    };
  }

  /** Whether one of these serves as many as come; of the others each listener needs one. */
  public static boolean serveMany(Protocol protocol) {
    return switch (protocol) {
      case PROTOCOL_HLS, PROTOCOL_DASH, PROTOCOL_RTSP, PROTOCOL_FILE -> true;
      default -> false;
    };
  }

  /** As people write it: {@code http-audio}. */
  public static Protocol protocol(String name) {
    return Protocol.valueOf("PROTOCOL_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  public static String nameOf(Protocol protocol) {
    return protocol.name().replace("PROTOCOL_", "").toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
