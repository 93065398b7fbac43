package io.streamlation.ingest.hostile;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Serves on port 80 of every address: on the open one a stream that leads to {@code ?to=} at the
 * place of its path, on the forbidden ones whatever is asked for.
 */
final class Town {
  static final String OPEN = "93.184.216.34";
  static final List<String> FORBIDDEN =
      List.of(
          "10.0.0.1",
          "10.255.255.1",
          "172.16.0.1",
          "172.31.0.1",
          "192.168.0.1",
          "192.168.255.1",
          "100.64.0.1",
          "100.100.100.200",
          "169.254.1.1",
          "169.254.169.254",
          "168.63.129.16",
          "192.0.0.192",
          "198.18.0.1",
          "198.51.100.1",
          "203.0.113.1",
          "240.0.0.1");

  private static final String HEAD = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n";

  static final Map<String, String> LISTS =
      Map.of(
          "/variant", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nTO\n",
          "/segment", HEAD + "#EXTINF:2,\nTO\n",
          "/key", HEAD + "#EXT-X-KEY:METHOD=AES-128,URI=\"TO\"\n#EXTINF:2,\n0.ts\n",
          "/map", HEAD + "#EXT-X-MAP:URI=\"TO\"\n#EXTINF:2,\n0.ts\n",
          "/moved-segment", HEAD + "#EXTINF:2,\nredirect?to=TO\n");

  private Town() {}

  public static void main(String[] arguments) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("0.0.0.0", 80), 0);
    server.createContext("/", Town::answer);
    server.start();
    System.out.println("open");
    while (true) {
      LockSupport.park();
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = exchange.getRequestURI().getQuery();
      String to = query == null ? "" : query.replaceFirst("^to=", "");
      if (exchange.getRequestURI().getPath().equals("/redirect")) {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
        return;
      }
      byte[] body =
          LISTS
              .getOrDefault(exchange.getRequestURI().getPath(), "x")
              .replace("TO", to)
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
