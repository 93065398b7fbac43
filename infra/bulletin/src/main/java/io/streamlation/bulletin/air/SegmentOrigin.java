package io.streamlation.bulletin.air;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.streamlation.bulletin.BulletinException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * The HTTP origin of the channel: serves one folder's playlists and segments, and misbehaves when a
 * test asks for it.
 *
 * <p>With a window it shows the newest segments of a list that keeps all, as a broadcaster's origin
 * does, and the whole list under {@value #ARCHIVE}, which no fault ever touches: whoever wants to
 * know what was on air reads it there.
 */
final class SegmentOrigin implements AutoCloseable {
  static final String LIST = "channel.m3u8";
  static final String ARCHIVE = "archive.m3u8";

  private static final Pattern SERVED = Pattern.compile("/([a-zA-Z0-9_-]+\\.(m3u8|ts))");
  private static final String PLAYLIST_TYPE = "application/vnd.apple.mpegurl";
  private static final String SEGMENT_TYPE = "video/mp2t";

  private final Path folder;
  private final OptionalInt window;
  private final HttpServer server;
  private final ExecutorService threads;
  private final Set<String> lost = new HashSet<>(); // guarded by this
  private int toLose; // guarded by this; how many segments that are not listed yet
  private Set<String> listedBefore = Set.of(); // guarded by this
  private int failures; // guarded by this
  private int failureStatus; // guarded by this
  private String frozen; // guarded by this; what is served instead of the list
  private volatile boolean ended;
  private volatile long stalledUntilNanos = System.nanoTime();
  private volatile long blackUntilNanos = System.nanoTime();
  private volatile boolean closed;

  /**
   * @param window how many segments of a list that keeps all are shown; empty: all that it names
   */
  SegmentOrigin(Path folder, int port, OptionalInt window) {
    this.folder = folder;
    this.window = window;
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

  /** Connections are taken, and then nothing is ever said on them. */
  void blackHole(Duration duration) {
    blackUntilNanos = System.nanoTime() + duration.toNanos();
  }

  /** The list stays as it is, whatever the encoder adds. */
  synchronized void freeze() throws IOException {
    frozen = list();
  }

  /** The next segments that are added will be listed, and not be there. */
  synchronized void loseNext(int segments) throws IOException {
    listedBefore = Set.copyOf(PlaylistWindow.names(list()));
    toLose = segments;
    lost.clear();
  }

  /** The list says that nothing more will come. */
  void end() {
    ended = true;
  }

  /** As if nothing had ever happened. */
  synchronized void behave() {
    frozen = null;
    lost.clear();
    toLose = 0;
    failures = 0;
    ended = false;
    stalledUntilNanos = System.nanoTime();
    blackUntilNanos = System.nanoTime();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      var name = SERVED.matcher(exchange.getRequestURI().getPath());
      boolean archive = name.matches() && name.group(1).equals(ARCHIVE);
      if (!archive && isSwallowed()) {
        return; // closed without a word
      }
      exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
      int failure = archive ? 0 : takeFailure();
      String method = exchange.getRequestMethod();
      if (failure > 0) {
        exchange.sendResponseHeaders(failure, -1);
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
      } else if (!name.matches()) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        send(exchange, name.group(1), method.equals("HEAD"));
      }
    }
  }

  private void send(HttpExchange exchange, String name, boolean headOnly) throws IOException {
    byte[] content;
    try {
      content = content(name);
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

  private byte[] content(String name) throws IOException {
    if (name.equals(ARCHIVE) && window.isPresent()) {
      return Files.readAllBytes(folder.resolve(LIST));
    }
    if (name.equals(LIST)) {
      return shownList().getBytes(StandardCharsets.UTF_8);
    }
    if (isLost(name)) {
      throw new NoSuchFileException(name);
    }
    return Files.readAllBytes(folder.resolve(name));
  }

  private synchronized String shownList() throws IOException {
    String now = frozen == null ? list() : frozen;
    if (toLose > 0) {
      List<String> added = new ArrayList<>(PlaylistWindow.names(now));
      added.removeAll(listedBefore);
      lost.addAll(added.subList(0, Math.min(toLose, added.size())));
    }
    return ended ? PlaylistWindow.ended(now) : now;
  }

  private synchronized boolean isLost(String name) {
    return lost.contains(name);
  }

  private String list() throws IOException {
    String whole = Files.readString(folder.resolve(LIST));
    return window.isPresent() ? PlaylistWindow.of(whole, window.getAsInt()) : whole;
  }

  private boolean isSwallowed() {
    boolean black = blackUntilNanos - System.nanoTime() > 0;
    for (long left = silentNanos(); left > 0 && !closed; left = silentNanos()) {
      LockSupport.parkNanos(Math.min(left, Duration.ofMillis(100).toNanos()));
    }
    return black;
  }

  private long silentNanos() {
    long now = System.nanoTime();
    return Math.max(stalledUntilNanos - now, blackUntilNanos - now);
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
