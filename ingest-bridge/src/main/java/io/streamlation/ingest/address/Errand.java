package io.streamlation.ingest.address;

import java.util.concurrent.atomic.AtomicReference;

/**
 * One channel's fetches, one at a time; another thread may call the current one and all later ones
 * off.
 */
public final class Errand {
  private static final Runnable CALLED_OFF = () -> {};

  private final AtomicReference<Runnable> cancel = new AtomicReference<>();

  /** Ends the fetch under way and refuses every later one. */
  public void callOff() {
    Runnable current = cancel.getAndSet(CALLED_OFF);
    if (current != null) {
      current.run();
    }
  }

  public boolean isCalledOff() {
    return cancel.get() == CALLED_OFF;
  }

  boolean begin(Runnable howToCancel) {
    return cancel.compareAndSet(null, howToCancel);
  }

  void end(Runnable howToCancel) {
    cancel.compareAndSet(howToCancel, null);
  }
}
