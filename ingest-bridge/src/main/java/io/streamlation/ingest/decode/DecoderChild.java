package io.streamlation.ingest.decode;

import io.streamlation.ingest.telemetry.Murmur;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One {@code ffmpeg} process and the thread that reads its samples. It ends when its input ends,
 * when it is killed, or with the bridge: then its pipes break.
 */
final class DecoderChild {
  private static final int SIGKILLED = 128 + 9;
  private static final int SIGTERMED = 128 + 15;
  private static final Logger LOG = LoggerFactory.getLogger(DecoderChild.class);

  private final Process process;
  private final Thread reader;
  private final Murmur murmur = new Murmur(LOG);
  private final LongSupplier nanoTime;
  private volatile long movedAtNanos;
  private volatile boolean handingOver;
  private volatile String lastWords = "";
  private volatile RuntimeException sinkFailure;

  /** Takes samples, on the child's own thread. It may block: the child then waits. */
  @FunctionalInterface
  interface Output {
    void sound(long stampMs, byte[] pcm) throws InterruptedException;
  }

  private DecoderChild(Process process, LongSupplier nanoTime, Output output) {
    this.process = process;
    this.nanoTime = nanoTime;
    this.movedAtNanos = nanoTime.getAsLong();
    Map<String, String> context = MDC.getCopyOfContextMap();
    this.reader = thread("decoder-out-" + process.pid(), context, () -> read(output));
    this.reader.start();
    thread("decoder-err-" + process.pid(), context, this::listen).start();
  }

  static DecoderChild forSegments(
      DecoderProgram program,
      SegmentScan scan,
      int probeBytes,
      long leadInUs,
      LongSupplier nanoTime,
      Output output)
      throws IOException {
    return start(
        program,
        program.commandForSegments(scan.format(), scan.map(), probeBytes, leadInUs),
        Optional.empty(),
        nanoTime,
        output);
  }

  static DecoderChild forFile(
      DecoderProgram program, Path file, String map, LongSupplier nanoTime, Output output)
      throws IOException {
    return start(program, program.commandForFile(map), Optional.of(file), nanoTime, output);
  }

  private static DecoderChild start(
      DecoderProgram program,
      List<String> command,
      Optional<Path> input,
      LongSupplier nanoTime,
      Output output)
      throws IOException {
    return new DecoderChild(program.start(command, input), nanoTime, output);
  }

  private static Thread thread(String name, Map<String, String> context, Runnable work) {
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

  /** Blocks while the child is busy with what it was fed before. */
  void feed(byte[] bytes) throws IOException {
    movedAtNanos = nanoTime.getAsLong();
    OutputStream in = process.getOutputStream();
    in.write(bytes);
    in.flush();
  }

  /** No more will be fed; the child gives out what it still holds, and ends. */
  void endInput() {
    movedAtNanos = nanoTime.getAsLong();
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      LOG.debug("the decoder had gone before its input was closed", e);
    }
  }

  /** True once all it had to say was handed to the output. */
  boolean awaitEnd(long ms) throws InterruptedException {
    reader.join(ms);
    if (reader.isAlive()) {
      return false;
    }
    if (sinkFailure != null) {
      throw sinkFailure;
    }
    return true;
  }

  /** kill -9. What it had given out is still handed over; {@link #awaitEnd} waits for that. */
  void kill() {
    process.destroyForcibly();
  }

  boolean isAlive() {
    return process.isAlive() && reader.isAlive();
  }

  /** Whether it ended by itself with everything in order. Only after {@link #awaitEnd}. */
  boolean endedWell() throws InterruptedException {
    return process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  /** Whether somebody ended it with a signal that no fault of its own raises. */
  boolean endedByKill() throws InterruptedException {
    return process.waitFor(1, TimeUnit.SECONDS)
        && (process.exitValue() == SIGKILLED || process.exitValue() == SIGTERMED);
  }

  /** How long nothing came out, the time that its samples waited to be taken not counted. */
  long silentNanos(long nowNanos) {
    return handingOver ? 0 : nowNanos - movedAtNanos;
  }

  /** What it last complained about; empty if it did not. */
  String lastWords() {
    return lastWords;
  }

  long pid() {
    return process.pid();
  }

  private void read(Output output) {
    try (BufferedInputStream in = new BufferedInputStream(process.getInputStream(), 1 << 14)) {
      FlvSound flv = new FlvSound(in);
      for (FlvSound.Chunk chunk = flv.next(); chunk != null; chunk = flv.next()) {
        handingOver = true;
        output.sound(chunk.stampMs(), chunk.pcm());
        movedAtNanos = nanoTime.getAsLong();
        handingOver = false;
      }
    } catch (IOException e) {
      LOG.debug("the decoder's output ended early", e);
    } catch (InterruptedException e) {
      LOG.debug("nobody wants the decoder's output any more");
    } catch (RuntimeException e) {
      sinkFailure = e;
    } finally {
      handingOver = false;
      process.destroyForcibly();
    }
  }

  private void listen() {
    try (BufferedReader err =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8), 1024)) {
      err.lines()
          .map(line -> line.replaceAll(" @ 0x[0-9a-f]+", "")) // where it lay in memory
          .map(line -> line.length() > 300 ? line.substring(0, 300) + "…" : line)
          .filter(line -> !line.contains("not on whitelist")) // the picture, left alone on purpose
          .forEach(
              line -> {
                lastWords = line;
                murmur.warn("decoder " + process.pid() + ": " + line);
              });
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("the decoder's complaints ended early", e);
    }
  }
}
