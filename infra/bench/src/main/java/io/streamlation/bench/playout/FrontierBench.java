package io.streamlation.bench.playout;

import io.streamlation.bench.bridge.Told;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long after the record that settles an entry was written to Kafka a player that waits for the
 * entry has it: what control-api adds to the frontier of captions, at several numbers of channels.
 */
final class FrontierBench {
  static final List<String> LANGUAGES = List.of("en", "es", "fr", "de");

  private static final int WINDOW_SECONDS = 600;
  private static final int WARM_UP_SEGMENTS = 2;

  /** Less than the budget has: nothing is listed because it is due. */
  private static final int SETTLED_AFTER_MS = 2_000;

  private static final int SECONDS_TO_BE_READY = 60;
  private static final String GAUGE = "streamlation_playout_frontier_lag_seconds";

  private final Servers servers;
  private final Api api;
  private final List<Integer> sizes;
  private final int segments;

  FrontierBench(Servers servers, Told told) {
    this.servers = servers;
    this.api = servers.api();
    this.sizes = told.list("channels").stream().map(Integer::valueOf).toList();
    this.segments = told.number("segments");
  }

  void run(PlayoutTable table) throws Exception {
    for (int size : sizes) {
      table.add(run(size, table));
      api.stopAll();
    }
  }

  private record Channel(Feed feed, String captions) {}

  private PlayoutTable.Frontier run(int size, PlayoutTable table) throws Exception {
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Feed feed = new Feed(servers.kafka(), api.create("Frontier " + i, WINDOW_SECONDS), true);
      channels.add(new Channel(feed, api.share(feed.session()) + "captions/"));
      feed.next();
    }
    for (Channel channel : channels) {
      awaitReady(channel);
    }
    Histogram afterMs = new ConcurrentHistogram(60_000L, 3);
    AtomicInteger missed = new AtomicInteger();
    Queue<CompletableFuture<?>> waiting = new ConcurrentLinkedQueue<>();
    ScheduledExecutorService air = Executors.newSingleThreadScheduledExecutor();
    long cycleMs = TimeUnit.SECONDS.toMillis(Feed.SEGMENT_SECONDS);
    for (int i = 0; i < (WARM_UP_SEGMENTS + segments) * size; i++) {
      Round round = new Round(channels.get(i % size), i >= WARM_UP_SEGMENTS * size);
      air.schedule(
          () -> waiting.addAll(round.segment(afterMs, missed)),
          i * cycleMs / size,
          TimeUnit.MILLISECONDS);
      air.schedule(round::settle, i * cycleMs / size + SETTLED_AFTER_MS, TimeUnit.MILLISECONDS);
    }
    TimeUnit.MILLISECONDS.sleep(WARM_UP_SEGMENTS * cycleMs);
    long cpu = Servers.use(servers.controlPid()).cpuNanos();
    long began = System.nanoTime();
    double worstGauge = 0;
    for (int second = 0; second < segments * Feed.SEGMENT_SECONDS; second++) {
      TimeUnit.SECONDS.sleep(1);
      worstGauge = Math.max(worstGauge, api.gauge(GAUGE));
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double cores = (Servers.use(servers.controlPid()).cpuNanos() - cpu) / 1e9 / seconds;
    air.shutdown();
    if (!air.awaitTermination(SECONDS_TO_BE_READY, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the feed did not keep up with its own pace");
    }
    CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).join();
    long expected = (long) segments * size * LANGUAGES.size();
    System.out.printf(
        Locale.ROOT,
        "  %d channels: %d entries listed, %d missed, p50 %d ms, p99 %d ms, %.0f %% of a core%n",
        size,
        afterMs.getTotalCount(),
        missed.get(),
        afterMs.getValueAtPercentile(50),
        afterMs.getValueAtPercentile(99),
        100 * cores);
    if (afterMs.getTotalCount() != expected || missed.get() > 0) {
      table.miss(
          "%d channels: %d of %d entries were listed while they were waited for, %d requests failed"
              .formatted(size, afterMs.getTotalCount(), expected, missed.get()));
    }
    return new PlayoutTable.Frontier(
        size,
        afterMs.getTotalCount(),
        afterMs.getValueAtPercentile(50),
        afterMs.getValueAtPercentile(99),
        worstGauge,
        cores);
  }

  /** One segment of one channel: players wait for it before it is settled, as they do. */
  private final class Round {
    private final Channel channel;
    private final boolean counts;
    private volatile long settledNanos;

    Round(Channel channel, boolean counts) {
      this.channel = channel;
      this.counts = counts;
    }

    List<CompletableFuture<?>> segment(Histogram afterMs, AtomicInteger missed) {
      long number = channel.feed().segments();
      channel.feed().segment();
      List<CompletableFuture<?>> waiting = new ArrayList<>();
      for (String language : LANGUAGES) {
        waiting.add(
            api.awaitEntry(channel.captions() + language + "/", number)
                .handle(
                    (answer, broken) -> {
                      long now = System.nanoTime();
                      if (broken != null || settledNanos == 0 || !lists(answer, number)) {
                        missed.incrementAndGet();
                      } else if (counts) {
                        afterMs.recordValue(
                            Math.min(60_000, Math.max(0, now - settledNanos) / 1_000_000));
                      }
                      return null;
                    }));
      }
      return waiting;
    }

    void settle() {
      channel.feed().sayAll();
      settledNanos = System.nanoTime();
      channel.feed().settle();
    }
  }

  private static boolean lists(HttpResponse<String> answer, long number) {
    return answer.statusCode() == 200 && Players.last(answer.body()) >= number;
  }

  private void awaitReady(Channel channel) throws IOException, InterruptedException {
    for (String language : LANGUAGES) {
      String playlist = channel.captions() + language + "/index.m3u8";
      for (int tenth = 0; api.fetch(api.address(), playlist, false).statusCode() != 200; tenth++) {
        if (tenth > SECONDS_TO_BE_READY * 10) {
          throw new IllegalStateException(
              "captions in %s of a new channel were not listed within %d s"
                  .formatted(language, SECONDS_TO_BE_READY));
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }
}
