package io.streamlation.bench.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** Serves what a packager writes into a folder; falls silent, or loses segments, when told to. */
final class FolderOrigin implements AutoCloseable {
  private static final Pattern SEGMENT = Pattern.compile("(?!init).*\\.(ts|m4s)");

  private final Path folder;
  private final HttpServer server;
  private final ExecutorService threads;
  private final Set<String> served = new HashSet<>(); // guarded by this
  private final Set<String> lost = new HashSet<>(); // guarded by this
  private int toLose; // guarded by this
  private boolean silent; // guarded by this

  FolderOrigin(Path folder, InetSocketAddress address) throws IOException {
    this.folder = folder;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "origin");
              thread.setDaemon(true);
              return thread;
            });
    server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Takes connections and answers nothing. */
  synchronized void fallSilent() {
    silent = true;
  }

  synchronized void speakAgain() {
    silent = false;
    notifyAll();
  }

  /** Segments that nobody had asked for yet: the next so many will never be there. */
  synchronized void loseNext(int segments) {
    toLose = segments;
  }

  private void serve(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring(1);
    try (exchange) {
      if (isToBeAnswered(name)) {
        byte[] bytes = Files.readAllBytes(folder.resolve(name));
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    } catch (NoSuchFileException e) {
      exchange.sendResponseHeaders(404, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isToBeAnswered(String name) throws InterruptedException {
    while (silent) {
      wait();
    }
    if (name.contains("/")) {
      return false;
    }
    if (SEGMENT.matcher(name).matches() && served.add(name) && toLose > 0) {
      toLose--;
      lost.add(name);
    }
    return !lost.contains(name);
  }

  /** Another packager begins: its segments have the names of those before, and are others. */
  synchronized void forget() {
    served.clear();
    lost.clear();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
