package io.streamlation.ingest.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A real HTTP origin on loopback whose answers a test writes, and rewrites while it runs. */
public final class Origin implements AutoCloseable {
  static {
    // Else each answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private volatile Answer otherwise = status(404);
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** How one path is answered. */
  @FunctionalInterface
  public interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  public Origin() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "origin");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(path);
          try (exchange) {
            answers.getOrDefault(path, otherwise).give(exchange);
          }
        });
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  public Origin answer(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  /** How every path is answered that has no answer of its own; at first with 404. */
  public Origin otherwise(Answer answer) {
    otherwise = answer;
    return this;
  }

  public Origin serve(String path, byte[] bytes) {
    return answer(path, bytes(bytes));
  }

  public Origin serve(String path, String text) {
    return serve(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public static Answer bytes(byte[] bytes) {
    return exchange -> {
      String range = exchange.getRequestHeaders().getFirst("Range");
      if (range != null) {
        String[] fromTo = range.replace("bytes=", "").split("-", 2);
        int from = Integer.parseInt(fromTo[0]);
        int to = Math.min(bytes.length - 1, Integer.parseInt(fromTo[1]));
        exchange.sendResponseHeaders(206, to - from + 1L);
        exchange.getResponseBody().write(bytes, from, to - from + 1);
        return;
      }
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  public static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  public static Answer redirect(String to) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", to);
      exchange.sendResponseHeaders(302, -1);
    };
  }

  /** Every path asked for, in order. */
  public List<String> asked() {
    return asked;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
