package io.streamlation.bench.road;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link RoadJob} as a child process, and what it says of its own cost. */
final class JobProcess implements AutoCloseable {
  private static final long SECONDS_TO_START = 180;
  private static final long SECONDS_TO_ANSWER = 60;
  private static final String HEAP = "-Xmx1024m"; // what the stack gives the job

  private final Process process;
  private final Writer questions;
  private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(16);
  private final Path log;

  private JobProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Cost so far.
   *
   * @param compilerMillis for how long the JVM's compiler was at work, which is processor time too
   */
  record Cost(long cpuNanos, long heapBytes, long residentBytes, long compilerMillis) {}

  /**
   * @param jobSettings {@code key=value}, as the job knows them
   */
  static JobProcess start(
      Road road, int framesOfARun, String bootstrap, Path folder, List<String> jobSettings)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    // As the stack starts it.
    command.addAll(List.of(HEAP, "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=384m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(
        List.of(
            RoadJob.class.getName(),
            road.name(),
            Integer.toString(framesOfARun),
            "kafka.bootstrap=" + bootstrap,
            "checkpoints.dir=" + folder.resolve("checkpoints"),
            "dashboard.port=" + freePort(),
            "flink.metrics.port=" + freePort(),
            "metrics.port=" + freePort()));
    command.addAll(jobSettings);
    Path log = folder.resolve("job.log");
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("job.err").toFile()).start();
    JobProcess job = new JobProcess(process, log);
    Thread reader = new Thread(job::read, "read the job's output");
    reader.setDaemon(true);
    reader.start();
    return job;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void read() {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Writer kept = Files.newBufferedWriter(log, StandardOpenOption.CREATE)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(RoadJob.ANSWER)) {
          answers.add(line.substring(RoadJob.ANSWER.length()));
        } else {
          kept.write(line + "\n");
          kept.flush();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when the job has been handed to its cluster. */
  void awaitStart() throws IOException, InterruptedException {
    ask("cost", SECONDS_TO_START);
  }

  Cost cost() throws IOException, InterruptedException {
    return ask("cost", SECONDS_TO_ANSWER);
  }

  /** After a collection: what the job really holds. */
  Cost costAfterCollection() throws IOException, InterruptedException {
    return ask("memory", SECONDS_TO_ANSWER);
  }

  private Cost ask(String what, long seconds) throws IOException, InterruptedException {
    questions.write(what + "\n");
    questions.flush();
    String answer = null;
    for (long second = 0; answer == null && second < seconds && process.isAlive(); second++) {
      answer = answers.poll(1, TimeUnit.SECONDS);
    }
    if (answer == null) {
      throw new IllegalStateException(
          "the job's process %s; see %s and job.err beside it"
              .formatted(process.isAlive() ? "does not answer" : "has ended", log));
    }
    String[] figures = answer.split(" ");
    return new Cost(
        Long.parseLong(figures[0]),
        Long.parseLong(figures[1]),
        Long.parseLong(figures[2]),
        Long.parseLong(figures[3]));
  }

  @Override
  public void close() throws IOException {
    questions.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
