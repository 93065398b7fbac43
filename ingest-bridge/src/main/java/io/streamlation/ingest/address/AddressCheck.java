package io.streamlation.ingest.address;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides where the bridge may go, in two steps: the address as written ({@link #admit}), and each
 * time a connection is opened the numbers behind its name ({@link #resolve}), which are then the
 * ones connected to. A name that changes its mind between the two finds the second step.
 */
public final class AddressCheck {
  private static final int LONGEST_ADDRESS = 4096;
  private static final Map<String, Integer> DEFAULT_PORTS =
      Map.of("http", 80, "https", 443, "rtmp", 1935, "rtmps", 443, "rtsp", 554, "rtsps", 322);
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}\\.?$)[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_]([a-z0-9_-]{0,62}))*\\.?");
  private static final Pattern DOTTED_QUAD =
      Pattern.compile(
          "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");

  /** What inet_aton and browsers take for a number: 127.1, 0x7f.1, 017700000001, 2130706433. */
  private static final Pattern LOOKS_NUMERIC =
      Pattern.compile("(.*\\.)?(0x[0-9a-f]*|\\d+)\\.?", Pattern.CASE_INSENSITIVE);

  private static final String NUMBER_IN_DISGUISE =
      "its host is a number in disguise; write it as a.b.c.d";

  private final Set<String> schemes;
  private final Ports ports;
  private final Set<HostPort> allowed;
  private final HostLookup lookup;

  /**
   * @param allowed places that are admitted although they are closed: the demo's own origin, a
   *     lab's encoder. Nothing else about the check changes for them.
   */
  public AddressCheck(
      Set<String> schemes, Set<Integer> ports, Set<HostPort> allowed, HostLookup lookup) {
    this(schemes, Ports.of(ports), allowed, lookup);
  }

  /** The same with ranges of ports. */
  public AddressCheck(Set<String> schemes, Ports ports, Set<HostPort> allowed, HostLookup lookup) {
    this.schemes = Set.copyOf(schemes);
    this.ports = Objects.requireNonNull(ports);
    this.allowed = Set.copyOf(allowed);
    this.lookup = Objects.requireNonNull(lookup);
  }

  /** The address in its one spelling, or why it is not fetched. No name is looked up here. */
  public URI admit(String text) throws AddressRefused {
    return admitted(parse(text), text);
  }

  /** A reference found in a playlist or a redirect, taken from where that was found. */
  public URI admit(URI base, String reference) throws AddressRefused {
    return admitted(base.resolve(parse(reference)), reference);
  }

  private static URI parse(String text) throws AddressRefused {
    if (text.length() > LONGEST_ADDRESS) {
      throw new AddressRefused(
          "an address of " + text.length() + " characters is refused; up to " + LONGEST_ADDRESS);
    }
    StringBuilder tidy = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == 0x7f) {
        throw refused(text, "it holds a control character");
      }
      if (c > 0x7f) {
        throw refused(
            text, "it holds the letter '" + c + "': write names in Punycode and paths in %XX");
      }
      if (" \"<>\\^`{|}".indexOf(c) >= 0) {
        tidy.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
      } else {
        tidy.append(c);
      }
    }
    try {
      return new URI(tidy.toString());
    } catch (URISyntaxException e) {
      throw refused(text, "it is no address (" + e.getReason() + ")");
    }
  }

  private URI admitted(URI uri, String text) throws AddressRefused {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!schemes.contains(scheme)) {
      throw refused(text, "its scheme is \"" + scheme + "\"; fetched are " + schemes);
    }
    if (uri.getRawUserInfo() != null
        || (uri.getRawAuthority() != null && uri.getRawAuthority().indexOf('@') >= 0)) {
      throw refused("(withheld)", "it carries user info; a secret does not belong in an address");
    }
    if (uri.getHost() == null) {
      String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
      throw refused(
          text,
          LOOKS_NUMERIC.matcher(authority.replaceFirst(":\\d*$", "")).matches()
              ? NUMBER_IN_DISGUISE
              : "it names no host");
    }
    String host = bare(uri.getHost());
    boolean v6 = host.indexOf(':') >= 0;
    if (!v6 && LOOKS_NUMERIC.matcher(host).matches() && !DOTTED_QUAD.matcher(host).matches()) {
      throw refused(text, NUMBER_IN_DISGUISE);
    }
    if (v6 && host.indexOf('%') >= 0) {
      throw refused(text, "its host names an interface of this machine");
    }
    if (!v6 && !NAME.matcher(host).matches()) {
      throw refused(text, "its host is no host name");
    }
    int port = portOf(scheme, uri.getPort());
    if (port < 1 || port > 65_535) {
      throw refused(text, "its port is no port");
    }
    if (!ports.contains(port) && !allowed.contains(new HostPort(host, port))) {
      throw refused(
          text,
          "its port is "
              + port
              + "; fetched are "
              + ports
              + " (an operator widens source.ports, or names the place in allow.source)");
    }
    if (v6 || DOTTED_QUAD.matcher(host).matches()) {
      checkLiteral(host, port, text);
    }
    try {
      String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      return new URI(
          scheme
              + "://"
              + (v6 ? "[" + host + "]" : host)
              + (uri.getPort() < 0 ? "" : ":" + port)
              + path
              + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    } catch (URISyntaxException e) {
      throw refused(text, "it is no address (" + e.getReason() + ")");
    }
  }

  private void checkLiteral(String host, int port, String text) throws AddressRefused {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw refused(text, "its host is no address");
    }
    if (!allowed.contains(new HostPort(host, port))) {
      refuseClosed(host, address);
    }
  }

  /**
   * The numbers behind a name, every one of them checked. One closed address among open ones
   * refuses them all: nobody publishes such a name by accident.
   */
  public List<InetAddress> resolve(String host, int port)
      throws AddressRefused, UnknownHostException {
    String name = bare(host);
    List<InetAddress> addresses = lookup.addressesOf(name);
    if (!allowed.contains(new HostPort(name, port))) {
      for (InetAddress address : addresses) {
        refuseClosed(name, address);
      }
    }
    return addresses;
  }

  private static void refuseClosed(String host, InetAddress address) throws AddressRefused {
    Optional<String> why =
        Networks.whyClosed(address)
            .or(() -> ownAddresses().contains(address) ? Optional.of("our own") : Optional.empty());
    if (why.isPresent()) {
      throw new AddressRefused(
          "host \""
              + host
              + "\" is refused: it leads to "
              + address.getHostAddress()
              + ", which is "
              + why.get()
              + "; if this is meant, an operator names host:port in allow.source");
    }
  }

  private static Set<InetAddress> ownAddresses() {
    Set<InetAddress> own = new HashSet<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(own::add);
    } catch (SocketException e) {
      throw new IllegalStateException("this machine does not tell its own addresses", e);
    }
    return own;
  }

  public static int portOf(String scheme, int written) {
    return written >= 0 ? written : DEFAULT_PORTS.getOrDefault(scheme, 0);
  }

  static String bare(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.startsWith("[") ? lower.substring(1, lower.length() - 1) : lower;
  }

  private static AddressRefused refused(String text, String why) {
    String shown = text.replaceAll("[\\p{Cntrl}]", "?");
    shown = shown.length() > 200 ? shown.substring(0, 200) + "…" : shown;
    int query = shown.indexOf('?');
    shown = query >= 0 && text.indexOf('?') == query ? shown.substring(0, query) + "?…" : shown;
    return new AddressRefused("address \"" + shown + "\" is refused: " + why);
  }
}
