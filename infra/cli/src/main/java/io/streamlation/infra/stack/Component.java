package io.streamlation.infra.stack;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One process of the stack.
 *
 * @param name as shown and as its log is called
 * @param address where people or programs reach it
 * @param after names of those that must be ready before it is started
 * @param ports what must be free before the stack starts
 * @param launch how to start it
 * @param readiness what tells that it works
 * @param readyWithin how long a start may take; a start that takes longer counts as a death
 * @param stopSignal what asks it to end cleanly
 * @param stopWithin how long a clean end may take before it is killed
 */
public record Component(
    String name,
    String address,
    Set<String> after,
    List<Port> ports,
    Launch launch,
    Probe readiness,
    Duration readyWithin,
    String stopSignal,
    Duration stopWithin) {

  public Component {
    Objects.requireNonNull(name);
    after = Set.copyOf(after);
    ports = List.copyOf(ports);
  }

  /** Prepares what the process needs on disk (may take seconds) and gives its start line. */
  @FunctionalInterface
  public interface Launch {
    /**
     * @throws Exception when it cannot be prepared; the message says who must act
     */
    StartLine prepare() throws Exception;
  }

  /**
   * @param command program and arguments; secrets belong in {@code environment}
   * @param prefix what must stand before the program but outside the supervisor's own wrapping
   */
  public record StartLine(
      List<String> prefix, List<String> command, Map<String, String> environment) {
    public StartLine {
      prefix = List.copyOf(prefix);
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }

    public static StartLine of(List<String> command) {
      return new StartLine(List.of(), command, Map.of());
    }
  }

  /** Asked again and again; must answer within a few seconds. */
  @FunctionalInterface
  public interface Probe {
    /** Empty when it works, else what is still missing, as part of a sentence. */
    Optional<String> notYet();
  }
}
