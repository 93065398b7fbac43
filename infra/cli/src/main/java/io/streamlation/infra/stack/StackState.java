package io.streamlation.infra.stack;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the supervisor knows, as it writes it to {@code run/stack.json}.
 *
 * @param failure why the stack was given up; null while it lives
 */
public record StackState(
    long supervisorPid,
    long supervisorStartTicks,
    Instant startedAt,
    String apiUrl,
    String dashboardUrl,
    List<String> allowSources,
    Phase phase,
    String failure,
    List<ComponentState> components) {

  /** The stack as a whole. */
  public enum Phase {
    STARTING,
    READY,
    STOPPING,
    STOPPED,
    FAILED
  }

  /** One process. */
  public enum Life {
    WAITING,
    PREPARING,
    STARTING,
    READY,
    /** Ready before, alive, and its probe complains. */
    UNWELL,
    BACKING_OFF,
    STOPPING,
    STOPPED
  }

  /**
   * @param pid 0 while there is no process
   * @param startTicks with the pid names the process for good
   * @param restarts how often it was started again after it had died
   * @param note what is missing, or why it died last
   * @param lastEnd when and how it died last, once it has; empty if it never did
   */
  public record ComponentState(
      String name,
      Life life,
      long pid,
      long startTicks,
      int restarts,
      Instant since,
      String note,
      String address,
      String log,
      String lastEnd) {

    public ComponentState {
      lastEnd = lastEnd == null ? "" : lastEnd; // written by a supervisor before this one
    }

    /** Memory the process holds now; 0 when there is none. */
    @JsonIgnore
    public long residentBytes() {
      return LinuxProcesses.residentBytes(pid);
    }
  }

  public static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  @JsonIgnore
  public boolean supervisorIsAlive() {
    return LinuxProcesses.isAlive(supervisorPid, supervisorStartTicks);
  }

  public Optional<ComponentState> component(String name) {
    return components.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /** The state last written; empty when no stack was ever started here. */
  public static Optional<StackState> read(RunFolder folder) {
    try {
      return Optional.of(JSON.readValue(Files.readString(folder.stateFile()), StackState.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(folder.stateFile() + " cannot be read", e);
    }
  }

  /** The state of a stack whose supervisor lives; empty otherwise. */
  public static Optional<StackState> readRunning(RunFolder folder) {
    return read(folder).filter(StackState::supervisorIsAlive);
  }

  void write(RunFolder folder) {
    Path beside = folder.run().resolve("stack.json.new");
    try {
      Files.writeString(beside, JSON.writeValueAsString(this) + "\n");
      Files.move(
          beside,
          folder.stateFile(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(folder.stateFile() + " cannot be written", e);
    }
  }
}
