package io.streamlation.ingest.rehost;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Studio;
import io.streamlation.ingest.telemetry.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all sessions of a bridge share in their store. */
class RehostingTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
  private static final byte[] MEGABYTE = new byte[1 << 20];

  @TempDir Path folder;
  private FolderStore store;
  private Metrics metrics;
  private Rehosting rehosting;
  private final List<String> said = new ArrayList<>();

  @BeforeEach
  void open() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    store = new FolderStore(folder, clock);
    metrics = new Metrics(new PrometheusRegistry());
    rehosting =
        new Rehosting(
            store,
            new RehostSettings(
                Duration.ofSeconds(4), Duration.ofMinutes(10), Duration.ofHours(24), 4 << 20, 720),
            Studio.FFMPEG,
            metrics,
            clock,
            System::nanoTime);
  }

  private void put(String sessionId, String name, long secondsAgo) throws IOException {
    store.put(sessionId, name, name.startsWith("init") ? new byte[1_000] : MEGABYTE);
    Files.setLastModifiedTime(
        folder.resolve(sessionId).resolve(name), FileTime.from(NOW.minusSeconds(secondsAgo)));
  }

  private Map<String, List<String>> kept() throws IOException {
    Map<String, List<String>> kept = new TreeMap<>();
    for (String sessionId : store.sessions()) {
      kept.put(
          sessionId, store.list(sessionId).stream().map(SegmentStore.Item::name).sorted().toList());
    }
    return kept;
  }

  @Test
  void whatIsTooMuchGoesTheOldestFirstWhosesoeverItIs() throws Exception {
    rehosting.open(
        "busy",
        1,
        0,
        () -> Desk.hls("http://x/live.m3u8"),
        new Rehosting.Word() {
          @Override
          public void mark(SourceSegment segment) {}

          @Override
          public void note(Party party, String code, String message, String action) {
            said.add(code + ": " + message);
          }
        });
    put("busy", "init-0.mp4", 60);
    put("busy", "seg-00000000.m4s", 50);
    put("busy", "seg-00000001.m4s", 30);
    put("busy", "seg-00000002.m4s", 10);
    put("quiet", "init-0.mp4", 60);
    put("quiet", "seg-00000007.m4s", 40);
    put("quiet", "seg-00000008.m4s", 20);

    rehosting.tidy();

    assertThat(kept())
        .isEqualTo(
            Map.of(
                "busy", List.of("init-0.mp4", "seg-00000001.m4s", "seg-00000002.m4s"),
                "quiet", List.of("init-0.mp4", "seg-00000008.m4s")));
    assertThat(metrics.rehostSegments.labelValues("crowded-out").get()).isEqualTo(2);
    assertThat(metrics.rehostedBytesKept.get()).isEqualTo(3 * MEGABYTE.length + 2_000);
    assertThat(said).singleElement().asString().startsWith("rehost-full: ").contains("(4 MiB)");
    rehosting.tidy();
    assertThat(metrics.rehostSegments.labelValues("crowded-out").get()).isEqualTo(2);
  }

  @Test
  void whatNobodyAddsToGoesAfterItsTime() throws Exception {
    put("left", "init-0.mp4", 25 * 3_600);
    put("left", "seg-00000000.m4s", 25 * 3_600);
    put("ended", "init-0.mp4", 30 * 3_600);
    put("ended", "seg-00000000.m4s", 23 * 3_600);
    rehosting.tidy();
    assertThat(kept()).containsOnlyKeys("ended");
    rehosting.forget("ended");
    assertThat(kept()).isEmpty();
  }

  /** A process of its own puts segments without a pause until it is killed. */
  public static final class Writer {
    public static void main(String[] arguments) throws IOException {
      Shelf shelf =
          new Shelf(new FolderStore(Path.of(arguments[0]), Clock.systemUTC()), arguments[1]);
      shelf.begin(new byte[1_000]);
      byte[] segment = new byte[8 << 20];
      long beganMs = System.currentTimeMillis();
      for (long nowMs = beganMs; nowMs < beganMs + 4_000_000; nowMs += 10_000) {
        shelf.add(segment, nowMs);
        shelf.forget(nowMs, 1); // so that no disk is filled
      }
    }
  }

  @Test
  void aBridgeKilledWhileItWritesLeavesNothingHalfAndTheNextGoesOn() throws Exception {
    FolderStore store = new FolderStore(folder, Clock.systemUTC());
    long highest = -1;
    for (int kill = 0; kill < 3; kill++) {
      long before = highest;
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  folder.toString(),
                  "killed")
              .inheritIO()
              .start();
      long deadlineNanos = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (numbers(store).stream().noneMatch(n -> n > before + 1)) {
        assertThat(writer.isAlive() || System.nanoTime() < deadlineNanos).isTrue();
        Thread.onSpinWait();
      }
      writer.destroyForcibly();
      assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();

      assertThat(store.list("killed"))
          .filteredOn(item -> Shelf.isSegment(item.name()))
          .allMatch(item -> item.bytes() == 8 << 20);
      highest = numbers(store).stream().max(Long::compare).orElseThrow();
      Shelf next = new Shelf(store, "killed");
      next.begin(new byte[1_000]);
      assertThat(next.head().section()).isEqualTo(2 * kill + 1);
      assertThat(next.add(MEGABYTE, 0).number()).isEqualTo(highest + 1);
      store.delete("killed", String.format("seg-%08d.m4s", highest + 1));
    }
  }

  private static List<Long> numbers(FolderStore store) throws IOException {
    return store.list("killed").stream()
        .map(SegmentStore.Item::name)
        .filter(Shelf::isSegment)
        .map(name -> Long.parseLong(name.replaceAll("\\D", "").substring(0, 8)))
        .toList();
  }
}
