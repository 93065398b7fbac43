package io.streamlation.ingest.source.rtmp;

import io.streamlation.ingest.address.AddressCheck;
import io.streamlation.ingest.address.AddressRefused;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.CheckedSockets;
import io.streamlation.ingest.address.Errand;
import io.streamlation.ingest.address.Relay;
import io.streamlation.ingest.address.Script;
import io.streamlation.ingest.source.receive.TransportOutput;
import io.streamlation.ingest.source.receive.Wire;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code rtmp://host/app/stream}: everything up to the last slash is the application, the rest,
 * query included, the stream's name. The server is told the host as written, for servers that hold
 * several. A server that sends the caller elsewhere is not followed: the child knows one way only.
 */
public final class RtmpWire implements Wire {
  private final boolean picture;

  /**
   * @param picture is received too, and not the sound alone
   */
  public RtmpWire(boolean picture) {
    this.picture = picture;
  }

  @Override
  public String protocol() {
    return "rtmp";
  }

  @Override
  public void refuseOdd(URI at) throws AddressRefused {
    if (app(at).isEmpty() || name(at).isEmpty()) {
      throw new AddressRefused(
          "address \""
              + CheckedHttp.place(at)
              + "\" is refused: an RTMP address names an application and a stream, as in"
              + " rtmp://host/live/stream");
    }
  }

  @Override
  public Relay open(CheckedSockets sockets, URI at, Errand errand)
      throws AddressRefused, IOException {
    return sockets.stream(
        at,
        AddressCheck.portOf(at.getScheme(), at.getPort()),
        isEncrypted(at),
        Script.PLAIN,
        errand);
  }

  @Override
  public List<String> arguments(URI at, int relayPort) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-protocol_whitelist", "rtmp,tcp"));
    arguments.addAll(List.of("-format_whitelist", "flv,live_flv"));
    arguments.addAll(List.of("-rtmp_live", "live"));
    arguments.addAll(List.of("-rtmp_app", app(at)));
    arguments.addAll(List.of("-rtmp_playpath", name(at)));
    arguments.addAll(
        List.of("-rtmp_tcurl", at.getScheme() + "://" + at.getRawAuthority() + "/" + app(at)));
    // Enough to find the sound; not so much that a picture without key frames is waited for.
    arguments.addAll(List.of("-fflags", "nobuffer", "-analyzeduration", "300000"));
    arguments.addAll(List.of("-probesize", "65536"));
    arguments.addAll(List.of("-i", "rtmp://127.0.0.1:" + relayPort + "/"));
    arguments.addAll(TransportOutput.copied(picture));
    return arguments;
  }

  private static boolean isEncrypted(URI at) {
    return at.getScheme().equals("rtmps");
  }

  private static String app(URI at) {
    String path = at.getRawPath();
    return path.lastIndexOf('/') <= 0 ? "" : path.substring(1, path.lastIndexOf('/'));
  }

  private static String name(URI at) {
    String path = at.getRawPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    return at.getRawQuery() == null ? name : name + "?" + at.getRawQuery();
  }
}
