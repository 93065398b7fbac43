package io.streamlation.ingest.source.rtsp;

import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.AddressRefused;
import io.streamlation.ingest.address.CheckedSockets;
import io.streamlation.ingest.address.Errand;
import io.streamlation.ingest.address.FarSideRefused;
import io.streamlation.ingest.address.Relay;
import io.streamlation.ingest.source.receive.TransportOutput;
import io.streamlation.ingest.source.receive.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code rtsp://host/path}, {@code rtsps://host/path}. */
public final class RtspWire implements Wire {
  private final boolean picture;
  private volatile boolean codedAnew;

  /**
   * @param picture is received too, and not the sound alone
   */
  public RtspWire(boolean picture) {
    this.picture = picture;
  }

  @Override
  public String protocol() {
    return "rtsp";
  }

  @Override
  public void refuseOdd(URI at) {
    // Every path may be one.
  }

  @Override
  public Relay open(CheckedSockets sockets, URI at, Errand errand)
      throws AddressRefused, IOException {
    String question =
        "DESCRIBE "
            + at
            + " RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: streamlation-ingest\r\n"
            + "Accept: application/sdp\r\n\r\n";
    String answer =
        sockets.ask(
            at,
            port(at),
            isEncrypted(at),
            question.getBytes(StandardCharsets.UTF_8),
            RtspMessage::read,
            errand);
    Described described = Described.of(answer);
    if (!described.hasSound()) {
      throw new FarSideRefused("it describes no sound");
    }
    codedAnew = !described.fitsTransport();
    return sockets.stream(at, port(at), isEncrypted(at), new RtspScript(at), errand);
  }

  @Override
  public List<String> arguments(URI at, int relayPort) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-protocol_whitelist", "rtsp,tcp", "-format_whitelist", "rtsp"));
    arguments.addAll(List.of("-rtsp_transport", "tcp"));
    arguments.addAll(List.of("-allowed_media_types", picture ? "audio+video" : "audio"));
    arguments.addAll(List.of("-fflags", "nobuffer", "-analyzeduration", "300000"));
    arguments.addAll(List.of("-probesize", "65536"));
    String query = at.getRawQuery() == null ? "" : "?" + at.getRawQuery();
    arguments.addAll(List.of("-i", "rtsp://127.0.0.1:" + relayPort + at.getRawPath() + query));
    arguments.addAll(
        codedAnew ? TransportOutput.codedAnew(picture) : TransportOutput.copied(picture));
    return arguments;
  }

  private static boolean isEncrypted(URI at) {
    return at.getScheme().equals("rtsps");
  }

  private static int port(URI at) {
    return AddressCheck.portOf(at.getScheme(), at.getPort());
  }
}
