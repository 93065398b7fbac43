package io.streamlation.ingest.source.receive;

import io.streamlation.ingest.address.AddressRefused;
import io.streamlation.ingest.address.CheckedSockets;
import io.streamlation.ingest.address.Errand;
import io.streamlation.ingest.address.Relay;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** What is particular about one protocol that a receiver child speaks. */
public interface Wire {

  /** As codes name it: {@code rtmp}. */
  String protocol();

  /**
   * What can be seen to be wrong with an admitted address, as the end of a sentence.
   *
   * @throws AddressRefused with a whole sentence
   */
  void refuseOdd(URI at) throws AddressRefused;

  /** Goes out through the check. */
  Relay open(CheckedSockets sockets, URI at, Errand errand) throws AddressRefused, IOException;

  /** What the receiver is told: to speak with the relay, and to write a transport stream. */
  List<String> arguments(URI at, int relayPort);
}
