package io.streamlation.ingest.address;

import java.util.Locale;

/** Exactly one place on the network, as an operator wrote it: {@code 127.0.0.1:18090}. */
public record HostPort(String host, int port) {

  public HostPort {
    host = host.toLowerCase(Locale.ROOT);
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not host:port: \"" + host + ":" + port + "\"");
    }
  }

  /** Reads {@code host:port} or {@code [v6 address]:port}. */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "an IPv6 address is written in brackets, as in [::1]:8080, not \"" + text + "\"");
    }
    try {
      return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not host:port: \"" + text + "\"", e);
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
