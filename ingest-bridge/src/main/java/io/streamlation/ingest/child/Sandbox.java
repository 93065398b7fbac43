package io.streamlation.ingest.child;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Begins children, each with what its {@link Allowance} says and no more. How much of that can be
 * held depends on the machine; {@link #strongest} tries it out.
 */
public final class Sandbox {
  private static final long TRIAL_LIMIT_SECONDS = 10;
  private static final String SEALED = "sealed.bpf";
  private static final String CONNECTED = "connected.bpf";

  /** One thread that never ends: children are told to die with the thread that began them. */
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "child-starter");
            thread.setDaemon(true);
            return thread;
          });

  /** What holds a child, strongest first. */
  public enum Kind {
    /**
     * Debian's {@code bubblewrap}: sees its program and libraries, read-only, and no other file; no
     * network, no other process; system calls of a list. And limits.
     */
    BUBBLEWRAP,
    /**
     * {@code unshare} of util-linux: no network, no other process to see; files are. And limits.
     */
    NAMESPACES,
    /** The kernel's limits of memory, processor time, files; an empty environment. */
    LIMITS;

    /** As it stands in settings, metrics and logs. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  private final Kind kind;
  private final List<String> lacking;
  private final Path filters;

  private Sandbox(Kind kind, List<String> lacking, Path filters) {
    this.kind = kind;
    this.lacking = List.copyOf(lacking);
    this.filters = filters;
  }

  /**
   * The strongest that works here: each is tried with this program.
   *
   * @param harmless arguments with which the program does nothing and ends well
   */
  public static Sandbox strongest(ChildProgram program, String... harmless) throws IOException {
    Path filters = unpackFilters();
    List<String> lacking = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Sandbox sandbox = new Sandbox(kind, lacking, filters);
      Optional<String> complaint = sandbox.tryOut(program, List.of(harmless));
      if (complaint.isEmpty()) {
        return sandbox;
      }
      lacking.add(kind.word() + ": " + complaint.get());
    }
    throw new IOException(program.file() + " does not run on this machine: " + lacking);
  }

  /** For tests of what a machine that offers less still holds. */
  public static Sandbox ofKind(Kind kind) throws IOException {
    return new Sandbox(kind, List.of(), unpackFilters());
  }

  public Kind kind() {
    return kind;
  }

  /** Why the stronger ones do not work here; empty where the strongest does. */
  public List<String> lacking() {
    return lacking;
  }

  /** Whether what is set as the least is there. */
  public boolean isAtLeast(Kind least) {
    return kind.compareTo(least) <= 0;
  }

  /** Begins a child whose standard streams are pipes. */
  public Process start(ChildProgram program, List<String> arguments, Allowance allowance)
      throws IOException {
    return start(program, arguments, allowance, Optional.empty(), false);
  }

  /**
   * @param input open as its standard input; otherwise that is a pipe
   * @param saysAllInOne whether what it complains about comes with its output
   */
  public Process start(
      ChildProgram program,
      List<String> arguments,
      Allowance allowance,
      Optional<Path> input,
      boolean saysAllInOne)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(program, arguments, allowance));
    builder.environment().clear();
    builder.environment().putAll(program.environment());
    builder.redirectErrorStream(saysAllInOne);
    input.ifPresent(file -> builder.redirectInput(file.toFile()));
    Future<Process> started = STARTER.submit(builder::start);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return started.get();
        } catch (InterruptedException e) {
          interrupted = true; // it is as good as started, and whoever asked must be able to end it
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException("a child could not be begun", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<String> command(ChildProgram program, List<String> arguments, Allowance allowance) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c"));
    String limits =
        "ulimit -c 0; ulimit -f "
            + (allowance.fileBytes() + 511) / 512
            + "; ulimit -n "
            + allowance.openFiles()
            + "; ulimit -v "
            + allowance.memoryBytes() / 1024
            + "; ulimit -t "
            + Math.max(1, allowance.cpuTime().toSeconds());
    switch (kind) {
      case BUBBLEWRAP -> {
        command.addAll(List.of(limits + "; exec \"$@\" 9<\"$0\"", filter(allowance).toString()));
        command.addAll(bubblewrap(program, allowance));
      }
      case NAMESPACES -> {
        command.addAll(List.of(limits + "; exec \"$@\"", "child"));
        command.addAll(
            List.of("unshare", "--user", "--map-root-user", "--ipc", "--uts", "--pid", "--fork"));
        command.add("--kill-child");
        if (!allowance.network()) {
          command.add("--net");
        }
        command.add("--");
      }
      case LIMITS -> command.addAll(List.of(limits + "; exec \"$@\"", "child"));
    }
    command.add(program.file().toString());
    command.addAll(arguments);
    return command;
  }

  private Path filter(Allowance allowance) {
    return filters.resolve(allowance.network() ? CONNECTED : SEALED);
  }

  private static List<String> bubblewrap(ChildProgram program, Allowance allowance) {
    List<String> words = new ArrayList<>(List.of("bwrap", "--unshare-all"));
    if (allowance.network()) {
      words.add("--share-net");
    }
    words.addAll(List.of("--die-with-parent", "--as-pid-1", "--new-session"));
    words.addAll(List.of("--cap-drop", "ALL", "--clearenv"));
    for (Map.Entry<String, String> entry : program.environment().entrySet()) {
      words.addAll(List.of("--setenv", entry.getKey(), entry.getValue()));
    }
    for (Path folder : program.reads()) {
      words.addAll(List.of("--ro-bind", folder.toString(), folder.toString()));
    }
    words.addAll(List.of("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"));
    allowance
        .writes()
        .ifPresent(folder -> words.addAll(List.of("--bind", folder.toString(), folder.toString())));
    words.addAll(List.of("--remount-ro", "/", "--chdir", "/", "--seccomp", "9", "--"));
    return words;
  }

  /** Empty if the program runs, else why it does not. */
  private Optional<String> tryOut(ChildProgram program, List<String> harmless) {
    Process process = null;
    try {
      process =
          start(
              program,
              harmless,
              Allowance.sealed(1L << 30, Duration.ofSeconds(TRIAL_LIMIT_SECONDS)),
              Optional.empty(),
              true);
      String said;
      try (InputStream out = process.getInputStream()) {
        said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      }
      if (!process.waitFor(TRIAL_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        return Optional.of("it does not end");
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of(said.isBlank() ? "exit " + process.exitValue() : said.strip());
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  /** The kernel takes filters from open files only. */
  private static Path unpackFilters() throws IOException {
    Path folder = Files.createTempDirectory("streamlation-filters");
    for (String name : List.of(SEALED, CONNECTED)) {
      try (InputStream in = Sandbox.class.getResourceAsStream(name)) {
        Files.copy(in, folder.resolve(name));
      }
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "filters-away"));
    return folder;
  }

  private static void remove(Path folder) {
    try {
      for (String name : List.of(SEALED, CONNECTED)) {
        Files.deleteIfExists(folder.resolve(name));
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
