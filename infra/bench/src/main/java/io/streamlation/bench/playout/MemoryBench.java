package io.streamlation.bench.playout;

import io.streamlation.bench.bridge.Told;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What an hour of a channel in four languages takes: of control-api's heap, and on the database's
 * disk.
 */
final class MemoryBench {
  private static final int HOUR_SECONDS = 3600;
  private static final int SEGMENTS = HOUR_SECONDS / Feed.SEGMENT_SECONDS;
  private static final int SECONDS_TO_LIST = 240;

  private final Servers servers;
  private final Api api;
  private final int channels;

  MemoryBench(Servers servers, Told told) {
    this.servers = servers;
    this.api = servers.api();
    this.channels = told.number("hours");
  }

  void run(PlayoutTable table) throws Exception {
    long heap = Heap.afterCollection(servers.controlPid());
    long disk = databaseBytes();
    List<String> playlists = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      Feed feed = new Feed(servers.kafka(), api.create("Memory " + i, HOUR_SECONDS), true);
      String share = api.share(feed.session());
      for (String language : FrontierBench.LANGUAGES) {
        playlists.add(share + "captions/" + language + "/index.m3u8");
      }
      for (int segment = 0; segment < SEGMENTS; segment++) {
        feed.next();
      }
      servers.kafka().flush();
    }
    for (String playlist : playlists) {
      awaitListed(playlist);
    }
    PlayoutTable.Memory found =
        new PlayoutTable.Memory(
            channels,
            SEGMENTS * Feed.FINALS,
            FrontierBench.LANGUAGES.size(),
            Heap.afterCollection(servers.controlPid()) - heap,
            databaseBytes() - disk);
    System.out.printf(
        Locale.ROOT,
        "  %d channels, an hour each: heap %+d kB, database %+d kB%n",
        channels,
        found.heapBytes() / 1024,
        found.databaseBytes() / 1024);
    table.add(found);
  }

  private void awaitListed(String playlist) throws IOException, InterruptedException {
    for (int second = 0; second < SECONDS_TO_LIST; second++) {
      HttpResponse<byte[]> answer = api.fetch(api.address(), playlist, true);
      if (answer.statusCode() == 200 && Players.last(answer.body()) >= SEGMENTS - 1) {
        return;
      }
      TimeUnit.SECONDS.sleep(1);
    }
    throw new IllegalStateException(
        "an hour of captions was not listed within %d s".formatted(SECONDS_TO_LIST));
  }

  /** Tables and indexes as they lie on the disk: PostgreSQL works in its folder. */
  private long databaseBytes() throws IOException {
    Path base =
        Stream.concat(Stream.of(servers.postgres()), servers.postgres().descendants())
            .map(process -> Path.of("/proc", Long.toString(process.pid()), "cwd"))
            .filter(folder -> Files.exists(folder.resolve("PG_VERSION")))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("PostgreSQL's folder was not found"))
            .resolve("base");
    try (Stream<Path> files = Files.walk(base.toRealPath())) {
      return files.filter(Files::isRegularFile).mapToLong(MemoryBench::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (java.nio.file.NoSuchFileException e) {
      return 0; // it was there a moment ago
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
