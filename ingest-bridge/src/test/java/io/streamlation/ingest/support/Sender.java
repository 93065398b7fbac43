package io.streamlation.ingest.support;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A sender in a process of its own: FFmpeg, in real time, with a picture and seeded noise. */
public final class Sender implements AutoCloseable {
  private final Process process;

  private Sender(Process process) {
    this.process = process;
  }

  /** Sends until it is ended. */
  public static Sender to(String... output) throws IOException {
    return of(
        List.of("-c:a", "aac", "-b:a", "64k", "-map", "0:a", "-map", "1:v", "-c:v", "flv1"),
        output);
  }

  /** The same in codecs that transport streams carry. */
  public static Sender transportTo(String... output) throws IOException {
    return of(
        List.of("-c:a", "aac", "-b:a", "64k", "-map", "0:a", "-map", "1:v", "-c:v", "mpeg2video"),
        output);
  }

  /** Sound alone. */
  public static Sender soundTo(List<String> codec, String... output) throws IOException {
    List<String> streams = new ArrayList<>(codec);
    streams.addAll(List.of("-map", "0:a"));
    return of(streams, output);
  }

  /** {@link Programme}. */
  public static Sender programmeTo(List<String> coded, String... output) throws IOException {
    List<String> arguments = new ArrayList<>(Programme.inputs(List.of("-re")));
    arguments.addAll(coded);
    arguments.addAll(Arrays.asList(output));
    return started(arguments);
  }

  private static Sender of(List<String> streams, String... output) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("-re", "-f", "lavfi", "-i"));
    command.add("anoisesrc=color=pink:seed=7:amplitude=0.5:r=48000");
    command.addAll(List.of("-re", "-f", "lavfi", "-i", "testsrc=size=160x90:rate=25"));
    command.addAll(streams);
    command.addAll(List.of("-g", "25"));
    command.addAll(Arrays.asList(output));
    return started(command);
  }

  private static Sender started(List<String> arguments) throws IOException {
    Path ffmpeg = Studio.FFMPEG.child().file();
    List<String> command = new ArrayList<>();
    command.addAll(List.of(ffmpeg.toString(), "-hide_banner", "-nostdin", "-loglevel", "error"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LD_LIBRARY_PATH", ffmpeg.getParent().toString());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return new Sender(builder.start());
  }

  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** Freezes it: its connections stay, and nothing comes. */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Ends it in good order. */
  public void end() throws IOException, InterruptedException {
    signal("INT");
    process.waitFor(10, TimeUnit.SECONDS);
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException(
          "no SIG"
              + name
              + ": "
              + new String(kill.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
