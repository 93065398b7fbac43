package io.streamlation.infra.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CleanupTest {
  private final Cleanup cleanup = new Cleanup();
  private final List<String> ended = new ArrayList<>();

  @Test
  void endsInReverseAndOnce() {
    cleanup.add(() -> ended.add("stack"));
    cleanup.add(() -> ended.add("channel"));

    cleanup.run();
    cleanup.run();

    assertThat(ended).containsExactly("channel", "stack");
  }

  @Test
  void oneStepsTroubleDoesNotKeepTheOthers() {
    cleanup.add(() -> ended.add("stack"));
    cleanup.add(
        () -> {
          throw new IllegalStateException("stuck");
        });

    cleanup.run();

    assertThat(ended).containsExactly("stack");
  }

  @Test
  void whatStartsWhileAllEndsIsEndedAtOnce() {
    cleanup.run();

    cleanup.add(() -> ended.add("late"));

    assertThat(ended).containsExactly("late");
  }

  @Test
  void theSecondWaitsForTheFirst() throws InterruptedException {
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountDownLatch ending = new CountDownLatch(1);
    cleanup.add(
        () -> {
          ending.countDown();
          try {
            mayEnd.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          ended.add("slow");
        });
    Thread first = new Thread(cleanup::run);
    first.start();
    ending.await();
    List<String> seenBySecond = new ArrayList<>();
    Thread second =
        new Thread(
            () -> {
              cleanup.run();
              seenBySecond.addAll(ended);
            });
    second.start();

    mayEnd.countDown();
    first.join();
    second.join();

    assertThat(seenBySecond).containsExactly("slow");
  }
}
