package io.streamlation.ingest.address;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Text as an address: what is admitted is admitted again, and leads to no closed place. */
public final class AddressFuzz {
  private static final AddressCheck CHECK =
      new AddressCheck(
          Set.of("http", "https"),
          Set.of(80, 443, 8080),
          Set.of(),
          host -> List.of(InetAddress.getByAddress(new byte[] {93, (byte) 184, (byte) 216, 34})));
  private static final URI BASE = URI.create("http://open.example/live/a.m3u8");

  private AddressFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      again(CHECK.admit(text));
    } catch (AddressRefused e) {
      check(e);
    }
    try {
      again(CHECK.admit(BASE, text));
    } catch (AddressRefused e) {
      check(e);
    }
  }

  private static void again(URI admitted) throws AddressRefused {
    if (!CHECK.admit(admitted.toString()).equals(admitted)) {
      throw new AssertionError("two spellings of one address: " + admitted);
    }
    if (admitted.getHost() == null || admitted.getRawUserInfo() != null) {
      throw new AssertionError("nobody can say where this leads: " + admitted);
    }
  }

  private static void check(AddressRefused e) {
    if (e.getMessage().length() > 500) {
      throw new AssertionError("too many words: " + e.getMessage().length());
    }
  }
}
