package io.streamlation.infra.cli;

import io.streamlation.infra.stack.StackState;
import io.streamlation.infra.stack.StackState.ComponentState;
import io.streamlation.infra.stack.StackState.Life;
import io.streamlation.infra.stack.StackState.Phase;
import io.streamlation.infra.terminal.Terminal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Shows how a stack comes up, until it is ready or given up. */
final class StackWatch {
  private final Terminal terminal;
  private final Map<String, Life> shown = new HashMap<>();
  private final Map<String, Integer> restartsShown = new HashMap<>();

  StackWatch(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * @param look the newest state, empty while there is none yet
   * @param givenUp when there will never be one
   * @return the state in which it is ready, failed or stopped; empty when {@code givenUp}
   */
  Optional<StackState> untilReady(Supplier<Optional<StackState>> look, BooleanSupplier givenUp)
      throws InterruptedException {
    long began = System.nanoTime();
    while (true) {
      boolean last = givenUp.getAsBoolean();
      Optional<StackState> state = look.get();
      Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
      state.ifPresent(s -> show(s, elapsed));
      if (state.isPresent()
          && state.get().phase() != Phase.STARTING
          && state.get().phase() != Phase.STOPPING) {
        terminal.provisional("");
        return state;
      }
      if (last) {
        terminal.provisional("");
        return state;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private void show(StackState state, Duration elapsed) {
    for (ComponentState c : state.components()) {
      if (c.restarts() > restartsShown.getOrDefault(c.name(), 0)) {
        restartsShown.put(c.name(), c.restarts());
        terminal.line("  ! %-14s %s; it is started again".formatted(c.name(), c.note()));
      }
      if (c.life() == Life.READY && shown.put(c.name(), Life.READY) != Life.READY) {
        terminal.line(
            "  ✓ %-14s %-24s after %s".formatted(c.name(), c.address(), Terminal.seconds(elapsed)));
      }
    }
    String waiting =
        state.components().stream()
            .filter(c -> c.life() != Life.READY)
            .map(c -> c.name() + (c.note().isEmpty() ? "" : " (" + c.note() + ")"))
            .collect(Collectors.joining(", "));
    if (!waiting.isEmpty()) {
      terminal.provisional("  … %s  %s".formatted(Terminal.seconds(elapsed), waiting));
    }
  }
}
