package io.streamlation.control.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Heartbeat;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.control.captions.TranscriptLog.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A slow client, step by step: nothing is sent until the client has taken what was sent before. */
class LiveClientTest {
  private static final UUID SESSION = UUID.fromString("019a0000-0000-7000-8000-000000000001");
  private static final UUID LOG = UUID.fromString("019a0000-0000-7000-8000-000000000002");
  private static final int RECENT = 4;

  private final List<LogEntry> database = new ArrayList<>();
  private final RecentFinals recent = new RecentFinals(RECENT, 0);
  private final List<String> sent = new ArrayList<>();
  private final AtomicInteger dropped = new AtomicInteger();
  private final AtomicInteger databaseReads = new AtomicInteger();
  private Consumer<Throwable> taken;
  private String closedFor;

  private final LiveClient client =
      new LiveClient(
          new Outlet() {
            @Override
            public void send(String text, Consumer<Throwable> done) {
              sent.add(text);
              taken = done;
            }

            @Override
            public void close(int code, String reason) {
              closedFor = code + " " + reason;
            }
          },
          Runnable::run,
          LOG,
          3,
          dropped::incrementAndGet,
          null);

  private List<LogEntry> stored(UUID session, long place, Set<String> languages, int limit) {
    databaseReads.incrementAndGet();
    return database.stream().filter(e -> e.position() > place).limit(limit).toList();
  }

  /** Committed, and brought here by the tail. */
  private void store(String text) {
    long position = database.size() + 1L;
    Caption caption =
        Caption.newBuilder()
            .setId("c" + position)
            .setText(text)
            .setState(Caption.State.STATE_FINAL)
            .build();
    LogEntry entry =
        new LogEntry(position, SESSION, caption.getId(), "", false, "en", caption.toByteString());
    database.add(entry);
    recent.add(Finals.of(entry));
    client.wake();
  }

  private void partial(String id, String text) {
    client.partial(
        SESSION, id, "en", "\"caption\":{\"id\":\"" + id + "\",\"text\":\"" + text + "\"}");
  }

  private void take() {
    Consumer<Throwable> done = taken;
    taken = null;
    if (done != null) {
      done.accept(null);
    }
  }

  private List<String> takeAll() {
    int from = sent.size();
    while (taken != null) {
      take();
    }
    return sent.subList(from, sent.size());
  }

  private void watchFromTheBeginning() {
    client.watch(Watching.replay(SESSION, LOG, Set.of(), 0, recent, this::stored));
    client.wake();
    takeAll();
    sent.clear();
  }

  @Test
  void losesPartialsButNeverAFinal() {
    watchFromTheBeginning();
    store("one");
    assertThat(sent).hasSize(1);
    for (int i = 0; i < 10; i++) {
      partial("p" + i, "…");
    }
    for (int i = 2; i <= 30; i++) {
      store("final " + i);
    }

    List<String> rest = takeAll();

    assertThat(dropped).hasValue(7);
    List<String> finals = rest.stream().filter(m -> m.contains("STATE_FINAL")).toList();
    assertThat(finals).hasSize(29);
    for (int i = 2; i <= 30; i++) {
      assertThat(finals.get(i - 2)).contains("\"position\":\"" + i + "\"", "\"final " + i + "\"");
    }
    assertThat(rest.get(0)).as("it fell out of the newest finals").contains("\"replay\":{}");
    assertThat(rest.stream().filter(m -> m.contains("\"live\":{}"))).hasSize(1);
    assertThat(databaseReads.get()).isLessThan(5);
  }

  @Test
  void whoKeepsUpNeedsNoDatabase() {
    watchFromTheBeginning();
    databaseReads.set(0);
    for (int i = 0; i < 50; i++) {
      store("final " + i);
      take();
    }
    takeAll();
    assertThat(sent).hasSize(50);
    assertThat(databaseReads).hasValue(0);
  }

  @Test
  void theNewestPartialOfACaptionReplacesOneThatWaits() {
    watchFromTheBeginning();
    partial("p", "H");
    partial("p", "He");
    partial("p", "Hel");
    takeAll();
    assertThat(sent).hasSize(2);
    assertThat(sent.get(1)).contains("Hel");
    assertThat(dropped).hasValue(0);
  }

  @Test
  void aPartialNeverFollowsItsFinal() {
    watchFromTheBeginning();
    partial("busy", "x");
    partial("c1", "On");
    store("One");
    client.finalsCame(Map.of(SESSION, List.of("c1")));
    takeAll();
    assertThat(sent.get(1)).contains("STATE_FINAL");
    assertThat(sent).hasSize(2);
    assertThat(recent.isFinal("c1")).isTrue();
  }

  @Test
  void partialsCarryThePlaceOfTheNewestFinalBeforeThem() {
    watchFromTheBeginning();
    store("one");
    store("two");
    takeAll();
    partial("p", "x");
    assertThat(sent.get(sent.size() - 1)).contains("\"position\":\"2\"");
  }

  @Test
  void aClientThatTakesNothingAtAllIsLetGo() {
    LiveMessage beat =
        LiveMessage.newBuilder().setHeartbeat(Heartbeat.newBuilder().setAtMs(1)).build();
    for (int i = 0; i < 70; i++) {
      client.say(beat);
    }
    assertThat(closedFor).isEqualTo("1008 takes no messages");
  }

  @Test
  void aMessageThatWasNotTakenInTimeEndsTheSocket() {
    watchFromTheBeginning();
    store("one");
    taken.accept(new java.util.concurrent.TimeoutException());
    assertThat(closedFor).startsWith("1011").contains("connect again and resume");
    assertThat(client.watched()).isEmpty();
  }

  @Test
  void aSnapshotAfterAResetSaysWhy() {
    store("one");
    client.watch(
        Watching.snapshot(
            SESSION, LOG, Set.of(), 0, Optional.of("another log"), recent, this::stored));
    client.wake();
    takeAll();
    assertThat(sent.get(0)).contains("\"reset\":{\"reason\":\"another log\"}");
    assertThat(sent.get(1)).contains("\"snapshot\":{}");
    assertThat(sent.get(3)).contains("\"live\":{}");
  }
}
