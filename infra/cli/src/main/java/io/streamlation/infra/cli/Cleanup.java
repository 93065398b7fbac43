package io.streamlation.infra.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/**
 * Ends what was started, in reverse, once, whoever asks first: the command at its end, or Ctrl-C at
 * any moment. Whoever asks second waits until all is ended.
 */
final class Cleanup {
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private boolean begun;

  /** A step that comes too late is done at once. */
  void add(Runnable step) {
    synchronized (this) {
      if (!begun) {
        steps.push(step);
        return;
      }
    }
    step.run();
  }

  synchronized boolean hasBegun() {
    return begun;
  }

  void run() {
    boolean first;
    synchronized (this) {
      first = !begun;
      begun = true;
    }
    if (first) {
      try {
        steps.forEach(Cleanup::tryTo);
      } finally {
        done.countDown();
      }
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One step's trouble must not keep the others from being done. */
  private static void tryTo(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      System.err.println("streamlation: while stopping: " + e.getMessage());
    }
  }
}
