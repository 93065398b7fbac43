package io.streamlation.ingest.source.push;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.streamlation.ingest.telemetry.Murmur;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the RTMP server's questions, on loopback: {@code POST /rtmp}, a form with {@code call}
 * (publish, update_publish, publish_done; of players: play, update_play), {@code name} (the
 * session), {@code key} and {@code addr}. 204 is yes, 403 is no: the server then drops the sender.
 */
public final class PushDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PushDoor.class);
  private static final int MOST_BYTES = 8 * 1024;
  private static final int YES = 204;
  private static final int NO = 403;

  private final PushGate gate;
  private final HttpServer server;
  private final Murmur murmur = new Murmur(LOG);

  /**
   * @param port 0 takes a free one
   */
  public PushDoor(PushGate gate, int port) throws IOException {
    this.gate = gate;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    this.server.createContext("/rtmp", this::answer);
    this.server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES);
      exchange.sendResponseHeaders(answerTo(form(body)), -1);
    }
  }

  private int answerTo(Map<String, String> form) {
    String session = form.getOrDefault("name", "");
    switch (form.getOrDefault("call", "")) {
      case "publish", "update_publish" -> {
        Optional<String> refusal = gate.refusal(session, form.getOrDefault("key", ""));
        if (refusal.isPresent()) {
          murmur.warn(
              "a sender at "
                  + form.getOrDefault("addr", "?")
                  + " to session \""
                  + session.replaceAll("[^\\w-]", "?")
                  + "\" is refused: "
                  + refusal.get());
          return NO;
        }
        gate.sends(session, System.nanoTime());
        return YES;
      }
      case "publish_done" -> {
        if (gate.refusal(session, form.getOrDefault("key", "")).isEmpty()) {
          gate.sendsNoMore(session);
        }
        return YES;
      }
      case "update_play", "play", "play_done" -> {
        return YES; // only loopback may play: that stands in the server's own configuration
      }
      default -> {
        return NO;
      }
    }
  }

  private static Map<String, String> form(byte[] body) {
    Map<String, String> form = new HashMap<>();
    for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        // The first wins: what the server itself says stands before what a sender may append.
        form.putIfAbsent(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
      }
    }
    return form;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
