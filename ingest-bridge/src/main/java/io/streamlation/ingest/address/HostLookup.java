package io.streamlation.ingest.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Names to numbers: the system's resolver, or a test's. */
@FunctionalInterface
public interface HostLookup {
  List<InetAddress> addressesOf(String host) throws UnknownHostException;

  static HostLookup ofTheSystem() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}
