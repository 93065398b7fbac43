package io.streamlation.bench.ingest;

import com.sun.net.httpserver.HttpServer;
import io.streamlation.bulletin.air.BundledFfmpeg;
import io.streamlation.contracts.v1.Source.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The programme on air by one protocol, in real time, for so many listeners. A playlist serves them
 * all; a line has a sender for each.
 */
final class OnAir implements AutoCloseable {
  private static final int SECONDS_TO_APPEAR = 30;

  private final Protocol protocol;
  private final List<Process> senders = new ArrayList<>();
  private final List<Integer> ports;
  private HttpServer server;

  /**
   * @param ports one for each listener; of which a playlist needs one
   */
  OnAir(Protocol protocol, Path programme, Path folder, List<Integer> ports)
      throws IOException, InterruptedException {
    this.protocol = protocol;
    this.ports = ports;
    switch (protocol) {
      case PROTOCOL_HLS ->
          serve(
              programme,
              folder,
              "media.m3u8",
              List.of(
                  "-f",
                  "hls",
                  "-hls_time",
                  "2",
                  "-hls_list_size",
                  "10",
                  "-hls_flags",
                  "delete_segments+temp_file+program_date_time"));
      case PROTOCOL_DASH ->
          serve(
              programme,
              folder,
              "media.mpd",
              List.of(
                  "-f",
                  "dash",
                  "-seg_duration",
                  "2",
                  "-window_size",
                  "10",
                  "-extra_window_size",
                  "5",
                  "-use_timeline",
                  "1",
                  "-use_template",
                  "1",
                  "-streaming",
                  "0"));
      case PROTOCOL_RTMP -> {
        for (int port : ports) {
          send(
              programme,
              List.of("-f", "flv", "-listen", "1", "rtmp://127.0.0.1:" + port + "/live/programme"));
        }
      }
      case PROTOCOL_SRT -> {
        for (int port : ports) {
          send(programme, List.of("-f", "mpegts", "srt://127.0.0.1:" + port + "?mode=listener"));
        }
      }
      default -> throw new IllegalArgumentException("not measured: " + protocol);
    }
  }

  /** What listener {@code i} is told. */
  String address(int i) {
    return switch (protocol) {
      case PROTOCOL_HLS -> "http://127.0.0.1:%d/media.m3u8?%d".formatted(ports.get(0), i);
      case PROTOCOL_DASH -> "http://127.0.0.1:%d/media.mpd?%d".formatted(ports.get(0), i);
      case PROTOCOL_RTMP -> "rtmp://127.0.0.1:%d/live/programme".formatted(ports.get(i));
      default -> "srt://127.0.0.1:%d".formatted(ports.get(i));
    };
  }

  private void send(Path programme, List<String> output) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("-loglevel", "error", "-nostdin", "-y", "-re", "-i"));
    arguments.add(programme.toString());
    arguments.addAll(List.of("-c", "copy"));
    arguments.addAll(output);
    senders.add(
        BundledFfmpeg.command(arguments)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  private void serve(Path programme, Path folder, String playlist, List<String> output)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<String> withName = new ArrayList<>(output);
    withName.add(folder.resolve(playlist).toString());
    send(programme, withName);
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByName("127.0.0.1"), ports.get(0)), 0);
    server.setExecutor(
        Executors.newFixedThreadPool(
            4,
            task -> {
              Thread thread = new Thread(task, "origin");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] bytes =
                Files.readAllBytes(folder.resolve(exchange.getRequestURI().getPath().substring(1)));
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
          } catch (NoSuchFileException e) {
            exchange.sendResponseHeaders(404, -1);
          }
        });
    server.start();
    for (int tries = 0; !Files.exists(folder.resolve(playlist)); tries++) {
      if (tries > SECONDS_TO_APPEAR * 10) {
        throw new IllegalStateException("the packager wrote no " + playlist);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  @Override
  public void close() {
    senders.forEach(Process::destroyForcibly);
    if (server != null) {
      server.stop(0);
    }
  }

  /** A television picture of little weight and stereo sound, as senders have it. */
  static Path programme(Path folder, long seconds) throws IOException, InterruptedException {
    Path file = folder.resolve("programme-" + seconds + ".mp4");
    if (Files.exists(file)) {
      return file;
    }
    Files.createDirectories(folder);
    Path unfinished = folder.resolve("programme.part.mp4");
    List<String> arguments =
        Stream.of(
                List.of("-loglevel", "error", "-nostdin", "-y", "-f", "lavfi", "-i"),
                List.of("anoisesrc=color=pink:seed=7:amplitude=0.3:r=48000:d=" + seconds),
                List.of("-f", "lavfi", "-i", "testsrc=size=320x180:rate=25:d=" + seconds),
                List.of("-map", "1:v", "-map", "0:a", "-c:v", "libopenh264", "-b:v", "300k"),
                List.of("-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac", "-b:a", "128k"),
                List.of("-ac", "2", unfinished.toString()))
            .flatMap(List::stream)
            .toList();
    Process encoder = BundledFfmpeg.command(arguments).redirectErrorStream(true).start();
    String said = new String(encoder.getInputStream().readAllBytes());
    if (encoder.waitFor() != 0) {
      throw new IllegalStateException("the programme could not be made: " + said);
    }
    return Files.move(unfinished, file);
  }
}
