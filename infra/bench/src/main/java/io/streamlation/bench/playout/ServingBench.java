package io.streamlation.bench.playout;

import io.streamlation.bench.bridge.Told;
import io.streamlation.bench.playout.Crowd.Request;
import io.streamlation.bench.playout.Crowd.Round;
import io.streamlation.bench.playout.Crowd.Viewer;
import io.streamlation.bench.playout.PlayoutTable.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** The same bytes from control-api and, as files, from nginx. */
final class ServingBench {
  /** As many entries as fit into the usual window of ten minutes. */
  private static final int HISTORY = 100;

  private static final int WINDOW_SECONDS = HISTORY * Feed.SEGMENT_SECONDS;
  private static final int MEDIA_FILES = 6;
  private static final String LANGUAGE = "es";
  private static final int SECONDS_TO_LIST = 60;

  /** A server compiles while it is asked. */
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private final Servers servers;
  private final Api api;
  private final Path folder;
  private final Path rehosted;
  private final int viewers;
  private final Duration length;

  ServingBench(Servers servers, Told told) {
    this.servers = servers;
    this.api = servers.api();
    this.folder = told.path("folder").resolve("playout-" + System.currentTimeMillis());
    this.rehosted = told.path("rehosted");
    this.viewers = told.number("viewers");
    this.length = Duration.ofSeconds(told.number("seconds"));
  }

  void run(PlayoutTable table) throws Exception {
    Feed feed = new Feed(servers.kafka(), api.create("Serving", WINDOW_SECONDS), true);
    String share = api.share(feed.session());
    media(feed.session());
    for (int i = 0; i < HISTORY; i++) {
      feed.next();
    }
    String captions = share + "captions/" + LANGUAGE + "/";
    awaitListed(captions, HISTORY - 1);
    Path files = folder.resolve("files");
    mirror(share, captions, files, 0, HISTORY - 1);
    try (Nginx nginx = Nginx.serving(folder.resolve("nginx"), files)) {
      InetSocketAddress[] both = {api.address(), nginx.address()};
      long[] pids = {servers.controlPid(), nginx.handle().pid()};
      List<String> prefixes = List.of(share, "/");
      for (Kind kind : Kind.values()) {
        Reading[] readings = new Reading[2];
        for (int i = 0; i < 2; i++) {
          List<Request> requests = requests(kind, prefixes.get(i), both[i]);
          List<Viewer> crowd = Players.greedy(kind.connections(viewers), requests);
          Crowd.watch(both[i], crowd, i == 0 ? WARM_UP : Duration.ofSeconds(1));
          readings[i] = read(both[i], crowd, length, pids[i], kind.words, table);
        }
        table.add(new PlayoutTable.Serving(kind.words, readings[0], readings[1]));
      }
      steadily(table, feed, share, captions, files, both, pids, prefixes);
    }
  }

  /** As players ask: a channel that goes on, each viewer twice in a target duration. */
  private void steadily(
      PlayoutTable table,
      Feed feed,
      String share,
      String captions,
      Path files,
      InetSocketAddress[] both,
      long[] pids,
      List<String> prefixes)
      throws Exception {
    String words = "%d viewers at their own pace".formatted(viewers);
    CountDownLatch over = new CountDownLatch(1);
    Thread air =
        new Thread(
            () -> {
              try {
                long mirrored = feed.segments() - 1;
                while (!over.await(Feed.SEGMENT_SECONDS, TimeUnit.SECONDS)) {
                  feed.next();
                  awaitListed(captions, feed.segments() - 1);
                  mirror(share, captions, files, mirrored + 1, feed.segments() - 1);
                  mirrored = feed.segments() - 1;
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "on-air");
    air.setDaemon(true);
    air.start();
    try {
      Reading[] readings = new Reading[2];
      long every = TimeUnit.SECONDS.toNanos(Feed.SEGMENT_SECONDS) / 2;
      for (int i = 0; i < 2; i++) {
        List<Viewer> crowd =
            Players.patient(viewers, prefixes.get(i) + "captions/" + LANGUAGE + "/", every);
        readings[i] = read(both[i], crowd, length.multipliedBy(2), pids[i], words, table);
      }
      table.add(new PlayoutTable.Serving(words, readings[0], readings[1]));
    } finally {
      over.countDown();
      air.join();
    }
  }

  /** What is asked for as fast as it is answered. */
  private enum Kind {
    UNCHANGED("playlist, unchanged (304)"),
    PLAYLIST("playlist (100 entries, gzip)"),
    CAPTIONS("captions of a segment (gzip)"),
    MEDIA("re-hosted segment (750 kB)");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    int connections(int viewers) {
      return this == MEDIA ? Math.min(50, viewers) : viewers;
    }
  }

  private List<Request> requests(Kind kind, String prefix, InetSocketAddress server)
      throws IOException, InterruptedException {
    String captions = prefix + "captions/" + LANGUAGE + "/";
    String playlist = captions + "index.m3u8";
    return switch (kind) {
      case UNCHANGED ->
          List.of(
              Request.of(
                  playlist,
                  api.fetch(server, playlist, true).headers().firstValue("ETag").orElseThrow(),
                  false));
      case PLAYLIST -> List.of(Request.of(playlist, "", false));
      case CAPTIONS ->
          LongStream.range(0, HISTORY)
              .mapToObj(n -> Request.of(captions + n + ".vtt", "", false))
              .toList();
      case MEDIA ->
          LongStream.range(0, MEDIA_FILES)
              .mapToObj(n -> Request.of(prefix + "media/" + Feed.media(n), "", false))
              .toList();
    };
  }

  private static Reading read(
      InetSocketAddress server,
      List<Viewer> crowd,
      Duration length,
      long pid,
      String words,
      PlayoutTable table)
      throws IOException {
    long before = Servers.use(pid).cpuNanos();
    Round round = Crowd.watch(server, crowd, length);
    double cores = (Servers.use(pid).cpuNanos() - before) / 1e9 / round.seconds();
    System.out.printf(
        Locale.ROOT,
        "  %s at %s: %.0f a second, %s, %d connections anew, client %.0f %%, server %.0f %% of a core%n",
        words,
        server.getPort(),
        round.perSecond(),
        round.answers(),
        round.reopened(),
        100 * round.clientCores(),
        100 * cores);
    if (!List.of("200", "304").containsAll(round.answers().keySet())) {
      table.miss(words + " from port " + server.getPort() + ": " + round.answers());
    }
    return new Reading(
        round.perSecond(),
        round.latencyUs().getValueAtPercentile(50),
        round.latencyUs().getValueAtPercentile(99),
        cores,
        round.clientCores());
  }

  private void media(String session) throws IOException {
    Path own = Files.createDirectories(rehosted.resolve(session));
    byte[] noise = new byte[Feed.MEDIA_BYTES];
    new Random(2026).nextBytes(noise);
    for (int i = 0; i < MEDIA_FILES; i++) {
      Files.write(own.resolve(Feed.media(i)), noise);
    }
    Files.write(own.resolve(Feed.initialisation()), new byte[800]);
    Files.createDirectories(folder.resolve("files"));
    Files.createSymbolicLink(folder.resolve("files/media"), own);
  }

  private void awaitListed(String captions, long number) throws IOException, InterruptedException {
    for (int tenth = 0; tenth < SECONDS_TO_LIST * 10; tenth++) {
      HttpResponse<byte[]> answer = api.fetch(api.address(), captions + "index.m3u8", true);
      if (answer.statusCode() == 200 && Players.last(answer.body()) >= number) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException(
        "captions beside segment %d were not listed within %d s"
            .formatted(number, SECONDS_TO_LIST));
  }

  /** Byte for byte, packed and not, the playlist last. */
  private void mirror(String share, String captions, Path files, long from, long to)
      throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    for (long number = from; number <= to; number++) {
      names.add(number + ".vtt");
    }
    names.add("index.m3u8");
    for (String name : names) {
      for (boolean gzip : new boolean[] {true, false}) {
        Path file = files.resolve(captions.substring(share.length()) + name + (gzip ? ".gz" : ""));
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, api.fetch(api.address(), captions + name, gzip).body());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }
}
