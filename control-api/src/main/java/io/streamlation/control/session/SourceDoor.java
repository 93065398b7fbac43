package io.streamlation.control.session;

import io.streamlation.control.ControlSettings;
import io.streamlation.control.problem.Complaint;
import io.streamlation.control.problem.ProblemType;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Refuses addresses that can be seen to be wrong without asking the network. The bridge resolves
 * names and checks what they resolve to, at every request it makes: that check is the wall, this
 * one spares the user a round trip.
 */
@Component
class SourceDoor {
  private static final String FIELD = "source.url";
  private static final int LONGEST_URL = 2_048;
  private static final Pattern DOTTED_QUAD =
      Pattern.compile(
          "(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");
  private static final Pattern ENDS_IN_A_NUMBER =
      Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9a-fA-F]*)\\.?");
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*");
  private static final Map<String, Integer> PORTS =
      Map.of("http", 80, "https", 443, "rtmp", 1935, "rtmps", 443, "rtsp", 554, "rtsps", 322);
  private static final Set<String> INSIDE_SUFFIXES =
      Set.of("localhost", "local", "internal", "lan", "home.arpa", "intranet");

  private final Set<String> allowed;
  private final Set<Integer> ports;

  SourceDoor(ControlSettings settings) {
    this.allowed = settings.allowSource();
    this.ports = new TreeSet<>(settings.sourcePorts());
  }

  /** What is wrong with it, if anything can be seen to be. */
  Optional<Complaint> complaintAbout(Session.Protocol protocol, @Nullable String url) {
    if (url == null || url.isBlank()) {
      return complaint(url, "\"source.url\" is missing.");
    }
    if (url.length() > LONGEST_URL) {
      return complaint(
          url,
          "\"source.url\" has "
              + url.length()
              + " characters; at most "
              + LONGEST_URL
              + " are read.");
    }
    if (PlainText.isNot(url)) {
      return complaint(
          null,
          "\"source.url\" has control characters (a line break, perhaps) or others in it that cannot"
              + " be shown.");
    }
    return switch (protocol) {
      case HLS, DASH, HTTP_AUDIO -> aboutAddress(url, List.of("http", "https"));
      case RTMP -> aboutAddress(url, List.of("rtmp", "rtmps"));
      case SRT -> aboutAddress(url, List.of("srt"));
      case RTSP -> aboutAddress(url, List.of("rtsp", "rtsps"));
      case FILE -> aboutPath(url);
      case RTMP_PUSH, SRT_PUSH ->
          throw new IllegalArgumentException(protocol + " has no address to go to");
    };
  }

  private Optional<Complaint> aboutPath(String path) {
    if (SCHEME.matcher(path).matches()) {
      return complaint(
          path,
          "A file source is a path below the bridge's file root, not an address with a scheme.");
    }
    if (path.startsWith("/")
        || path.startsWith("~")
        || path.startsWith("-")
        || path.contains("\\")) {
      return complaint(
          path,
          "A file source is a relative path with forward slashes, below the bridge's file root.");
    }
    for (String step : path.split("/", -1)) {
      if (step.isEmpty() || step.equals(".") || step.equals("..")) {
        return complaint(path, "A file source has no empty, \".\" or \"..\" steps in its path.");
      }
    }
    return Optional.empty();
  }

  private Optional<Complaint> aboutAddress(String url, List<String> schemes) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return complaint(url, "\"source.url\" is not an address: " + e.getReason() + ".");
    }
    if (url.chars().anyMatch(c -> c > 0x7f)) {
      return complaint(
          url,
          "\"source.url\" has letters beyond ASCII; write names in their ASCII form (xn--…) and paths"
              + " in %XX.");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!schemes.contains(scheme)) {
      return complaint(url, "\"source.url\" has the scheme \"" + scheme + "\".", schemes);
    }
    if (uri.getRawUserInfo() != null || String.valueOf(uri.getRawAuthority()).contains("@")) {
      return complaint(
          withoutUserInfo(url),
          "\"source.url\" carries a user name or password; addresses with secrets are not taken.");
    }
    if (uri.getHost() == null) {
      return complaint(
          url,
          "\"source.url\" has no host that can be read; write international names in their ASCII form (xn--…).");
    }
    if (uri.getRawFragment() != null) {
      return complaint(url, "\"source.url\" has a fragment (#…), which no server would see.");
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (uri.getPort() < 0 && !PORTS.containsKey(scheme)) {
      return complaint(url, "\"source.url\" names no port, and SRT has none of its own.");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : PORTS.get(scheme);
    if (allowed.contains(host + ":" + port)) {
      return Optional.empty();
    }
    // Which ports the other protocols may have is set on the bridge alone; its look tells.
    if (scheme.startsWith("http") && !ports.contains(port)) {
      return complaint(
          url,
          "\"source.url\" names port " + port + ", which is not among those a source may have.",
          ports.stream().map(String::valueOf).toList());
    }
    return aboutHost(url, host, port);
  }

  private static Optional<Complaint> aboutHost(String url, String host, int port) {
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (INSIDE_SUFFIXES.stream().anyMatch(s -> bare.equals(s) || bare.endsWith("." + s))) {
      return inside(url, host, port);
    }
    Optional<InetAddress> literal;
    if (host.startsWith("[")) {
      literal = literal(host.substring(1, host.length() - 1));
    } else if (DOTTED_QUAD.matcher(bare).matches()) {
      literal = literal(bare);
    } else if (ENDS_IN_A_NUMBER.matcher(bare).matches()) {
      return complaint(
          url, "\"" + host + "\" is an odd spelling of an IP address; write it as a.b.c.d.");
    } else {
      return Optional.empty();
    }
    if (literal.isEmpty()) {
      return complaint(url, "\"" + host + "\" is not an IP address.");
    }
    return PublicAddress.is(literal.get()) ? Optional.empty() : inside(url, host, port);
  }

  private static Optional<Complaint> inside(String url, String host, int port) {
    return complaint(
        url,
        host
            + " is inside a private network. If it is meant, the operator admits it with"
            + " --streamlation.allow-source="
            + host
            + ":"
            + port
            + " here and allow.source on the bridge.");
  }

  /** Of a spelling that is a literal for certain: no name server is asked. */
  private static Optional<InetAddress> literal(String spelling) {
    try {
      return Optional.of(InetAddress.getByName(spelling));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static String withoutUserInfo(String url) {
    return url.replaceFirst("//[^/]*@", "//…@");
  }

  private static Optional<Complaint> complaint(@Nullable String url, String detail) {
    return complaint(url, detail, List.of());
  }

  private static Optional<Complaint> complaint(
      @Nullable String url, String detail, List<String> allowed) {
    return Optional.of(Complaint.of(ProblemType.UNSUPPORTED_SOURCE, FIELD, url, detail, allowed));
  }
}
