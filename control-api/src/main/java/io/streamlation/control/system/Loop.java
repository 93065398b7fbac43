package io.streamlation.control.system;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * One thread that does one thing for as long as the process lives. Starts after everything it
 * stands on, stops before it, and never dies of what it meets: {@link #once} is called again.
 */
public abstract class Loop implements SmartLifecycle {
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(4);

  private final String name;
  private CountDownLatch stopping = new CountDownLatch(1);
  private Thread thread;

  protected Loop(String name) {
    this.name = name;
  }

  /** Does a piece of the work; blocks until there is some, or returns soon. */
  protected abstract void once() throws Exception;

  /** Says what {@link #once} met; the loop then goes on after the pause that is answered. */
  protected abstract Duration trouble(Exception met);

  /** Makes a blocked {@link #once} return. */
  protected void wake() {}

  /** The thread ends here; give back what it held. */
  protected void ended() {}

  @Override
  public synchronized void start() {
    if (thread != null) {
      return;
    }
    stopping = new CountDownLatch(1);
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!isStopping()) {
        try {
          once();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        } catch (Exception e) {
          if (!isStopping()) {
            pause(trouble(e));
          }
        }
      }
    } finally {
      ended();
    }
  }

  protected final boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private void pause(Duration pause) {
    try {
      stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping.countDown();
    }
  }

  @Override
  public void stop() {
    Thread running;
    synchronized (this) {
      running = thread;
      thread = null;
    }
    if (running == null) {
      return;
    }
    stopping.countDown();
    wake();
    try {
      running.join(STOPS_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }
}
