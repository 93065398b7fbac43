package io.streamlation.flink.engine;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Programs that stay and answer over their pipes, one question at a time: started when first asked,
 * killed when they take too long, started again after a death. Whatever happens to them, the asker
 * gets an answer or one of two exceptions, and nobody else notices.
 */
public final class Resident implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Resident.class);
  private static final Duration LAST_WORDS_WITHIN = Duration.ofMillis(500);
  private static final int LAST_WORDS_CHARS = 300;
  private static final long FIRST_REST_MS = 250;
  private static final int MOST_DOUBLINGS = 7; // 32 s

  private final String pack;
  private final Programs programs;
  private volatile List<Process> running = List.of();
  private DataOutputStream to;
  private DataInputStream from;
  private Path complaints;

  /** Deaths since it last answered: those are what a rest is for. */
  private int vainDeaths;

  private long restUntilNanos;
  private volatile boolean closed;

  /** What is started: the first is written to, the last is read from. */
  public interface Programs {
    /**
     * @param complaints file for what they say on standard error
     */
    List<Process> start(Path complaints) throws IOException;
  }

  /** One question and its answer. */
  public interface Exchange<T> {
    T with(DataOutputStream to, DataInputStream from) throws IOException;
  }

  /** The programs ended, or could not be started. */
  public static final class Died extends Exception {
    private static final long serialVersionUID = 1L;

    Died(String message) {
      super(message);
    }
  }

  /** Patience ended first; the programs were killed. */
  public static final class TooLate extends Exception {
    private static final long serialVersionUID = 1L;

    TooLate(String message) {
      super(message);
    }
  }

  /**
   * @param pack as messages and counters name it
   */
  public Resident(String pack, Programs programs) {
    this.pack = pack;
    this.programs = programs;
  }

  /** Waits for whoever asks at the moment. */
  public synchronized <T> T ask(Duration patience, Exchange<T> exchange) throws Died, TooLate {
    if (closed) {
      throw new Died(pack + " is closed");
    }
    if (patience.isNegative() || patience.isZero()) {
      throw new TooLate("no time was left to ask " + pack);
    }
    if (!isRunning()) {
      start();
    }
    List<Process> asked = running;
    try (Deadline deadline = Deadline.in(patience, () -> kill(asked))) {
      try {
        T answer = exchange.with(to, from);
        vainDeaths = 0;
        return answer;
      } catch (IOException | RuntimeException e) {
        boolean late = deadline.passed();
        String death = epitaph(asked, e);
        stop();
        if (late) {
          // Killed by us: that is no reason to rest.
          throw new TooLate(pack + " had not answered after " + patience.toMillis() + " ms");
        }
        if (closed) {
          throw new Died(pack + " was closed");
        }
        restAfterDeath();
        LOG.warn("{}; it is started again when it is asked next", death);
        throw new Died(death);
      }
    }
  }

  /** Whether the next question finds what the last one left, such as a decoder's state. */
  public boolean isRunning() {
    List<Process> now = running;
    return !now.isEmpty() && now.stream().allMatch(Process::isAlive);
  }

  /** Process ids, the first program's first; empty when none runs. */
  public List<Long> pids() {
    return isRunning() ? running.stream().map(Process::pid).toList() : List.of();
  }

  private void start() throws Died {
    stop();
    if (restUntilNanos != 0 && System.nanoTime() - restUntilNanos < 0) {
      throw new Died(pack + " died " + vainDeaths + " times without an answer and rests a moment");
    }
    try {
      complaints = Files.createTempFile("streamlation-", ".err");
      running = programs.start(complaints);
    } catch (IOException e) {
      stop();
      restAfterDeath();
      throw new Died(pack + " cannot be started: " + e.getMessage());
    }
    EngineMetrics.CHILD_STARTS.labelValues(pack).inc();
    to = new DataOutputStream(new BufferedOutputStream(running.get(0).getOutputStream()));
    from =
        new DataInputStream(
            new BufferedInputStream(running.get(running.size() - 1).getInputStream()));
  }

  private void restAfterDeath() {
    vainDeaths++;
    long restMs = vainDeaths < 2 ? 0 : FIRST_REST_MS << Math.min(vainDeaths - 2, MOST_DOUBLINGS);
    restUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(restMs);
  }

  private String epitaph(List<Process> dead, Exception seen) {
    String ends =
        dead.stream()
            .map(process -> process.info().command().orElse("") + endOf(process))
            .filter(end -> !end.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "));
    String said = lastWords();
    return pack
        + " died ("
        + (ends.isEmpty() ? seen : ends)
        + ")"
        + (said.isEmpty() ? "" : ": " + said);
  }

  private static String endOf(Process process) {
    try {
      return process.waitFor(LAST_WORDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
          ? "exit code " + process.exitValue()
          : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private String lastWords() {
    try {
      String all = complaints == null ? "" : Files.readString(complaints).strip();
      return all.substring(Math.max(0, all.length() - LAST_WORDS_CHARS));
    } catch (IOException e) {
      return "";
    }
  }

  private static void kill(List<Process> processes) {
    processes.forEach(Process::destroyForcibly);
  }

  private void stop() {
    kill(running);
    running = List.of();
    if (complaints != null) {
      try {
        Files.deleteIfExists(complaints);
      } catch (IOException e) {
        LOG.debug("{} is left behind", complaints, e);
      }
      complaints = null;
    }
  }

  /** Whoever asks at the moment is told that it died. Safe to call twice. */
  @Override
  public void close() {
    closed = true;
    kill(running);
    synchronized (this) {
      stop();
    }
  }
}
