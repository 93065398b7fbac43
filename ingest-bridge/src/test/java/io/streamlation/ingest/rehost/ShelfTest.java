package io.streamlation.ingest.rehost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShelfTest {
  private static final String SESSION = "s-17";
  private static final byte[] HEAD = {1};
  private static final byte[] SEGMENT = {2, 3};
  private static final long WINDOW_MS = 600_000;
  private static final long STEP_MS = 4_000;

  @TempDir Path folder;
  private FolderStore store;

  @BeforeEach
  void open() {
    store = new FolderStore(folder, Clock.systemUTC());
  }

  private List<String> names() throws IOException {
    return store.list(SESSION).stream().map(SegmentStore.Item::name).sorted().toList();
  }

  @Test
  void aNewBridgeGoesOnWithTheNextNumberAndAnotherSection() throws Exception {
    Shelf first = new Shelf(store, SESSION);
    first.begin(HEAD);
    assertThat(first.add(SEGMENT, 0)).isEqualTo(new Shelf.Put("seg-00000000.m4s", 0));
    assertThat(first.add(SEGMENT, 0).number()).isEqualTo(1);

    Shelf second = new Shelf(store, SESSION);
    second.begin(HEAD);
    assertThat(second.head()).isEqualTo(new Shelf.Head("init-1.mp4", 1));
    assertThat(second.add(SEGMENT, 0).number()).isEqualTo(2);
  }

  @Test
  void twoBridgesNeverPutTheSameNumber() throws Exception {
    Shelf one = new Shelf(store, SESSION);
    Shelf other = new Shelf(store, SESSION);
    one.begin(HEAD);
    other.begin(HEAD);
    assertThat(one.head().section()).isNotEqualTo(other.head().section());
    assertThat(one.add(SEGMENT, 0).number()).isZero();
    assertThat(other.add(SEGMENT, 0).number()).isEqualTo(1);
    assertThat(one.add(SEGMENT, 0).number()).isEqualTo(2);
  }

  @Test
  void keepsItsWindowAndAMinuteMore() throws Exception {
    Shelf shelf = new Shelf(store, SESSION);
    shelf.begin(HEAD);
    long nowMs = 0;
    for (int i = 0; i < 400; i++) {
      if (i == 100) {
        shelf.begin(HEAD);
      }
      nowMs += STEP_MS;
      shelf.add(SEGMENT, nowMs);
      shelf.forget(nowMs, WINDOW_MS);
    }
    long kept = names().stream().filter(Shelf::isSegment).count();
    assertThat(kept).isEqualTo((WINDOW_MS + 60_000) / STEP_MS + 1);
    assertThat(names()).contains("init-1.mp4").doesNotContain("init-0.mp4");
  }

  @Test
  void nobodyEverReadsHalfASegment() throws Exception {
    byte[] large = new byte[4 << 20];
    Arrays.fill(large, (byte) 7);
    AtomicBoolean over = new AtomicBoolean();
    AtomicBoolean half = new AtomicBoolean();
    Thread reader =
        new Thread(
            () -> {
              while (!over.get()) {
                try {
                  half.compareAndSet(
                      false,
                      store.list(SESSION).stream().anyMatch(item -> item.bytes() != large.length));
                } catch (IOException e) {
                  half.set(true);
                }
              }
            });
    reader.start();
    for (int i = 0; i < 40; i++) {
      store.put(SESSION, "seg-" + i + ".m4s", large);
    }
    over.set(true);
    reader.join();
    assertThat(half).isFalse();
    assertThat(store.list(SESSION)).hasSize(40);
  }

  @Test
  void whatABridgeLeftUnfinishedIsNotListedAndGoes() throws Exception {
    store.put(SESSION, "seg-00000000.m4s", SEGMENT);
    Path left = folder.resolve(SESSION).resolve(".part-of-a-bridge-that-died");
    Files.write(left, SEGMENT);
    assertThat(names()).containsExactly("seg-00000000.m4s");
    assertThat(left).exists();
    Files.setLastModifiedTime(left, FileTime.fromMillis(0));
    assertThat(names()).containsExactly("seg-00000000.m4s");
    assertThat(left).doesNotExist();
  }

  @Test
  void namesThatLeadElsewhereAreRefused() {
    for (String name : List.of("../x", "a/b", "", ".", "..", ".hidden", "x\u0000y")) {
      assertThatThrownBy(() -> store.put(SESSION, name, SEGMENT)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> store.put(name, "x", SEGMENT)).isInstanceOf(IOException.class);
    }
  }
}
