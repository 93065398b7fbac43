package io.streamlation.bench.playout;

import io.streamlation.bench.bridge.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** Captions on many live sockets at once: how old they are when they come, and whether all come. */
final class SocketBench {
  private static final int CHANNELS = 10;
  private static final int UTTERANCE_MS = 2_000;
  private static final int AT_ONCE = 100;
  private static final String LANGUAGE = "es";
  private static final int WINDOW_SECONDS = 600;

  /** Of a hundred sockets one takes nothing: it must cost the others nothing. */
  private static final int STALLED_OF = 100;

  /** What a process holds open besides. */
  private static final int OTHER_FILES = 500;

  private final Servers servers;
  private final Api api;
  private final int sockets;
  private final long lengthNanos;

  SocketBench(Servers servers, Told told) {
    this.servers = servers;
    this.api = servers.api();
    this.sockets = told.number("sockets");
    this.lengthNanos = TimeUnit.SECONDS.toNanos(3L * told.number("seconds"));
  }

  void run(PlayoutTable table) throws Exception {
    complainOfFileHandles("control-api", servers.controlPid());
    complainOfFileHandles("the bench", ProcessHandle.current().pid());
    List<Feed> feeds = new ArrayList<>();
    for (int i = 0; i < CHANNELS; i++) {
      feeds.add(new Feed(servers.kafka(), api.create("Live " + i, WINDOW_SECONDS), true));
    }
    long heap = Heap.afterCollection(servers.controlPid());
    try (LiveCrowd crowd = new LiveCrowd(api.address())) {
      gather(crowd, feeds);
      long heapPerSocket = (Heap.afterCollection(servers.controlPid()) - heap) / sockets;
      watch(crowd, feeds, heapPerSocket, table);
    }
  }

  private void gather(LiveCrowd crowd, List<Feed> feeds) throws IOException, InterruptedException {
    for (int from = 0; from < sockets; from += AT_ONCE) {
      int to = Math.min(sockets, from + AT_ONCE);
      List<String> tickets = new ArrayList<>();
      for (int i = from; i < to; i++) {
        tickets.add(api.ticket());
      }
      for (int i = from; i < to; i++) {
        crowd.join(tickets.get(i - from), feeds.get(i % CHANNELS).session(), LANGUAGE);
      }
      if (!crowd.until(
          () -> crowd.live() == to || !crowd.gone().isEmpty(), TimeUnit.SECONDS.toNanos(60))) {
        throw new IllegalStateException(
            "of %d sockets %d are live after 60 s".formatted(to, crowd.live()));
      }
      if (!crowd.gone().isEmpty()) {
        throw new IllegalStateException(
            "with %d sockets open one was closed: %s".formatted(to, crowd.gone().get(0)));
      }
    }
  }

  private void watch(LiveCrowd crowd, List<Feed> feeds, long heapPerSocket, PlayoutTable table)
      throws IOException, InterruptedException {
    int stalled = sockets / STALLED_OF;
    crowd.stall(stalled);
    crowd.countAnew();
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong expected = new AtomicLong();
    Thread air = new Thread(() -> speak(feeds, stalled, over, expected), "on-air");
    air.setDaemon(true);
    long cpu = Servers.use(servers.controlPid()).cpuNanos();
    long began = System.nanoTime();
    air.start();
    crowd.until(() -> false, lengthNanos);
    over.set(true);
    air.join();
    boolean all =
        crowd.until(
            () -> crowd.lagMs().getTotalCount() >= expected.get(), TimeUnit.SECONDS.toNanos(20));
    double seconds = (System.nanoTime() - began) / 1e9;
    double cores = (Servers.use(servers.controlPid()).cpuNanos() - cpu) / 1e9 / seconds;
    Histogram lag = crowd.lagMs();
    System.out.printf(
        Locale.ROOT,
        "  %d sockets: %d of %d captions came, p50 %d ms, p99 %d ms, client %.0f %%, server %.0f %% of a core%n",
        sockets,
        lag.getTotalCount(),
        expected.get(),
        lag.getValueAtPercentile(50),
        lag.getValueAtPercentile(99),
        crowd.cpuNanos() / 1e7 / seconds,
        100 * cores);
    if (!all || lag.getTotalCount() != expected.get()) {
      table.miss(
          "%d sockets: %d captions came, %d were said; %s"
              .formatted(sockets, lag.getTotalCount(), expected.get(), crowd.gone()));
    }
    table.add(
        new PlayoutTable.Sockets(
            sockets,
            stalled,
            lag.getTotalCount(),
            lag.getValueAtPercentile(50),
            lag.getValueAtPercentile(99),
            heapPerSocket,
            cores,
            crowd.cpuNanos() / 1e9 / seconds));
  }

  /** Each channel says something every two seconds, one after the other. */
  private void speak(List<Feed> feeds, int stalled, AtomicBoolean over, AtomicLong expected) {
    long[] said = new long[feeds.size()];
    long due = System.nanoTime();
    try {
      for (int i = 0; !over.get(); i = (i + 1) % feeds.size()) {
        feeds.get(i).say(said[i] * UTTERANCE_MS * 16, "And in other news, sentence " + said[i]);
        said[i]++;
        expected.addAndGet(watching(i) - stalledOf(i, stalled));
        due += TimeUnit.MILLISECONDS.toNanos(UTTERANCE_MS) / feeds.size();
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long watching(int channel) {
    return (sockets - channel + CHANNELS - 1) / CHANNELS;
  }

  private static long stalledOf(int channel, int stalled) {
    return (stalled - channel + CHANNELS - 1) / CHANNELS;
  }

  private void complainOfFileHandles(String whose, long pid) throws IOException {
    long most =
        Files.readAllLines(Path.of("/proc", Long.toString(pid), "limits")).stream()
            .filter(line -> line.startsWith("Max open files"))
            .map(line -> line.split("\\s{2,}")[1])
            .mapToLong(soft -> soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft))
            .findFirst()
            .orElse(Long.MAX_VALUE);
    if (most < sockets + OTHER_FILES) {
      throw new IllegalStateException(
          "PLATFORM: %s may open %d files, and %d sockets need %d: ulimit -n %d"
              .formatted(whose, most, sockets, sockets + OTHER_FILES, sockets + OTHER_FILES));
    }
  }
}
