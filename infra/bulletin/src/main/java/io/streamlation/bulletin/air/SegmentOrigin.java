package io.streamlation.bulletin.air;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.streamlation.bulletin.BulletinException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * The HTTP origin of the channel: serves one folder's playlists and segments, and misbehaves when a
 * test asks for it.
 */
final class SegmentOrigin implements AutoCloseable {
  private static final Pattern SERVED = Pattern.compile("/([a-zA-Z0-9_-]+\\.(m3u8|ts))");
  private static final String PLAYLIST_TYPE = "application/vnd.apple.mpegurl";
  private static final String SEGMENT_TYPE = "video/mp2t";

  private final Path folder;
  private final HttpServer server;
  private final ExecutorService threads;
  private int failures; // guarded by this
  private int failureStatus; // guarded by this
  private volatile long stalledUntilNanos = System.nanoTime();
  private volatile boolean closed;

  SegmentOrigin(Path folder, int port) {
    this.folder = folder;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new BulletinException(
          "the channel's origin cannot listen on 127.0.0.1:%d (%s): free the port or choose another"
                  .formatted(port, e.getMessage())
              + " by the channel's `port` setting",
          e);
    }
    threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "bulletin-origin");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  synchronized void failNext(int requests, int status) {
    failures = requests;
    failureStatus = status;
  }

  void stall(Duration duration) {
    stalledUntilNanos = System.nanoTime() + duration.toNanos();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      waitWhileStalled();
      exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
      int failure = takeFailure();
      var name = SERVED.matcher(exchange.getRequestURI().getPath());
      String method = exchange.getRequestMethod();
      if (failure > 0) {
        exchange.sendResponseHeaders(failure, -1);
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
      } else if (!name.matches()) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        sendFile(exchange, name.group(1), method.equals("HEAD"));
      }
    }
  }

  private void sendFile(HttpExchange exchange, String name, boolean headOnly) throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(folder.resolve(name));
    } catch (NoSuchFileException rolledOff) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    boolean playlist = name.endsWith(".m3u8");
    exchange.getResponseHeaders().set("Content-Type", playlist ? PLAYLIST_TYPE : SEGMENT_TYPE);
    exchange
        .getResponseHeaders()
        .set("Cache-Control", playlist ? "no-cache" : "public, max-age=3600, immutable");
    if (headOnly) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, content.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(content);
    }
  }

  private void waitWhileStalled() {
    for (long left = stalledUntilNanos - System.nanoTime();
        left > 0 && !closed;
        left = stalledUntilNanos - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, Duration.ofMillis(100).toNanos()));
    }
  }

  private synchronized int takeFailure() {
    if (failures == 0) {
      return 0;
    }
    failures--;
    return failureStatus;
  }

  @Override
  public void close() {
    closed = true;
    server.stop(0);
    threads.shutdownNow();
  }
}
