package io.streamlation.ingest.rehost;

import io.streamlation.ingest.decode.DecoderProgram;
import io.streamlation.ingest.decode.LoneTrack;
import io.streamlation.ingest.decode.Picture;
import io.streamlation.ingest.telemetry.Murmur;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One {@code ffmpeg} process that copies into fragments, and the thread that feeds it. Who offers
 * it bytes never waits: what it does not take in time is refused.
 */
final class Packager {
  private static final Logger LOG = LoggerFactory.getLogger(Packager.class);

  /** Half a minute of ordinary television; an HLS origin brings three segments at once. */
  static final long MOST_WAITING_BYTES = 32L << 20;

  private static final int SIGKILLED = 128 + 9;
  private static final byte[] NO_MORE = new byte[0];

  private final Process process;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final Murmur murmur = new Murmur(LOG);
  private long waitingBytes;
  private volatile String lastWords = "";

  /**
   * @param file read instead of what is offered
   */
  Packager(DecoderProgram program, Picture picture, Optional<Path> file) throws IOException {
    this(program.startPackager(picture, file));
    if (file.isEmpty()) {
      thread("packager-in-" + process.pid(), this::feed).start();
    }
  }

  /** Of a picture, or of a sound, that lies in segments of its own. */
  Packager(DecoderProgram program, LoneTrack track, boolean isPicture) throws IOException {
    this(program.startPackager(track, isPicture));
    thread("packager-in-" + process.pid(), this::feed).start();
  }

  private Packager(Process process) {
    this.process = process;
    thread("packager-err-" + process.pid(), this::listen).start();
  }

  static Thread thread(String name, Runnable work) {
    Map<String, String> context = MDC.getCopyOfContextMap();
    Thread thread =
        new Thread(
            () -> {
              if (context != null) {
                MDC.setContextMap(context);
              }
              work.run();
            },
            name);
    thread.setDaemon(true);
    return thread;
  }

  /** False if it is too far behind, and nothing of this was taken. */
  boolean offer(byte[] bytes) {
    synchronized (waiting) {
      if (waitingBytes > 0 && waitingBytes + bytes.length > MOST_WAITING_BYTES) {
        return false;
      }
      waiting.add(bytes);
      waitingBytes += bytes.length;
      waiting.notifyAll();
      return true;
    }
  }

  /** No more will come: it gives out what it has, and ends. */
  void end() {
    synchronized (waiting) {
      waiting.add(NO_MORE);
      waiting.notifyAll();
    }
  }

  void kill() {
    process.destroyForcibly();
    end();
  }

  InputStream out() {
    return new BufferedInputStream(process.getInputStream(), 1 << 16);
  }

  /** What it complained about last; empty if it did not. */
  String lastWords() {
    return lastWords;
  }

  /** Whether somebody ended it. */
  boolean wasKilled() throws InterruptedException {
    return process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == SIGKILLED;
  }

  boolean endedWell() throws InterruptedException {
    return process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private void feed() {
    try (OutputStream in = process.getOutputStream()) {
      for (byte[] bytes = next(); bytes != NO_MORE; bytes = next()) {
        in.write(bytes);
        in.flush();
        synchronized (waiting) {
          waitingBytes -= bytes.length;
        }
      }
    } catch (IOException e) {
      LOG.debug("packager {} takes no more", process.pid(), e);
    } catch (InterruptedException e) {
      LOG.debug("packager {} is not fed any more", process.pid());
    }
  }

  private byte[] next() throws InterruptedException {
    synchronized (waiting) {
      while (waiting.isEmpty()) {
        waiting.wait();
      }
      return waiting.remove();
    }
  }

  private void listen() {
    try (BufferedReader err =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8), 1024)) {
      err.lines()
          .map(line -> line.replaceAll("^(\\[[^]]*] ?)+", ""))
          .map(line -> line.length() > 300 ? line.substring(0, 300) + "…" : line)
          // The picture is not decoded, on purpose.
          .filter(line -> !line.contains("not on whitelist"))
          .filter(line -> !line.contains("Failed to open codec"))
          .forEach(
              line -> {
                lastWords = line;
                murmur.warn("packager " + process.pid() + ": " + line);
              });
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("the packager's complaints ended early", e);
    }
  }
}
