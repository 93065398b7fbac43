package io.streamlation.ingest.address;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which networks a stranger may not send us into: everything IANA lists as not globally reachable,
 * the addresses where clouds keep their secrets, and every IPv6 spelling that carries such an IPv4
 * address inside.
 */
final class Networks {
  private static final Map<String, String> CLOSED = new LinkedHashMap<>();

  static {
    CLOSED.put("169.254.169.254/32", "a cloud's metadata");
    CLOSED.put("100.100.100.200/32", "a cloud's metadata");
    CLOSED.put("168.63.129.16/32", "a cloud's metadata");
    CLOSED.put("192.0.0.192/32", "a cloud's metadata");
    CLOSED.put("0.0.0.0/8", "this host");
    CLOSED.put("10.0.0.0/8", "private");
    CLOSED.put("100.64.0.0/10", "shared by a carrier");
    CLOSED.put("127.0.0.0/8", "loopback");
    CLOSED.put("169.254.0.0/16", "link-local");
    CLOSED.put("172.16.0.0/12", "private");
    CLOSED.put("192.0.0.0/24", "reserved");
    CLOSED.put("192.0.2.0/24", "for documentation");
    CLOSED.put("192.88.99.0/24", "a 6to4 relay");
    CLOSED.put("192.168.0.0/16", "private");
    CLOSED.put("198.18.0.0/15", "for benchmarks");
    CLOSED.put("198.51.100.0/24", "for documentation");
    CLOSED.put("203.0.113.0/24", "for documentation");
    CLOSED.put("224.0.0.0/4", "multicast");
    CLOSED.put("240.0.0.0/4", "reserved or broadcast");
    CLOSED.put("fd00:ec2::254/128", "a cloud's metadata");
    CLOSED.put("::/128", "this host");
    CLOSED.put("::1/128", "loopback");
    CLOSED.put("64:ff9b:1::/48", "a local translation prefix");
    CLOSED.put("100::/64", "discard-only");
    CLOSED.put("2001::/23", "reserved for protocols");
    CLOSED.put("2001:db8::/32", "for documentation");
    CLOSED.put("3fff::/20", "for documentation");
    CLOSED.put("5f00::/16", "segment routing");
    CLOSED.put("fc00::/7", "private");
    CLOSED.put("fe80::/10", "link-local");
    CLOSED.put("fec0::/10", "site-local");
    CLOSED.put("ff00::/8", "multicast");
  }

  /** Prefixes whose addresses hold an IPv4 address, and at which byte. */
  private static final Map<String, Integer> CARRIES_V4 =
      Map.of("::/96", 12, "::ffff:0:0:0/96", 12, "64:ff9b::/96", 12, "2002::/16", 2);

  private Networks() {}

  /** Why this address is closed, in two or three words; empty for an address of the open net. */
  static Optional<String> whyClosed(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (Map.Entry<String, String> network : CLOSED.entrySet()) {
      if (contains(network.getKey(), bytes)) {
        return Optional.of(network.getValue());
      }
    }
    if (address instanceof Inet6Address) {
      for (Map.Entry<String, Integer> carrier : CARRIES_V4.entrySet()) {
        if (contains(carrier.getKey(), bytes)) {
          int at = carrier.getValue();
          Optional<String> inner = whyClosed(v4(Arrays.copyOfRange(bytes, at, at + 4)));
          if (inner.isPresent()) {
            return inner;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Inet4Address v4(byte[] four) {
    try {
      return (Inet4Address) InetAddress.getByAddress(four);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an IPv4 address", e);
    }
  }

  private static boolean contains(String network, byte[] address) {
    int slash = network.indexOf('/');
    byte[] base;
    try {
      base = InetAddress.getByName(network.substring(0, slash)).getAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError("the table holds addresses, not names: " + network, e);
    }
    if (base.length != address.length) {
      return false;
    }
    int bits = Integer.parseInt(network.substring(slash + 1));
    for (int i = 0; i < base.length && bits > 0; i++, bits -= 8) {
      int mask = bits >= 8 ? 0xff : 0xff << (8 - bits) & 0xff;
      if ((base[i] & mask) != (address[i] & mask)) {
        return false;
      }
    }
    return true;
  }
}
