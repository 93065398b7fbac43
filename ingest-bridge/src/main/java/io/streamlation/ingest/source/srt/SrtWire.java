package io.streamlation.ingest.source.srt;

import io.streamlation.ingest.address.AddressRefused;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.CheckedSockets;
import io.streamlation.ingest.address.Errand;
import io.streamlation.ingest.address.Relay;
import io.streamlation.ingest.source.receive.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code srt://host:port?streamid=…&passphrase=…&latency=…}. The child demultiplexes nothing: what
 * SRT carries is a transport stream already, and is cut here.
 */
public final class SrtWire implements Wire {
  private static final Set<String> KNOWN =
      Set.of("mode", "streamid", "passphrase", "pbkeylen", "latency", "transtype");
  private static final int LONGEST_LATENCY_MS = 8_000;

  @Override
  public String protocol() {
    return "srt";
  }

  @Override
  public void refuseOdd(URI at) throws AddressRefused {
    if (at.getPort() < 0) {
      throw refused(at, "SRT has no port of its own, so the address must name one");
    }
    Map<String, String> query = query(at);
    for (String key : new TreeSet<>(query.keySet())) {
      if (!KNOWN.contains(key)) {
        throw refused(at, "\"" + key + "\" is none of " + new TreeSet<>(KNOWN));
      }
    }
    if (!query.getOrDefault("mode", "caller").equals("caller")) {
      throw refused(at, "the bridge calls (mode=caller); to be called, make a push session");
    }
    if (!query.getOrDefault("transtype", "live").equals("live")) {
      throw refused(at, "only live transmissions (transtype=live) are received");
    }
    int passphrase = query.getOrDefault("passphrase", "").length();
    if (query.containsKey("passphrase") && (passphrase < 10 || passphrase > 64)) {
      throw refused(at, "an SRT passphrase has 10 to 64 characters");
    }
    if (!Set.of("0", "16", "24", "32").contains(query.getOrDefault("pbkeylen", "0"))) {
      throw refused(at, "pbkeylen is 16, 24 or 32");
    }
    if (!query.getOrDefault("latency", "0").matches("\\d{1,4}")
        || Integer.parseInt(query.getOrDefault("latency", "0")) > LONGEST_LATENCY_MS) {
      throw refused(at, "latency is in milliseconds, up to " + LONGEST_LATENCY_MS);
    }
  }

  private static AddressRefused refused(URI at, String why) {
    return new AddressRefused("address \"" + CheckedHttp.place(at) + "\" is refused: " + why);
  }

  @Override
  public Relay open(CheckedSockets sockets, URI at, Errand errand)
      throws AddressRefused, IOException {
    return sockets.datagrams(at, at.getPort());
  }

  @Override
  public List<String> arguments(URI at, int relayPort) {
    Map<String, String> query = query(at);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-protocol_whitelist", "srt", "-format_whitelist", "data"));
    arguments.addAll(List.of("-mode", "caller", "-connect_timeout", "3000"));
    for (String key : List.of("passphrase", "pbkeylen")) {
      if (query.containsKey(key)) {
        arguments.addAll(List.of("-" + key, query.get(key)));
      }
    }
    if (query.containsKey("streamid")) {
      arguments.addAll(List.of("-srt_streamid", query.get("streamid")));
    }
    if (query.containsKey("latency")) {
      arguments.addAll(List.of("-latency", query.get("latency") + "000")); // in microseconds
    }
    arguments.addAll(List.of("-f", "data", "-raw_packet_size", "1316"));
    arguments.addAll(List.of("-i", "srt://127.0.0.1:" + relayPort));
    arguments.addAll(List.of("-map", "0", "-c", "copy", "-flush_packets", "1"));
    arguments.addAll(List.of("-f", "data", "pipe:1"));
    return arguments;
  }

  private static Map<String, String> query(URI at) {
    Map<String, String> query = new LinkedHashMap<>();
    if (at.getRawQuery() != null) {
      for (String pair : at.getRawQuery().split("&")) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        query.put(decoded(key), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  /** %XX only: a plus sign is a plus sign. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
