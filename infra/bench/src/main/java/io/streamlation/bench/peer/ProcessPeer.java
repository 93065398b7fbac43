package io.streamlation.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A peer that is one program. */
abstract class ProcessPeer implements Peer {
  private static final long BEGUN_AGAIN_AFTER_MS = 200;
  private static final long END_WITHIN_SECONDS = 10;

  private Process process; // guarded by this
  private boolean wanted; // guarded by this

  /** The program, ready to be started. */
  abstract ProcessBuilder program() throws IOException;

  @Override
  public void start() throws IOException, InterruptedException {
    synchronized (this) {
      wanted = true;
      spawn();
    }
  }

  /** A sender that serves one listener ends with it; whoever wants to be heard begins again. */
  private synchronized void spawn() throws IOException {
    if (!wanted) {
      return;
    }
    Process begun =
        program().redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    process = begun;
    begun
        .onExit()
        .thenRunAsync(
            () -> {
              try {
                spawnAgain(begun);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            CompletableFuture.delayedExecutor(BEGUN_AGAIN_AFTER_MS, TimeUnit.MILLISECONDS));
  }

  private synchronized void spawnAgain(Process ended) throws IOException {
    if (process == ended) {
      spawn();
    }
  }

  private synchronized Process let() {
    wanted = false;
    Process last = process;
    process = null;
    return last;
  }

  @Override
  public void freeze() throws IOException, InterruptedException {
    Signal.send(running().toHandle(), "STOP");
  }

  @Override
  public void thaw() throws IOException, InterruptedException {
    Signal.send(running().toHandle(), "CONT");
  }

  private synchronized Process running() {
    return process;
  }

  @Override
  public void kill() throws InterruptedException {
    Process last = let();
    if (last != null) {
      last.destroyForcibly().waitFor();
    }
  }

  @Override
  public void end() throws IOException, InterruptedException {
    Process last = let();
    if (last != null && last.isAlive()) {
      Signal.send(last.toHandle(), "INT");
      if (!last.waitFor(END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        last.destroyForcibly();
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
