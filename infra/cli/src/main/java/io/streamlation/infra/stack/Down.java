package io.streamlation.infra.stack;

import io.streamlation.infra.stack.StackState.ComponentState;
import io.streamlation.infra.stack.StackState.Life;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Ends a stack from outside. */
public final class Down {
  /** All components one after the other, each within its own limit. */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private Down() {}

  /**
   * Asks the supervisor to end and waits until it is gone; one that does not end is killed with its
   * children.
   */
  public static void stop(
      StackState running, Supplier<Optional<StackState>> look, Consumer<String> stopped)
      throws InterruptedException {
    LinuxProcesses.signal("TERM", running.supervisorPid());
    Set<String> told = new HashSet<>();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (running.supervisorIsAlive() && System.nanoTime() < end) {
      look.get().ifPresent(s -> tell(s, told, stopped));
      TimeUnit.MILLISECONDS.sleep(50);
    }
    look.get().ifPresent(s -> tell(s, told, stopped));
    if (running.supervisorIsAlive()) {
      LinuxProcesses.signal("KILL", running.supervisorPid());
      for (ComponentState c : look.get().orElse(running).components()) {
        if (c.pid() != 0 && LinuxProcesses.isAlive(c.pid(), c.startTicks())) {
          LinuxProcesses.killSessionOf(c.pid());
        }
      }
    }
  }

  private static void tell(StackState state, Set<String> told, Consumer<String> stopped) {
    for (ComponentState c : state.components()) {
      if (c.life() == Life.STOPPED && told.add(c.name())) {
        stopped.accept(c.name());
      }
    }
  }

  /**
   * Deletes what a stack kept in its data folder, and nothing else in it; and its database where
   * the system's PostgreSQL kept it.
   */
  public static void purge(RunFolder folder) throws IOException {
    for (Path kept :
        List.of(
            folder.kafka(),
            folder.postgres(),
            folder.checkpoints(),
            folder.logs(),
            folder.demo(),
            folder.run(),
            PostgresServer.systemPlace(folder.data()))) {
      PostgresServer.deleteAll(kept);
    }
    Files.deleteIfExists(folder.ownerToken());
    Files.deleteIfExists(folder.data().resolve("postgres-password"));
  }
}
