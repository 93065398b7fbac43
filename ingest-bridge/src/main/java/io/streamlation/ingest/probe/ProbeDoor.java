package io.streamlation.ingest.probe;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.streamlation.contracts.v1.PlaylistRequest;
import io.streamlation.contracts.v1.ProbeRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /probe} and {@code POST /playlist}, protobuf in and out. A browser cannot come in by
 * accident: the content type makes it ask first, and nobody answers that.
 */
public final class ProbeDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeDoor.class);
  private static final String TYPE = "application/x-protobuf";
  private static final int MOST_BYTES = 16 * 1024;

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "probe-door");
            thread.setDaemon(true);
            return thread;
          });
  private final Prober prober;
  private final PlaylistLook playlists;
  private final Optional<String> secret;

  /**
   * @param port 0 takes a free one
   * @param secret what a caller must show; empty only on loopback
   */
  public ProbeDoor(
      String host, int port, Optional<String> secret, Prober prober, PlaylistLook playlists)
      throws IOException {
    this.prober = prober;
    this.playlists = playlists;
    this.secret = secret;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 16);
    server.setExecutor(threads);
    open("/probe", body -> prober.probe(ProbeRequest.parseFrom(body)));
    open("/playlist", body -> playlists.look(PlaylistRequest.parseFrom(body)));
    server.start();
  }

  private interface Answerer {
    Message answer(byte[] question) throws InvalidProtocolBufferException, InterruptedException;
  }

  private void open(String path, Answerer answerer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            answer(exchange, path, answerer);
          } catch (RuntimeException e) {
            LOG.error("a question about a source could not be answered", e);
            exchange.sendResponseHeaders(500, -1);
          }
        });
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange, String path, Answerer answerer) throws IOException {
    if (!exchange.getRequestURI().getPath().equals(path)) {
      refuse(exchange, 404, "only /probe and /playlist are here");
      return;
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      refuse(exchange, 405, "only POST is answered");
      return;
    }
    if (!TYPE.equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      refuse(exchange, 415, "the content type must be " + TYPE);
      return;
    }
    if (secret.isPresent() && !shows(exchange, secret.get())) {
      refuse(exchange, 401, "the secret of probe.secret.file is not shown");
      return;
    }
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      refuse(exchange, 413, "more than " + MOST_BYTES + " bytes are not read");
      return;
    }
    Message answer;
    try {
      answer = answerer.answer(body);
    } catch (InvalidProtocolBufferException e) {
      refuse(exchange, 400, "this is not what is asked at " + path + ": " + e.getMessage());
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuse(exchange, 503, "the bridge ends");
      return;
    }
    byte[] bytes = answer.toByteArray();
    exchange.getResponseHeaders().set("Content-Type", TYPE);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static boolean shows(HttpExchange exchange, String secret) {
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    return shown != null
        && MessageDigest.isEqual(
            shown.getBytes(StandardCharsets.UTF_8),
            ("Bearer " + secret).getBytes(StandardCharsets.UTF_8));
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    byte[] bytes = why.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    prober.close();
  }
}
