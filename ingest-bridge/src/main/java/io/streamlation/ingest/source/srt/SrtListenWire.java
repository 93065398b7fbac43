package io.streamlation.ingest.source.srt;

import io.streamlation.ingest.address.CheckedSockets;
import io.streamlation.ingest.address.Errand;
import io.streamlation.ingest.address.Relay;
import io.streamlation.ingest.source.receive.Wire;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * SRT as the listener: one caller at a time, who must have the passphrase. Nothing goes out, so
 * nothing is relayed: the child has the port itself.
 */
public final class SrtListenWire implements Wire {
  private final String host;
  private final String passphrase;

  /**
   * @param host the address that is listened on
   */
  public SrtListenWire(String host, String passphrase) {
    this.host = host;
    this.passphrase = passphrase;
  }

  @Override
  public String protocol() {
    return "srt";
  }

  @Override
  public void refuseOdd(URI at) {
    // It was made by us.
  }

  @Override
  public Relay open(CheckedSockets sockets, URI at, Errand errand) {
    return new Called(at.getPort());
  }

  @Override
  public List<String> arguments(URI at, int port) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-protocol_whitelist", "srt", "-format_whitelist", "data"));
    arguments.addAll(List.of("-mode", "listener", "-passphrase", passphrase));
    arguments.addAll(List.of("-enforced_encryption", "1"));
    arguments.addAll(List.of("-f", "data", "-raw_packet_size", "1316"));
    arguments.addAll(List.of("-i", "srt://" + host + ":" + port));
    arguments.addAll(List.of("-map", "0", "-c", "copy", "-flush_packets", "1"));
    arguments.addAll(List.of("-f", "data", "pipe:1"));
    return arguments;
  }

  /** A port that is called. Once its child has ended, so has the caller. */
  private record Called(int port) implements Relay {
    @Override
    public long bytes() {
      return -1;
    }

    @Override
    public Optional<FarSide> ended() {
      return Optional.of(new FarSide(true, "is called by nobody any more"));
    }

    @Override
    public void close() {
      // The child has the port.
    }
  }
}
