package io.streamlation.control.session;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Whether an IP address is one that the public internet routes (IANA's special-purpose lists). */
final class PublicAddress {
  private static final List<Block> NOT_PUBLIC =
      List.of(
          Block.of("0.0.0.0", 8),
          Block.of("10.0.0.0", 8),
          Block.of("100.64.0.0", 10), // carrier-grade NAT
          Block.of("127.0.0.0", 8),
          Block.of("169.254.0.0", 16), // link-local; cloud metadata
          Block.of("172.16.0.0", 12),
          Block.of("192.0.0.0", 24),
          Block.of("192.0.2.0", 24), // documentation
          Block.of("192.88.99.0", 24),
          Block.of("192.168.0.0", 16),
          Block.of("198.18.0.0", 15), // benchmarks
          Block.of("198.51.100.0", 24),
          Block.of("203.0.113.0", 24),
          Block.of("224.0.0.0", 3)); // multicast, reserved, broadcast
  private static final Block GLOBAL_UNICAST = Block.of("2000::", 3);
  private static final List<Block> NOT_PUBLIC_V6 =
      List.of(
          Block.of("2001::", 23), // IETF protocol assignments, Teredo among them
          Block.of("2001:db8::", 32), // documentation
          Block.of("2002::", 16), // 6to4: an IPv4 address in disguise
          Block.of("3fff::", 20)); // documentation

  private PublicAddress() {}

  static boolean is(InetAddress address) {
    if (address instanceof Inet4Address) {
      return NOT_PUBLIC.stream().noneMatch(block -> block.contains(address));
    }
    // An IPv4-mapped literal has become an Inet4Address by now; all else outside 2000::/3 is
    // special.
    return address instanceof Inet6Address
        && GLOBAL_UNICAST.contains(address)
        && NOT_PUBLIC_V6.stream().noneMatch(block -> block.contains(address));
  }

  private record Block(List<Byte> network, int prefixBits) {
    static Block of(String literal, int prefixBits) {
      try {
        return new Block(bytes(InetAddress.getByName(literal)), prefixBits);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(literal, e);
      }
    }

    boolean contains(InetAddress address) {
      List<Byte> bytes = bytes(address);
      if (bytes.size() != network.size()) {
        return false;
      }
      for (int bit = 0; bit < prefixBits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((bytes.get(bit / 8) & mask) != (network.get(bit / 8) & mask)) {
          return false;
        }
      }
      return true;
    }

    private static List<Byte> bytes(InetAddress address) {
      byte[] raw = address.getAddress();
      Byte[] boxed = new Byte[raw.length];
      Arrays.setAll(boxed, i -> raw[i]);
      return List.of(boxed);
    }
  }
}
